"""entrances: slips, the roll, codes by message, how many came in from one address

Revision: entrances
Follows: sealed_ballots
"""

import sqlalchemy as sa
from alembic import op

revision = "entrances"
down_revision = "sealed_ballots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entrancetry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asked",
                "wrong_code",
                "wrong_slip",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("contact_key", sa.String(length=64), nullable=False),
        sa.Column("browser_key", sa.String(length=64), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entrancetry")),
    )
    op.create_index(op.f("ix_entrancetry_at"), "entrancetry", ["at"])

    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("joins", sa.Integer(), nullable=False),
        sa.CheckConstraint("joins >= 1", name=op.f("ck_arrival_somebody_joined")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_arrival_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint(
            "meeting_id", "minute", "address_key", name=op.f("uq_arrival_meeting_id_minute_address_key")
        ),
    )
    op.create_table(
        "codeask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("contact_key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR digest = ''", name=op.f("ck_codeask_ended_is_emptied")),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_codeask_tries_in_range")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_codeask_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_codeask_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codeask")),
    )
    op.create_index(op.f("ix_codeask_meeting_id"), "codeask", ["meeting_id"])
    op.create_index(op.f("ix_codeask_participant_id"), "codeask", ["participant_id"])

    op.create_table(
        "entrance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("codes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_entrance_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_entrance")),
    )
    op.create_table(
        "provencontact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("contact_key", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_provencontact_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_provencontact_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provencontact")),
        sa.UniqueConstraint(
            "meeting_id", "contact_key", name=op.f("uq_provencontact_meeting_id_contact_key")
        ),
        sa.UniqueConstraint("participant_id", name=op.f("uq_provencontact_participant_id")),
    )
    op.create_table(
        "rollentry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=60), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.String(length=80), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(checked_at IS NULL) = (checked_by = '')", name=op.f("ck_rollentry_checked_by_somebody")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_rollentry_name_not_empty")),
        sa.CheckConstraint(
            "participant_id IS NULL OR checked_at IS NOT NULL", name=op.f("ck_rollentry_arrived_was_checked")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_rollentry_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_rollentry_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollentry")),
        sa.UniqueConstraint("meeting_id", "name", "note", name=op.f("uq_rollentry_meeting_id_name_note")),
        sa.UniqueConstraint("participant_id", name=op.f("uq_rollentry_participant_id")),
    )
    op.create_index(op.f("ix_rollentry_meeting_id"), "rollentry", ["meeting_id"])

    op.create_table(
        "slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("batch", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(used_at IS NULL) = (participant_id IS NULL)", name=op.f("ck_slip_used_by_somebody")
        ),
        sa.CheckConstraint("used_at IS NULL OR voided_at IS NULL", name=op.f("ck_slip_used_or_void")),
        sa.ForeignKeyConstraint(["entry_id"], ["rollentry.id"], name=op.f("fk_slip_entry_id_rollentry")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_slip_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_slip_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
        sa.UniqueConstraint("digest", name=op.f("uq_slip_digest")),
    )
    op.create_index(op.f("ix_slip_entry_id"), "slip", ["entry_id"])
    op.create_index(op.f("ix_slip_meeting_id"), "slip", ["meeting_id"])


def downgrade() -> None:
    for table in ("slip", "rollentry", "provencontact", "entrance", "codeask", "arrival", "entrancetry"):
        op.drop_table(table)
