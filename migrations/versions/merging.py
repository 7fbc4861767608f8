"""merging: ideas put together, deeds by the clock, the sorting team's own code

Going back leaves merged ideas hidden: the older schema cannot say into which idea they went. Their 공감 stays with both.

Revision: merging
Follows: leaving
"""

import sqlalchemy as sa
from alembic import op

revision = "merging"
down_revision = "leaving"
branch_labels = None
depends_on = None

DEEDS = ("open_meeting", "open_ballot", "close_ballot")
STATES = ("waiting", "shown", "hidden", "parked")


def _allow(column: str, *values: str) -> None:
    name, allowed = op.f(f"ck_idea_{column}"), ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("idea") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({allowed})")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _timers() -> None:
    op.create_table(
        "timedturn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("deed", _one_of("deed", *DEEDS), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("state", _one_of("state", "waiting", "done", "stopped", "missed"), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(deed = 'open_meeting') = (item_id IS NULL)", name=op.f("ck_timedturn_a_vote_has_its_item")
        ),
        sa.CheckConstraint("(state = 'missed') = (why <> '')", name=op.f("ck_timedturn_missed_says_why")),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_timedturn_{table}_id_{table}"),
                ondelete=None if table == "account" else "CASCADE",
            )
            for table in ("meeting", "item", "account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timedturn")),
    )
    op.create_index(op.f("ix_timedturn_meeting_id"), "timedturn", ["meeting_id"])
    op.create_index("ix_timedturn_due", "timedturn", ["state", "at"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "uq_timedturn_waiting_vote",
        "timedturn",
        ["item_id", "deed"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _sorters() -> None:
    meeting = ("meeting_id", "meeting.id")
    op.create_table(
        "sortingcode",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("code_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            [meeting[0]], [meeting[1]], name=op.f("fk_sortingcode_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_sortingcode")),
    )
    op.create_table(
        "sortinghelper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            [meeting[0]], [meeting[1]], name=op.f("fk_sortinghelper_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sortinghelper")),
        sa.UniqueConstraint("meeting_id", "key", name=op.f("uq_sortinghelper_meeting_id_key")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_sortinghelper_meeting_id_number")),
    )
    op.create_index(op.f("ix_sortinghelper_meeting_id"), "sortinghelper", ["meeting_id"])


def upgrade() -> None:
    _sorters()
    _timers()
    op.create_table(
        "ideamerge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=120), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by = '')", name=op.f("ck_ideamerge_undone_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_ideamerge_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["idea.id"], name=op.f("fk_ideamerge_into_id_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideamerge")),
    )
    op.create_index(op.f("ix_ideamerge_meeting_id"), "ideamerge", ["meeting_id"])
    op.create_index(op.f("ix_ideamerge_into_id"), "ideamerge", ["into_id"])
    with op.batch_alter_table("idea") as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_idea_merged_into_idea"), "idea", ["merged_into"], ["id"], ondelete="CASCADE"
        )
    op.create_index(op.f("ix_idea_merged_into"), "idea", ["merged_into"])
    for column in ("state", "hidden_from"):
        _allow(column, *STATES, "merged")
    with op.batch_alter_table("idea") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_idea_merged_somewhere"), "(state = 'merged') = (merged_into IS NOT NULL)"
        )
    with op.batch_alter_table("ideasupport") as batch_op:
        batch_op.add_column(sa.Column("merge_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_ideasupport_merge_id_ideamerge"),
            "ideamerge",
            ["merge_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.create_index(op.f("ix_ideasupport_merge_id"), "ideasupport", ["merge_id"])


def downgrade() -> None:
    op.drop_table("sortinghelper")
    op.drop_table("sortingcode")
    op.drop_table("timedturn")
    op.drop_index(op.f("ix_ideasupport_merge_id"), "ideasupport")
    with op.batch_alter_table("ideasupport") as batch_op:
        batch_op.drop_constraint(op.f("fk_ideasupport_merge_id_ideamerge"), type_="foreignkey")
        batch_op.drop_column("merge_id")
    with op.batch_alter_table("idea") as batch_op:
        batch_op.drop_constraint(op.f("ck_idea_merged_somewhere"), type_="check")
    op.execute("UPDATE idea SET state = 'hidden', hidden_from = 'shown' WHERE state = 'merged'")
    for column in ("state", "hidden_from"):
        _allow(column, *STATES)
    op.drop_index(op.f("ix_idea_merged_into"), "idea")
    with op.batch_alter_table("idea") as batch_op:
        batch_op.drop_constraint(op.f("fk_idea_merged_into_idea"), type_="foreignkey")
        batch_op.drop_column("merged_into")
    op.drop_table("ideamerge")
