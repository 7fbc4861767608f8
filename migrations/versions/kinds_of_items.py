"""table talks, grouping, ground rules and an exit survey may stand on a run sheet

Going back makes them plain talk: nothing else of an earlier version knows them.

Revision: kinds_of_items
Follows: annulled_ballots
"""

from alembic import op

revision = "kinds_of_items"
down_revision = "annulled_ballots"
branch_labels = None
depends_on = None

BEFORE = ("join", "talk", "ideas", "ballot", "result", "break", "thanks")
NEW = ("promises", "tables", "groups", "survey")


def _allow(kinds: tuple[str, ...]) -> None:
    allowed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("item") as batch_op:
        batch_op.drop_constraint(op.f("ck_item_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_item_kind"), f"kind IN ({allowed})")


def upgrade() -> None:
    _allow((*BEFORE, *NEW))


def downgrade() -> None:
    op.execute("UPDATE item SET kind = 'talk' WHERE kind IN ('promises', 'tables', 'groups', 'survey')")
    _allow(BEFORE)
