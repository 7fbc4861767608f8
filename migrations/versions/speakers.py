"""asking to speak: how a meeting takes requests, and one row per request and turn

Going back drops who asked and spoke; the ledger keeps that somebody did.

Revision: speakers
Follows: kinds_of_items
"""

import sqlalchemy as sa
from alembic import op

revision = "speakers"
down_revision = "kinds_of_items"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state IN ('waiting', 'speaking')")
IS_SPEAKING = sa.text("state = 'speaking'")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "floor",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("taking", _one_of("taking", "talks", "always", "closed"), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.CheckConstraint("seconds BETWEEN 30 AND 1800", name=op.f("ck_floor_seconds_in_range")),
        sa.CheckConstraint("turns >= 0", name=op.f("ck_floor_turns_not_negative")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_floor_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_floor")),
    )
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=10), nullable=False),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.Column("stance", _one_of("stance", "none", "for", "against", "question"), nullable=False),
        sa.Column("is_point", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            _one_of("state", "waiting", "speaking", "done", "withdrawn", "removed"),
            nullable=False,
        ),
        sa.Column("held_until", sa.Integer(), nullable=False),
        sa.Column("in_order", sa.Boolean(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) > 0 OR forgotten", name=op.f("ck_speaker_has_name")),
        sa.CheckConstraint(
            "state NOT IN ('speaking', 'done') OR started_at IS NOT NULL",
            name=op.f("ck_speaker_spoke_began"),
        ),
        sa.CheckConstraint("state <> 'done' OR ended_at IS NOT NULL", name=op.f("ck_speaker_done_ended")),
        sa.CheckConstraint(
            "started_at IS NULL OR in_order IS NOT NULL", name=op.f("ck_speaker_called_in_order_or_not")
        ),
        sa.CheckConstraint("extra_seconds BETWEEN 0 AND 1800", name=op.f("ck_speaker_extra_in_range")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_speaker_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_speaker_participant_id_participant"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
        sa.UniqueConstraint(
            "meeting_id",
            "participant_id",
            "key",
            name=op.f("uq_speaker_meeting_id_participant_id_key"),
        ),
    )
    op.create_index(op.f("ix_speaker_meeting_id"), "speaker", ["meeting_id"])
    op.create_index(
        "uq_speaker_open",
        "speaker",
        ["participant_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.create_index(
        "uq_speaker_speaking",
        "speaker",
        ["meeting_id"],
        unique=True,
        sqlite_where=IS_SPEAKING,
        postgresql_where=IS_SPEAKING,
    )


def downgrade() -> None:
    op.drop_table("speaker")
    op.drop_table("floor")
