"""an agenda keeps how surely each of those who chose it was one person

Agendas of before came from open polls: where votes were counted they get L0. A count without a level is refused from now on.

Revision: level_of_origin
Follows: one_on_the_wall
"""

import sqlalchemy as sa
from alembic import op

revision = "level_of_origin"
down_revision = "one_on_the_wall"
branch_labels = None
depends_on = None

LEVEL = sa.Enum(
    "L0", "L1", "L2", "L3", name="origin_level", native_enum=False, create_constraint=True, length=32
)


def upgrade() -> None:
    with op.batch_alter_table("agenda") as batch_op:
        batch_op.add_column(sa.Column("origin_level", LEVEL, nullable=True))
    op.execute("UPDATE agenda SET origin_level = 'L0' WHERE origin_voters > 0")
    with op.batch_alter_table("agenda") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_agenda_counted_at_a_level"), "origin_voters = 0 OR origin_level IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("agenda") as batch_op:
        batch_op.drop_constraint(op.f("ck_agenda_counted_at_a_level"), type_="check")
        batch_op.drop_constraint(op.f("ck_agenda_origin_level"), type_="check")
        batch_op.drop_column("origin_level")
