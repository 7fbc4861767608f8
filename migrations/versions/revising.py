"""revising: a procedure's next version as a draft, who published a version and why, the district's closed days

Going back forgets drafts and closed days; published versions stay, without the reason they were published for.

Revision: revising
Follows: finals
"""

import sqlalchemy as sa
from alembic import op

revision = "revising"
down_revision = "finals"
branch_labels = None
depends_on = None


def _account(table: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        ["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id_account")
    )


def upgrade() -> None:
    with op.batch_alter_table("template") as batch_op:
        for column, length in (("base", 20), ("reason", 400), ("seat", 80)):
            batch_op.add_column(
                sa.Column(column, sa.String(length=length), nullable=False, server_default="")
            )
        batch_op.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("key", sa.String(length=64), nullable=True))
    with op.batch_alter_table("template") as batch_op:
        for column in ("base", "reason", "seat"):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_foreign_key(op.f("fk_template_account_id_account"), "account", ["account_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_template_key"), ["key"])
    op.create_table(
        "closedday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_closedday_closed_day_says_why")),
        _account("closedday"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closedday")),
        sa.UniqueConstraint("day", name=op.f("uq_closedday_day")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("base", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        _account("draft"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("code", name=op.f("uq_draft_code")),
    )
    op.create_table(
        "draftedit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("before_name", sa.String(length=80), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_draftedit_draft_id_draft"), ondelete="CASCADE"
        ),
        _account("draftedit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draftedit")),
    )
    with op.batch_alter_table("draftedit") as batch_op:
        batch_op.create_index(batch_op.f("ix_draftedit_draft_id"), ["draft_id"], unique=False)


def downgrade() -> None:
    for table in ("draftedit", "draft", "closedday"):
        op.drop_table(table)
    with op.batch_alter_table("template") as batch_op:
        batch_op.drop_constraint(op.f("uq_template_key"), type_="unique")
        batch_op.drop_constraint(op.f("fk_template_account_id_account"), type_="foreignkey")
    with op.batch_alter_table("template") as batch_op:
        for column in ("key", "account_id", "seat", "reason", "base"):
            batch_op.drop_column(column)
