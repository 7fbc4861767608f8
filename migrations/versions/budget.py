"""budget: what was given of what was asked, kinds of projects, caps as settings, ballots that divide a budget

Projects no longer need an agenda. Going back forgets those without one, decisions, caps, and what made ballots budget ballots.

Revision: budget
Follows: revising
"""

import sqlalchemy as sa
from alembic import op

revision = "budget"
down_revision = "revising"
branch_labels = None
depends_on = None


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


KIND = _one_of("kind", "general", "programme", "dong")


def upgrade() -> None:
    with op.batch_alter_table("budgetproject") as batch_op:
        batch_op.alter_column("agenda_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("dong_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("kind", KIND, nullable=False, server_default="general"))
        batch_op.add_column(sa.Column("given", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("free", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("why", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decided_by", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("edits", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("key", sa.String(length=64), nullable=True))
    with op.batch_alter_table("budgetproject") as batch_op:
        for column in ("kind", "free", "why", "decided_by", "edits"):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_foreign_key(op.f("fk_budgetproject_dong_id_dong"), "dong", ["dong_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_budgetproject_key"), ["key"])
        for name, rule in (
            ("given_not_negative", "given IS NULL OR given >= 0"),
            ("difference_has_reason", "given IS NULL OR given = amount OR why <> ''"),
            ("decided_has_time", "(given IS NULL) = (decided_at IS NULL)"),
            ("free_is_without_money", "NOT free OR given = 0"),
        ):
            batch_op.create_check_constraint(op.f(f"ck_budgetproject_{name}"), rule)
        batch_op.create_index(batch_op.f("ix_budgetproject_dong_id"), ["dong_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_budgetproject_year"), ["year"], unique=False)
    op.create_table(
        "budgetlimit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cap", _one_of("cap", "total", "general", "programme", "dong"), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_budgetlimit_amount_positive")),
        sa.CheckConstraint("source <> ''", name=op.f("ck_budgetlimit_limit_has_source")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_budgetlimit_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budgetlimit")),
    )
    with op.batch_alter_table("budgetlimit") as batch_op:
        batch_op.create_index(batch_op.f("ix_budgetlimit_cap"), ["cap"], unique=False)
    op.create_table(
        "budgetballot",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("rule", _one_of("rule", "greedy", "shares"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("budget > 0", name=op.f("ck_budgetballot_budget_positive")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_budgetballot_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_budgetballot_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ballot_id", name=op.f("pk_budgetballot")),
    )
    op.create_table(
        "budgetoption",
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.CheckConstraint("cost > 0", name=op.f("ck_budgetoption_cost_positive")),
        sa.ForeignKeyConstraint(
            ["ballot_id"],
            ["budgetballot.ballot_id"],
            name=op.f("fk_budgetoption_ballot_id_budgetballot"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["option.id"], name=op.f("fk_budgetoption_option_id_option"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["budgetproject.id"], name=op.f("fk_budgetoption_project_id_budgetproject")
        ),
        sa.PrimaryKeyConstraint("option_id", name=op.f("pk_budgetoption")),
        sa.UniqueConstraint("ballot_id", "project_id", name=op.f("uq_budgetoption_ballot_id_project_id")),
    )
    with op.batch_alter_table("budgetoption") as batch_op:
        batch_op.create_index(batch_op.f("ix_budgetoption_project_id"), ["project_id"], unique=False)


def downgrade() -> None:
    for table, index in (("budgetoption", "project_id"), ("budgetlimit", "cap")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_{index}"))
    for table in ("budgetoption", "budgetballot", "budgetlimit"):
        op.drop_table(table)
    op.execute("DELETE FROM budgetproject WHERE agenda_id IS NULL")
    with op.batch_alter_table("budgetproject") as batch_op:
        for name in (
            "given_not_negative",
            "difference_has_reason",
            "decided_has_time",
            "free_is_without_money",
        ):
            batch_op.drop_constraint(op.f(f"ck_budgetproject_{name}"), type_="check")
        batch_op.drop_constraint(op.f("ck_budgetproject_kind"), type_="check")
        batch_op.drop_constraint(op.f("uq_budgetproject_key"), type_="unique")
        batch_op.drop_constraint(op.f("fk_budgetproject_dong_id_dong"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_budgetproject_dong_id"))
        batch_op.drop_index(batch_op.f("ix_budgetproject_year"))
    with op.batch_alter_table("budgetproject") as batch_op:
        for column in ("dong_id", "kind", "given", "free", "why", "decided_at", "decided_by", "edits", "key"):
            batch_op.drop_column(column)
        batch_op.alter_column("agenda_id", existing_type=sa.Integer(), nullable=False)
