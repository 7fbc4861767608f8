"""subcommittees: meetings and minutes, issue sheets, refined texts, tasks, dates of the year, special ones that end

Going back forgets all of that; matters and what was written into their record stay.

Revision: subcommittees
Follows: revising
"""

import sqlalchemy as sa
from alembic import op

revision = "subcommittees"
down_revision = "budget"
branch_labels = None
depends_on = None

CHECKS = {
    "only_a_special_one_ends": "ends_on IS NULL OR kind = 'special'",
    "special_says_why": "ends_on IS NULL OR (purpose <> '' AND basis <> '')",
    "runs_forward": "ends_on IS NULL OR ends_on >= starts_on",
}


def upgrade() -> None:
    op.create_table(
        "fixeddate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subcommittee_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_fixeddate_date_says_what")),
        sa.CheckConstraint("until >= day", name=op.f("ck_fixeddate_runs_forward")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_fixeddate_account_id_account")),
        sa.ForeignKeyConstraint(
            ["subcommittee_id"], ["subcommittee.id"], name=op.f("fk_fixeddate_subcommittee_id_subcommittee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixeddate")),
        sa.UniqueConstraint("key", name=op.f("uq_fixeddate_key")),
    )
    with op.batch_alter_table("fixeddate") as batch_op:
        batch_op.create_index(batch_op.f("ix_fixeddate_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_fixeddate_subcommittee_id"), ["subcommittee_id"], unique=False)

    op.create_table(
        "submeeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subcommittee_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "ended",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "state <> 'cancelled' OR reason <> ''", name=op.f("ck_submeeting_calling_off_has_reason")
        ),
        sa.CheckConstraint(
            "state <> 'ended' OR ended_at > opened_at", name=op.f("ck_submeeting_runs_forward")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_submeeting_number_from_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_submeeting_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["subcommittee_id"], ["subcommittee.id"], name=op.f("fk_submeeting_subcommittee_id_subcommittee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submeeting")),
        sa.UniqueConstraint("key", name=op.f("uq_submeeting_key")),
        sa.UniqueConstraint("subcommittee_id", "number", name=op.f("uq_submeeting_subcommittee_id_number")),
    )
    with op.batch_alter_table("submeeting") as batch_op:
        batch_op.create_index(batch_op.f("ix_submeeting_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_submeeting_subcommittee_id"), ["subcommittee_id"], unique=False)

    op.create_table(
        "subcorrection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "name",
                "host",
                "when_where",
                "people",
                "order",
                "topics",
                "said",
                "decided",
                "votes",
                name="field",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=8000), nullable=False),
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_subcorrection_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["submeeting.id"],
            name=op.f("fk_subcorrection_meeting_id_submeeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subcorrection")),
    )
    with op.batch_alter_table("subcorrection") as batch_op:
        batch_op.create_index(batch_op.f("ix_subcorrection_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "subedition",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_subedition_number_from_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_subedition_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["submeeting.id"],
            name=op.f("fk_subedition_meeting_id_submeeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "number", name=op.f("pk_subedition")),
    )
    op.create_table(
        "subpresence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("seat", sa.String(length=60), nullable=False),
        sa.Column(
            "side",
            sa.Enum("civil", "official", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "attending",
            sa.Enum(
                "present", "beside", name="attending", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_subpresence_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["submeeting.id"],
            name=op.f("fk_subpresence_meeting_id_submeeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subpresence")),
        sa.UniqueConstraint("meeting_id", "name", "seat", name=op.f("uq_subpresence_meeting_id_name_seat")),
    )
    with op.batch_alter_table("subpresence") as batch_op:
        batch_op.create_index(batch_op.f("ix_subpresence_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "matterissue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_matterissue_matter_id_matter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matterissue")),
        sa.UniqueConstraint("key", name=op.f("uq_matterissue_key")),
    )
    with op.batch_alter_table("matterissue") as batch_op:
        batch_op.create_index(batch_op.f("ix_matterissue_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "refinedtext",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("why <> ''", name=op.f("ck_refinedtext_change_has_reason")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_refinedtext_number_from_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_refinedtext_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_refinedtext_matter_id_matter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("matter_id", "number", name=op.f("pk_refinedtext")),
    )
    op.create_table(
        "subitem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=400), nullable=False),
        sa.Column("said", sa.String(length=4000), nullable=False),
        sa.Column("decided", sa.String(length=1000), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=True),
        sa.Column("no", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.CheckConstraint("(yes IS NULL) = (no IS NULL)", name=op.f("ck_subitem_vote_is_whole")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_subitem_matter_id_matter")),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["submeeting.id"],
            name=op.f("fk_subitem_meeting_id_submeeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subitem")),
    )
    with op.batch_alter_table("subitem") as batch_op:
        batch_op.create_index(batch_op.f("ix_subitem_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subitem_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "grouptask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=125), nullable=False),
        sa.Column(
            "side",
            sa.Enum("civil", "official", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "member_id IS NOT NULL OR done_at IS NOT NULL",
            name=op.f("ck_grouptask_what_is_left_is_somebodys"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_grouptask_account_id_account")),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_grouptask_matter_id_matter"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["groupmember.id"],
            name=op.f("fk_grouptask_member_id_groupmember"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grouptask")),
        sa.UniqueConstraint("key", name=op.f("uq_grouptask_key")),
    )
    with op.batch_alter_table("grouptask") as batch_op:
        batch_op.create_index(batch_op.f("ix_grouptask_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grouptask_member_id"), ["member_id"], unique=False)

    op.create_table(
        "issueversion",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("views", sa.JSON(), nullable=False),
        sa.Column("agreed", sa.String(length=1000), nullable=False),
        sa.Column("still_open", sa.String(length=1000), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number = 1 OR why <> ''", name=op.f("ck_issueversion_change_has_reason")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_issueversion_number_from_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_issueversion_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"],
            ["matterissue.id"],
            name=op.f("fk_issueversion_issue_id_matterissue"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("issue_id", "number", name=op.f("pk_issueversion")),
    )
    with op.batch_alter_table("subcommittee") as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("basis", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
    with op.batch_alter_table("subcommittee") as batch_op:
        for column in ("purpose", "basis"):
            batch_op.alter_column(column, server_default=None)
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_subcommittee_{name}"), rule)


def downgrade() -> None:
    with op.batch_alter_table("subcommittee") as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_subcommittee_{name}"), type_="check")
    with op.batch_alter_table("subcommittee") as batch_op:
        for column in ("ends_on", "starts_on", "basis", "purpose"):
            batch_op.drop_column(column)
    for table in (
        "issueversion",
        "grouptask",
        "subitem",
        "refinedtext",
        "matterissue",
        "subpresence",
        "subedition",
        "subcorrection",
        "submeeting",
        "fixeddate",
    ):
        op.drop_table(table)
