"""people: who registered beforehand, who came without a phone, the ground rules of a meeting

Going back forgets registrations, presses at the door and ground rules; how many there were stays in the ledger.

Revision: people
Follows: kinds_of_ballots
"""

import sqlalchemy as sa
from alembic import op

revision = "people"
down_revision = "groups"
branch_labels = None
depends_on = None


def _of(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete=ondelete
    )


def upgrade() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("owner_key", sa.String(length=64), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=100), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.String(length=80), nullable=False),
        sa.Column("slip_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_registration_number_from_one")),
        sa.CheckConstraint(
            "(checked_at IS NULL) = (checked_by = '')", name=op.f("ck_registration_checked_by_somebody")
        ),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR checked_at IS NULL", name=op.f("ck_registration_cancelled_or_checked")
        ),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR (name = '' AND note = '' AND contact = '')",
            name=op.f("ck_registration_cancelled_is_emptied"),
        ),
        _of("registration", "meeting_id", "meeting"),
        _of("registration", "slip_id", "slip", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_registration_meeting_id_number")),
        sa.UniqueConstraint(
            "meeting_id", "owner_key", "key", name=op.f("uq_registration_meeting_id_owner_key_key")
        ),
        sa.UniqueConstraint("slip_id", name=op.f("uq_registration_slip_id")),
    )
    op.create_index(op.f("ix_registration_meeting_id"), "registration", ["meeting_id"])
    op.create_table(
        "walkin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        _of("walkin", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walkin")),
        sa.UniqueConstraint("meeting_id", "key", name=op.f("uq_walkin_meeting_id_key")),
    )
    op.create_index(op.f("ix_walkin_meeting_id"), "walkin", ["meeting_id"])
    op.create_table(
        "groundrules",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        _of("groundrules", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_groundrules")),
    )


def downgrade() -> None:
    op.drop_table("groundrules")
    op.drop_table("walkin")
    op.drop_table("registration")
