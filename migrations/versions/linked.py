"""linked: two ballots on the same question, and how people moved between them

Going back is refused while two ballots are linked: the older schema could only forget it.

Revision: linked
Follows: merging
"""

import sqlalchemy as sa
from alembic import op

revision = "linked"
down_revision = "merging"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballotpair",
        sa.Column("final_item", sa.Integer(), nullable=False),
        sa.Column("first_item", sa.Integer(), nullable=False),
        sa.Column("flow", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["final_item"], ["item.id"], name=op.f("fk_ballotpair_final_item_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["first_item"], ["item.id"], name=op.f("fk_ballotpair_first_item_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("final_item", name=op.f("pk_ballotpair")),
        sa.UniqueConstraint("first_item", name=op.f("uq_ballotpair_first_item")),
    )
    op.create_table(
        "pairedvote",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_pairedvote_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ballot_id", "tag", name=op.f("pk_pairedvote")),
    )


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT count(*) FROM ballotpair")).scalar_one():
        raise RuntimeError("linked ballots have no form in the older schema: nothing was changed")
    op.drop_table("pairedvote")
    op.drop_table("ballotpair")
