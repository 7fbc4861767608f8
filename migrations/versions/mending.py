"""mending: what was shown last of the paper survey, which moves on by five sheets at least

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


def downgrade() -> None:
    with op.batch_alter_table("survey") as batch_op:
        batch_op.drop_column("paper_shown")
