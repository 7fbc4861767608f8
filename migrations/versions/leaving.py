"""leaving: counted answers of the exit survey, which phones answered, corrections and editions of the minutes

Going back is refused while minutes were confirmed: their ledger names editions the older schema cannot hold.

Revision: leaving
Follows: observers
"""

import sqlalchemy as sa
from alembic import op

revision = "leaving"
down_revision = "observers"
branch_labels = None
depends_on = None

FIELDS = ("name", "host", "when_where", "people", "order", "topics", "said", "decided", "votes")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("phone", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("paper", sa.JSON(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("phones", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("sheets >= 0", name=op.f("ck_survey_sheets_not_negative")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_survey_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_survey")),
    )
    op.create_table(
        "surveymark",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_surveymark_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "mark", name=op.f("pk_surveymark")),
    )
    op.create_table(
        "minutescorrection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("field", _one_of("field", *FIELDS), nullable=False),
        sa.Column("text", sa.String(length=8000), nullable=False),
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_minutescorrection_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_minutescorrection_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutescorrection")),
    )
    op.create_index(op.f("ix_minutescorrection_meeting_id"), "minutescorrection", ["meeting_id"])
    op.create_table(
        "minutesedition",
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_minutesedition_number_from_one")),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_minutesedition_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_minutesedition_account_id_account")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "number", name=op.f("pk_minutesedition")),
    )


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT count(*) FROM minutesedition")).scalar_one():
        raise RuntimeError("confirmed minutes have no form in the older schema: nothing was changed")
    op.drop_table("minutesedition")
    op.drop_table("minutescorrection")
    op.drop_table("surveymark")
    op.drop_table("survey")
