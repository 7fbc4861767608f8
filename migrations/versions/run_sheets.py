"""run sheets: what an item brings along, its actual minutes, the last step to be undone; ballots kept hidden for a while;
further projectors

Going back forgets what could be undone, and a ballot that was kept hidden is closed like any other.

Revision: run_sheets
Follows: kinds_of_ballots
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "run_sheets"
down_revision = "people"
branch_labels = None
depends_on = None

ITEM = sa.table(
    "item",
    sa.column("id", sa.Integer()),
    sa.column("started_at", sa.DateTime(timezone=True)),
    sa.column("ended_at", sa.DateTime(timezone=True)),
    sa.column("spent_seconds", sa.Integer()),
    sa.column("on_since", sa.DateTime(timezone=True)),
)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def upgrade() -> None:
    with op.batch_alter_table("item") as batch_op:
        batch_op.add_column(sa.Column("setup", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("spent_seconds", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("on_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(op.f("ck_item_spent_not_negative"), "spent_seconds >= 0")
    connection = op.get_bind()
    for row in connection.execute(sa.select(ITEM).where(ITEM.c.started_at.is_not(None))).all():
        over = row.ended_at is not None
        spent = (_utc(row.ended_at) - _utc(row.started_at)) // timedelta(seconds=1) if over else 0
        connection.execute(
            sa.update(ITEM)
            .where(ITEM.c.id == row.id)
            .values(spent_seconds=max(0, spent), on_since=None if over else row.started_at)
        )
    with op.batch_alter_table("item") as batch_op:
        batch_op.alter_column("spent_seconds", server_default=None)
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.add_column(sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.alter_column("held", server_default=None)
    op.create_table(
        "step",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=120), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("why", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(before IS NULL) = (why <> '')", name=op.f("ck_step_undone_or_said_why_not")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_step_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_step")),
    )
    shows = ("follow", "join", "speakers", "ideas", "tables")
    op.create_table(
        "sidewall",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "shows",
            sa.Enum(*shows, name="shows", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.CheckConstraint("number >= 2", name=op.f("ck_sidewall_number_from_two")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_sidewall_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "number", name=op.f("pk_sidewall")),
    )


def downgrade() -> None:
    op.drop_table("sidewall")
    op.drop_table("step")
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.drop_column("held")
    with op.batch_alter_table("item") as batch_op:
        batch_op.drop_constraint(op.f("ck_item_spent_not_negative"), type_="check")
        batch_op.drop_column("on_since")
        batch_op.drop_column("spent_seconds")
        batch_op.drop_column("setup")
