"""annulled ballots: a vote may be declared void by two people; when the key of sealed envelopes was seen to be gone

Going back is refused while there is an annulled ballot: the older schema could only keep it as one that has a result.

Revision: annulled_ballots
Follows: level_of_origin
"""

import sqlalchemy as sa
from alembic import op

revision = "annulled_ballots"
down_revision = "level_of_origin"
branch_labels = None
depends_on = None

BEFORE = "state IN ('draft', 'open', 'closed', 'revealed')"
NOW = "state IN ('draft', 'open', 'closed', 'revealed', 'annulled')"
REQUEST = sa.Enum(
    "pending",
    "confirmed",
    "declined",
    "withdrawn",
    "expired",
    name="state",
    native_enum=False,
    create_constraint=True,
    length=32,
)


def upgrade() -> None:
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.add_column(sa.Column("box_gone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True))
        for name, length in (("annulled_why", 200), ("annulled_asked", 80), ("annulled_agreed", 80)):
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("received", sa.Integer(), nullable=True))
        batch_op.drop_constraint(op.f("ck_ballot_state"), type_="check")
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.create_check_constraint(op.f("ck_ballot_state"), NOW)
        batch_op.create_check_constraint(
            op.f("ck_ballot_annulled_has_reason"),
            "state <> 'annulled' OR (annulled_at IS NOT NULL AND annulled_why <> '' AND received IS NOT NULL"
            " AND tally IS NULL)",
        )
        for name in ("annulled_why", "annulled_asked", "annulled_agreed"):
            batch_op.alter_column(name, server_default=None)
    op.create_table(
        "ballotrequest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("state", REQUEST, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer_who", sa.String(length=120), nullable=False),
        sa.Column("answer_seat", sa.String(length=80), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (answered_by IS NOT NULL AND answered_by <> account_id)",
            name=op.f("ck_ballotrequest_a_second_person"),
        ),
        sa.CheckConstraint(
            "state = 'pending' OR answered_at IS NOT NULL", name=op.f("ck_ballotrequest_answered_has_time")
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballotrequest_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ballotrequest_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_ballotrequest_answered_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballotrequest")),
    )
    op.create_index(op.f("ix_ballotrequest_ballot_id"), "ballotrequest", ["ballot_id"])
    op.create_index(
        "uq_ballotrequest_pending",
        "ballotrequest",
        ["ballot_id"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
        sqlite_where=sa.text("state = 'pending'"),
    )


def downgrade() -> None:
    annulled = op.get_bind().execute(sa.text("SELECT count(*) FROM ballot WHERE state = 'annulled'"))
    if annulled.scalar_one():
        raise RuntimeError("an annulled ballot has no form in the older schema: nothing was changed")
    op.drop_table("ballotrequest")
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.drop_constraint(op.f("ck_ballot_annulled_has_reason"), type_="check")
        batch_op.drop_constraint(op.f("ck_ballot_state"), type_="check")
        for name in (
            "received",
            "annulled_agreed",
            "annulled_asked",
            "annulled_why",
            "annulled_at",
            "box_gone_at",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.create_check_constraint(op.f("ck_ballot_state"), BEFORE)
