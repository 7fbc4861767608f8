"""mending: what was shown last of the paper survey, which moves on by five sheets at least; how many registrations came from
one network address

Revision: mending
Follows: channels
"""

import sqlalchemy as sa
from alembic import op

revision = "mending"
down_revision = "channels"
branch_labels = None
depends_on = None

LEAST = 5  # answers to one question


def upgrade() -> None:
    with op.batch_alter_table("survey") as batch_op:
        batch_op.add_column(sa.Column("paper_shown", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("survey") as batch_op:
        batch_op.alter_column("paper_shown", server_default=None)
    survey = sa.table(
        "survey", sa.column("meeting_id"), sa.column("paper", sa.JSON()), sa.column("paper_shown", sa.JSON())
    )
    connection = op.get_bind()
    for meeting, paper in connection.execute(sa.select(survey.c.meeting_id, survey.c.paper)).all():
        shown = [row if sum(row) >= LEAST else [0] * len(row) for row in paper]
        connection.execute(sa.update(survey).where(survey.c.meeting_id == meeting).values(paper_shown=shown))
    op.create_table(
        "registrationshare",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 1", name=op.f("ck_registrationshare_taken_from_one")),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_registrationshare_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "address_key", name=op.f("pk_registrationshare")),
    )


def downgrade() -> None:
    op.drop_table("registrationshare")
    with op.batch_alter_table("survey") as batch_op:
        batch_op.drop_column("paper_shown")
