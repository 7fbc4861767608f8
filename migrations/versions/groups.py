"""groups: which opinions the sorting team put together, what it calls them, what it did step by step

Going back forgets the groups; opinions and options stay as they are.

Revision: groups
Follows: kinds_of_ballots
"""

import sqlalchemy as sa
from alembic import op

revision = "groups"
down_revision = "kinds_of_ballots"
branch_labels = None
depends_on = None


def _of(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete=ondelete
    )


def upgrade() -> None:
    op.create_table(
        "groupwall",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        _of("groupwall", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_groupwall")),
    )
    op.create_table(
        "opiniongroup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("civil", sa.String(length=200), nullable=False),
        sa.Column("official", sa.String(length=200), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_opiniongroup_has_name")),
        sa.CheckConstraint("option_id IS NULL OR NOT gone", name=op.f("ck_opiniongroup_offered_is_there")),
        _of("opiniongroup", "meeting_id", "meeting"),
        _of("opiniongroup", "option_id", "option", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opiniongroup")),
        sa.UniqueConstraint("meeting_id", "key", name=op.f("uq_opiniongroup_meeting_id_key")),
        sa.UniqueConstraint("option_id", name=op.f("uq_opiniongroup_option_id")),
    )
    op.create_index(op.f("ix_opiniongroup_meeting_id"), "opiniongroup", ["meeting_id"])
    op.create_table(
        "groupedidea",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        _of("groupedidea", "idea_id", "idea"),
        _of("groupedidea", "group_id", "opiniongroup"),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_groupedidea")),
    )
    op.create_index(op.f("ix_groupedidea_group_id"), "groupedidea", ["group_id"])
    op.create_table(
        "groupstep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("deed", sa.String(length=160), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=120), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by = '')", name=op.f("ck_groupstep_undone_by_somebody")
        ),
        _of("groupstep", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groupstep")),
    )
    op.create_index(op.f("ix_groupstep_meeting_id"), "groupstep", ["meeting_id"])


def downgrade() -> None:
    op.drop_table("groupstep")
    op.drop_table("groupedidea")
    op.drop_table("opiniongroup")
    op.drop_table("groupwall")
