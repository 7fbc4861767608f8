"""sealed ballots: envelopes instead of choices, receipts, and one ledger per meeting

Ballots that were opened before are kept as they are and named so ("unsealed"); what they counted stays.
Every meeting gets the first entry of its ledger.

Revision: sealed_ballots
Follows: d9b0db71fd87
"""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "sealed_ballots"
down_revision = "d9b0db71fd87"
branch_labels = None
depends_on = None

SECRECY = sa.Enum(
    "secret", "named", "unsealed", name="secrecy", native_enum=False, create_constraint=True, length=32
)
LEVEL = sa.Enum("L0", "L1", "L2", "L3", name="level", native_enum=False, create_constraint=True, length=32)


def _of_ballot(table: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return (
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=f"fk_{table}_ballot_id_ballot", ondelete="CASCADE"
        ),
    )


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(head) = 64", name=op.f("ck_ledger_head_is_a_hash")),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_ledger_seq_not_negative")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_ledger_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_ledger")),
    )
    op.create_table(
        "ledgerentry",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_ledgerentry_hash_is_a_hash")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_ledgerentry_seq_from_one")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_ledgerentry_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "seq", name=op.f("pk_ledgerentry")),
        sa.UniqueConstraint("hash", name=op.f("uq_ledgerentry_hash")),
    )
    op.create_table(
        "castkey",
        *_of_ballot("castkey"),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("body_mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "mac", name=op.f("pk_castkey")),
    )
    op.create_table(
        "publishedvote",
        *_of_ballot("publishedvote"),
        sa.Column("tracker", sa.String(length=19), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "tracker", name=op.f("pk_publishedvote")),
    )
    op.create_index("ix_publishedvote_key", "publishedvote", ["key"])
    op.create_table(
        "sealedvote",
        *_of_ballot("sealedvote"),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "tag", name=op.f("pk_sealedvote")),
    )
    op.create_table(
        "votertag",
        *_of_ballot("votertag"),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "tag", name=op.f("pk_votertag")),
    )
    op.drop_table("votekey")
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.add_column(sa.Column("secrecy", SECRECY, nullable=False, server_default="unsealed"))
        batch_op.add_column(sa.Column("level", LEVEL, nullable=False, server_default="L0"))
        for name, length in (("poll", 64), ("key_id", 40), ("opened_head", 64), ("closed_head", 64)):
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    op.execute("UPDATE ballot SET secrecy = 'secret' WHERE state = 'draft'")
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_ballot_opened_has_keys"),
            "state = 'draft' OR secrecy = 'unsealed' OR (poll <> '' AND key_id <> '')",
        )
        for name in ("secrecy", "level", "poll", "key_id", "opened_head", "closed_head"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("vote") as batch_op:
        for name, length in (("name", 20), ("key", 64), ("nonce", 64)):
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("changes", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("vote") as batch_op:
        for name in ("name", "key", "nonce", "changes"):
            batch_op.alter_column(name, server_default=None)
    _begin_ledgers()


def _begin_ledgers() -> None:
    """The first entry of every meeting that exists, in the form the ledger writes (see app/live/ledger)."""
    connection = op.get_bind()
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    meetings = connection.execute(sa.text("SELECT id, join_number, title FROM meeting ORDER BY id")).all()
    for id_, number, title in meetings:
        data = {"meeting": id_, "number": number, "title": title}
        entry = {"seq": 1, "kind": "meeting.prepared", "at": at, "data": data, "prev": "0" * 64}
        body = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        head = hashlib.sha256(body.encode()).hexdigest()
        connection.execute(
            sa.text(
                "INSERT INTO ledgerentry (meeting_id, seq, kind, body, hash)"
                " VALUES (:m, 1, 'meeting.prepared', :b, :h)"
            ),
            {"m": id_, "b": body, "h": head},
        )
        connection.execute(
            sa.text("INSERT INTO ledger (meeting_id, seq, head) VALUES (:m, 1, :h)"), {"m": id_, "h": head}
        )


def downgrade() -> None:
    for table, rest in (("publishedvote", ""), ("sealedvote", ""), ("ledgerentry", " WHERE seq > 1")):
        if op.get_bind().execute(sa.text(f"SELECT count(*) FROM {table}{rest}")).scalar():  # noqa: S608
            raise RuntimeError("votes or a ledger would be lost: an earlier version cannot hold them")
    with op.batch_alter_table("vote") as batch_op:
        for name in ("changes", "nonce", "key", "name"):
            batch_op.drop_column(name)
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.drop_constraint(op.f("ck_ballot_opened_has_keys"), type_="check")
        batch_op.drop_constraint(op.f("ck_ballot_level"), type_="check")
        batch_op.drop_constraint(op.f("ck_ballot_secrecy"), type_="check")
        for name in ("closed_head", "opened_head", "key_id", "poll", "level", "secrecy"):
            batch_op.drop_column(name)
    op.create_table(
        "votekey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_votekey_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_votekey_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votekey")),
        sa.UniqueConstraint(
            "ballot_id", "participant_id", "key", name=op.f("uq_votekey_ballot_id_participant_id_key")
        ),
    )
    for table in ("votertag", "sealedvote", "publishedvote", "castkey", "ledgerentry", "ledger"):
        op.drop_table(table)
