"""finals: the forum that is a contest's final, options that lead back to proposals, what a turn presents

Going back drops which contest a forum was the final of and which proposal an option was; words and counts stay.

Revision: finals
Follows: mending
"""

import sqlalchemy as sa
from alembic import op

revision = "finals"
down_revision = "mending"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("forum") as batch_op:
        batch_op.add_column(sa.Column("contest_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_forum_contest_id_contest"), "contest", ["contest_id"], ["id"])
        batch_op.create_index(op.f("ix_forum_contest_id"), ["contest_id"])
    with op.batch_alter_table("option") as batch_op:
        batch_op.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_option_proposal_id_proposal"), "proposal", ["proposal_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            op.f("uq_option_ballot_id_proposal_id"), ["ballot_id", "proposal_id"]
        )
    with op.batch_alter_table("speaker") as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("speaker") as batch_op:
        batch_op.alter_column("subject", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("speaker") as batch_op:
        batch_op.drop_column("subject")
    with op.batch_alter_table("option") as batch_op:
        batch_op.drop_constraint(op.f("uq_option_ballot_id_proposal_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_option_proposal_id_proposal"), type_="foreignkey")
        batch_op.drop_column("proposal_id")
    with op.batch_alter_table("forum") as batch_op:
        batch_op.drop_index(op.f("ix_forum_contest_id"))
        batch_op.drop_constraint(op.f("fk_forum_contest_id_contest"), type_="foreignkey")
        batch_op.drop_column("contest_id")
