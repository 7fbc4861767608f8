"""one idea on the wall of a meeting, one answer of a host under one key

Whatever stands twice is set right first: the newest idea stays on the wall, a second answer gets a key of its own.

Revision: one_on_the_wall
Follows: entrances
"""

import sqlalchemy as sa
from alembic import op

revision = "one_on_the_wall"
down_revision = "entrances"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE idea SET on_wall = false WHERE on_wall AND id NOT IN"
        " (SELECT max(id) FROM idea WHERE on_wall GROUP BY meeting_id)"
    )
    op.execute(
        "UPDATE comment SET key = substr(key, 1, 40) || '-' || id WHERE account_id IS NOT NULL AND id NOT IN"
        " (SELECT min(id) FROM comment WHERE account_id IS NOT NULL GROUP BY account_id, key)"
    )
    op.create_index(
        "uq_idea_on_wall",
        "idea",
        ["meeting_id"],
        unique=True,
        postgresql_where=sa.text("on_wall"),
        sqlite_where=sa.text("on_wall"),
    )
    with op.batch_alter_table("comment") as batch_op:
        batch_op.create_unique_constraint(op.f("uq_comment_account_id_key"), ["account_id", "key"])


def downgrade() -> None:
    with op.batch_alter_table("comment") as batch_op:
        batch_op.drop_constraint(op.f("uq_comment_account_id_key"), type_="unique")
    op.drop_index("uq_idea_on_wall", "idea")
