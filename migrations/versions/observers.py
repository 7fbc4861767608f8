"""observers: counts are opened and witnessed; more time for a vote is asked for like an annulment

Going back is refused while a vote was extended, opened again or witnessed: the older schema could only forget it, and the
older code could not read its ledger.

Revision: observers
Follows: kinds_of_ballots
"""

import sqlalchemy as sa
from alembic import op

revision = "observers"
down_revision = "talk"
branch_labels = None
depends_on = None


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.add_column(sa.Column("observers", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.alter_column("observers", server_default=None)
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.add_column(sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("counted_by", sa.String(length=80), nullable=False, server_default=""))
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.alter_column("counted_by", server_default=None)
    with op.batch_alter_table("ballotrequest") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=32), nullable=False, server_default="annul"))
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
    with op.batch_alter_table("ballotrequest") as batch_op:
        batch_op.alter_column("kind", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_ballotrequest_kind"), "kind IN ('annul', 'extend', 'reopen')"
        )
        batch_op.create_check_constraint(
            op.f("ck_ballotrequest_more_time_has_minutes"), "(kind = 'annul') = (minutes IS NULL)"
        )
    op.create_table(
        "ballotwitness",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("side", _one_of("side", "civil", "official"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballotwitness_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ballotwitness_account_id_account")
        ),
        sa.PrimaryKeyConstraint("ballot_id", "side", name=op.f("pk_ballotwitness")),
        sa.UniqueConstraint("ballot_id", "account_id", name=op.f("uq_ballotwitness_ballot_id_account_id")),
    )


def downgrade() -> None:
    for question in (
        "SELECT count(*) FROM ballotrequest WHERE kind <> 'annul'",
        "SELECT count(*) FROM ballot WHERE counted_at IS NOT NULL",
    ):
        if op.get_bind().execute(sa.text(question)).scalar_one():
            raise RuntimeError(
                "more time or a witnessed count has no form in the older schema: nothing was changed"
            )
    op.drop_table("ballotwitness")
    with op.batch_alter_table("ballotrequest") as batch_op:
        batch_op.drop_constraint(op.f("ck_ballotrequest_more_time_has_minutes"), type_="check")
        batch_op.drop_constraint(op.f("ck_ballotrequest_kind"), type_="check")
        batch_op.drop_column("minutes")
        batch_op.drop_column("kind")
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.drop_column("counted_by")
        batch_op.drop_column("counted_at")
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.drop_column("observers")
