"""comments and ideas: three ways of moderation, reasons of hiding, flagged comments, sides, what an author changed

Going back shows comments that nobody had read, and ideas of the parking lot, as hidden, and takes ideas again that were
not taken.

Revision: talk
Follows: kinds_of_ballots
"""

import sqlalchemy as sa
from alembic import op

revision = "talk"
down_revision = "run_sheets"
branch_labels = None
depends_on = None

REASONS = ("abuse", "personal", "somebody", "advertising", "repeated", "off_topic", "other")
WAYS = ("before", "after")
IDEA = ("waiting", "shown", "hidden")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _allow(table: str, column: str, *values: str) -> None:
    name, allowed = op.f(f"ck_{table}_{column}"), ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({allowed})")


def _add(table: str, *columns: sa.Column[object]) -> None:
    with op.batch_alter_table(table) as batch_op:
        for column in columns:
            batch_op.add_column(column)
    with op.batch_alter_table(table) as batch_op:
        for column in columns:
            if column.server_default is not None:
                batch_op.alter_column(column.name, server_default=None)


def _drop(table: str, checked: tuple[str, ...], *columns: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        for name in checked:
            batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        for name in columns:
            batch_op.drop_column(name)


def _care() -> list[sa.Column[object]]:
    return [
        sa.Column("edits", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("hide_reason", _one_of("hide_reason", *REASONS), nullable=True),
        sa.Column("hide_note", sa.String(length=100), nullable=False, server_default=""),
    ]


def upgrade() -> None:
    _allow("meeting", "moderation", *WAYS, "off")
    _add(
        "meeting",
        sa.Column(
            "comment_moderation",
            _one_of("comment_moderation", *WAYS, "off"),
            nullable=False,
            server_default="after",
        ),
    )
    _add("idea", *_care())
    for column in ("state", "hidden_from"):
        _allow("idea", column, *IDEA, "parked")
    _allow("comment", "state", "waiting", "shown", "hidden")
    _add(
        "comment",
        *_care(),
        sa.Column("side", _one_of("side", "none", "for", "against"), nullable=False, server_default="none"),
        sa.Column("flag", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("hidden_from", _one_of("hidden_from", "waiting", "shown", "hidden"), nullable=True),
        sa.Column("moderated_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("reason", _one_of("reason", *REASONS), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(idea_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_report_about_one_thing")
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_report_{table}_id_{table}"),
                ondelete="CASCADE",
            )
            for table in ("meeting", "idea", "comment", "participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("idea_id", "participant_id", name=op.f("uq_report_idea_id_participant_id")),
        sa.UniqueConstraint("comment_id", "participant_id", name=op.f("uq_report_comment_id_participant_id")),
    )
    op.create_index(op.f("ix_report_meeting_id"), "report", ["meeting_id"])


def downgrade() -> None:
    op.drop_table("report")
    op.execute("UPDATE comment SET state = 'hidden' WHERE state = 'waiting'")
    op.execute("UPDATE meeting SET moderation = 'before' WHERE moderation = 'off'")
    care = ("edits", "hide_reason", "hide_note")
    _drop(
        "comment",
        ("hide_reason", "side", "hidden_from"),
        *care,
        "side",
        "flag",
        "hidden_from",
        "moderated_at",
    )
    _allow("comment", "state", "shown", "hidden")
    op.execute("UPDATE idea SET hidden_from = 'waiting' WHERE hidden_from = 'parked'")
    op.execute("UPDATE idea SET state = 'hidden' WHERE state = 'parked'")
    for column in ("state", "hidden_from"):
        _allow("idea", column, *IDEA)
    _drop("idea", ("hide_reason",), *care)
    _drop("meeting", ("comment_moderation",), "comment_moderation")
    _allow("meeting", "moderation", *WAYS)
