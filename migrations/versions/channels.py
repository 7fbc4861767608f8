"""channels: votes that do not come from a phone, what came by which channel, and counts entered blind

Going back is refused while a ballot was counted with more than phones: the older schema has no place for it, and the
older code could not read its ledger.

Revision: channels
Follows: linked
"""

import sqlalchemy as sa
from alembic import op

revision = "channels"
down_revision = "linked"
branch_labels = None
depends_on = None

CHANNELS = ("phone", "text", "telephone", "paper", "hands")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.add_column(sa.Column("totals", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("parts", sa.JSON(none_as_null=True), nullable=True))
    for table in ("sealedvote", "vote"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("helped", sa.Boolean(), nullable=False, server_default=sa.false()))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("helped", server_default=None)
    for table in ("vote", "publishedvote"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(
                sa.Column("channel", sa.String(length=32), nullable=False, server_default="phone")
            )
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("channel", server_default=None)
            batch_op.create_check_constraint(
                op.f(f"ck_{table}_channel"), f"channel IN ({', '.join(map(repr, CHANNELS))})"
            )
    op.create_table(
        "papermark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("seat", sa.String(length=12), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(participant_id IS NULL) <> (seat IS NULL)", name=op.f("ck_papermark_one_of_two")
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_papermark_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_papermark_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papermark")),
        sa.UniqueConstraint(
            "ballot_id", "participant_id", name=op.f("uq_papermark_ballot_id_participant_id")
        ),
        sa.UniqueConstraint("ballot_id", "seat", name=op.f("uq_papermark_ballot_id_seat")),
    )
    op.create_table(
        "tallyentry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("channel", _one_of("channel", *CHANNELS), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("total", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_tallyentry_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_tallyentry_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallyentry")),
        sa.UniqueConstraint(
            "ballot_id",
            "channel",
            "round",
            "account_id",
            name=op.f("uq_tallyentry_ballot_id_channel_round_account_id"),
        ),
    )


def downgrade() -> None:
    for question in (
        "SELECT count(*) FROM ballot WHERE parts IS NOT NULL OR totals IS NOT NULL",
        "SELECT count(*) FROM papermark",
        "SELECT count(*) FROM tallyentry",
    ):
        if op.get_bind().execute(sa.text(question)).scalar_one():
            raise RuntimeError(
                "votes that did not come from a phone have no form in the older schema: nothing was changed"
            )
    op.drop_table("tallyentry")
    op.drop_table("papermark")
    for table in ("publishedvote", "vote"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_channel"), type_="check")
            batch_op.drop_column("channel")
    for table in ("vote", "sealedvote"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("helped")
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.drop_column("parts")
        batch_op.drop_column("totals")
