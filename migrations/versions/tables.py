"""tables: how a meeting sits, its tables and their recorders, what they wrote, who sits where

Going back forgets what tables wrote down; what they sent stays, as the ideas it became.

Revision: tables
Follows: speakers
"""

import sqlalchemy as sa
from alembic import op

revision = "tables"
down_revision = "speakers"
branch_labels = None
depends_on = None


def _of(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete=ondelete
    )


def upgrade() -> None:
    op.create_table(
        "tableplan",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("moving", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_tableplan_seats_positive")),
        sa.CheckConstraint("round >= 0", name=op.f("ck_tableplan_round_not_negative")),
        _of("tableplan", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_tableplan")),
    )
    op.create_table(
        "roundtable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=True),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("code_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_roundtable_number_from_one")),
        sa.CheckConstraint("heads IS NULL OR heads >= 0", name=op.f("ck_roundtable_heads_not_negative")),
        sa.CheckConstraint(
            "(code_digest IS NULL) = (code_at IS NULL)", name=op.f("ck_roundtable_code_has_time")
        ),
        _of("roundtable", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roundtable")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_roundtable_meeting_id_number")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_roundtable_code_digest")),
    )
    op.create_index(op.f("ix_roundtable_meeting_id"), "roundtable", ["meeting_id"])
    op.create_table(
        "tablerecorder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of("tablerecorder", "table_id", "roundtable"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablerecorder")),
        sa.UniqueConstraint("table_id", "key", name=op.f("uq_tablerecorder_table_id_key")),
    )
    op.create_index(op.f("ix_tablerecorder_table_id"), "tablerecorder", ["table_id"])
    op.create_table(
        "tabletask",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("opinions", "card", name="form", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        _of("tabletask", "item_id", "item"),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_tabletask")),
    )
    op.create_table(
        "tablenote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.Column("civil", sa.String(length=200), nullable=False),
        sa.Column("official", sa.String(length=200), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("writer", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.CheckConstraint("sent_at IS NULL OR text <> ''", name=op.f("ck_tablenote_sent_says_something")),
        sa.CheckConstraint("sends >= 0", name=op.f("ck_tablenote_sends_not_negative")),
        _of("tablenote", "table_id", "roundtable"),
        _of("tablenote", "item_id", "item"),
        _of("tablenote", "idea_id", "idea", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablenote")),
        sa.UniqueConstraint("table_id", "item_id", "key", name=op.f("uq_tablenote_table_id_item_id_key")),
        sa.UniqueConstraint("idea_id", name=op.f("uq_tablenote_idea_id")),
    )
    op.create_index(op.f("ix_tablenote_item_id"), "tablenote", ["item_id"])
    op.create_table(
        "tableseat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.Boolean(), nullable=False),
        sa.CheckConstraint("round >= 0", name=op.f("ck_tableseat_round_not_negative")),
        _of("tableseat", "meeting_id", "meeting"),
        _of("tableseat", "table_id", "roundtable"),
        _of("tableseat", "entry_id", "rollentry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tableseat")),
        sa.UniqueConstraint(
            "meeting_id", "round", "entry_id", name=op.f("uq_tableseat_meeting_id_round_entry_id")
        ),
    )
    op.create_index(op.f("ix_tableseat_table_id"), "tableseat", ["table_id"])
    op.create_index(op.f("ix_tableseat_entry_id"), "tableseat", ["entry_id"])


def downgrade() -> None:
    for table in ("tableseat", "tablenote", "tabletask", "tablerecorder", "roundtable", "tableplan"):
        op.drop_table(table)
