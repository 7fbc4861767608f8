"""ways: side exits of a matter with their ways back, skipping, what both sides say about a selection

Going back is refused while a matter went another way than from stage to stage: the older schema could only forget
why. What the sides said about selections is forgotten; it stays in the agendas' public record.

Revision: ways
Follows: revising
"""

import sqlalchemy as sa
from alembic import op

revision = "ways"
down_revision = "subcommittees"
branch_labels = None
depends_on = None

EXITS = ("supplement", "hold", "merge", "split", "complaint", "withdraw", "close")
STEPS = ("hand_over", "accept", "ask_other", "reassign", "advance", "back", "finish")
NEW_STEPS = (*STEPS, "skip", "resume", "joined", "born", *EXITS)
STATES = ("open", "held", "closed")
ENDINGS = ("merged", "split", "complaint", "withdrawn", "closed")
UNSAID = "'accept', 'advance', 'finish', 'hand_over'"


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _signed(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Who said it, in which seat, on which side."""
    return (
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("side", _one_of("side", "civil", "official"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _matters() -> None:
    with op.batch_alter_table("matter") as batch_op:
        batch_op.add_column(sa.Column("ended_by", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("matter") as batch_op:
        batch_op.drop_constraint(op.f("ck_matter_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_matter_state"), _among("state", (*STATES, "supplement")))
        batch_op.create_check_constraint(op.f("ck_matter_ended_by"), _among("ended_by", EXITS))
        batch_op.create_foreign_key(op.f("fk_matter_parent_id_matter"), "matter", ["parent_id"], ["id"])
        batch_op.create_index(op.f("ix_matter_parent_id"), ["parent_id"])
    with op.batch_alter_table("move") as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=64), nullable=True))
    with op.batch_alter_table("move") as batch_op:
        batch_op.drop_constraint(op.f("ck_move_kind"), type_="check")
        batch_op.drop_constraint(op.f("ck_move_going_back_has_reason"), type_="check")
        batch_op.create_check_constraint(op.f("ck_move_kind"), _among("kind", NEW_STEPS))
        batch_op.create_check_constraint(
            op.f("ck_move_step_has_reason"), f"kind IN ({UNSAID}) OR reason <> ''"
        )
        batch_op.create_unique_constraint(op.f("uq_move_matter_id_key"), ["matter_id", "key"])
    with op.batch_alter_table("consent") as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=64), nullable=True))


def _agendas() -> None:
    with op.batch_alter_table("agenda") as batch_op:
        batch_op.add_column(sa.Column("ending", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("split_from_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("agenda") as batch_op:
        batch_op.create_check_constraint(op.f("ck_agenda_ending"), _among("ending", ENDINGS))
        for name in ("into_id", "split_from_id"):
            batch_op.create_foreign_key(op.f(f"fk_agenda_{name}_agenda"), "agenda", [name], ["id"])
            batch_op.create_index(op.f(f"ix_agenda_{name}"), [name])


def upgrade() -> None:
    _matters()
    _agendas()
    op.create_table(
        "exit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("kind", *EXITS), nullable=False),
        sa.Column("stage_id", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("asked", sa.String(length=60), nullable=False),
        sa.Column("signed", sa.String(length=200), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("left_days", sa.Integer(), nullable=True),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        *_signed("exit"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_exit_exit_has_reason")),
        sa.CheckConstraint(
            "kind NOT IN ('supplement', 'hold') OR until IS NOT NULL", name=op.f("ck_exit_pause_has_end")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('supplement', 'complaint') OR asked <> ''", name=op.f("ck_exit_exit_says_whom")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('merge', 'withdraw') OR signed <> ''", name=op.f("ck_exit_proposer_agreed")
        ),
        sa.CheckConstraint("(kind = 'merge') = (into_id IS NOT NULL)", name=op.f("ck_exit_merge_has_target")),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_exit_matter_id_matter"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["into_id"], ["matter.id"], name=op.f("fk_exit_into_id_matter")),
    )
    for name in ("matter_id", "into_id"):
        op.create_index(op.f(f"ix_exit_{name}"), "exit", [name])
    op.create_table(
        "selectionword",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agenda_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        *_signed("selectionword"),
        sa.CheckConstraint("agreed OR reason <> ''", name=op.f("ck_selectionword_refusal_has_reason")),
        sa.ForeignKeyConstraint(
            ["agenda_id"], ["agenda.id"], name=op.f("fk_selectionword_agenda_id_agenda"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("agenda_id", "side", name=op.f("uq_selectionword_agenda_id_side")),
    )
    op.create_index(op.f("ix_selectionword_agenda_id"), "selectionword", ["agenda_id"])


def downgrade() -> None:
    move = sa.table("move", sa.column("kind"))
    other_ways = sa.select(sa.func.count()).select_from(move).where(move.c.kind.not_in(STEPS))
    if op.get_bind().execute(other_ways).scalar_one():
        raise RuntimeError(
            "a side exit or a skipped stage has no form in the older schema: nothing was changed"
        )
    op.drop_table("selectionword")
    op.drop_table("exit")
    with op.batch_alter_table("agenda") as batch_op:
        batch_op.drop_constraint(op.f("ck_agenda_ending"), type_="check")
        for name in ("into_id", "split_from_id"):
            batch_op.drop_index(op.f(f"ix_agenda_{name}"))
            batch_op.drop_constraint(op.f(f"fk_agenda_{name}_agenda"), type_="foreignkey")
    with op.batch_alter_table("agenda") as batch_op:
        for name in ("split_from_id", "into_id", "ending"):
            batch_op.drop_column(name)
    with op.batch_alter_table("consent") as batch_op:
        batch_op.drop_column("key")
    with op.batch_alter_table("move") as batch_op:
        batch_op.drop_constraint(op.f("uq_move_matter_id_key"), type_="unique")
        batch_op.drop_constraint(op.f("ck_move_step_has_reason"), type_="check")
        batch_op.drop_constraint(op.f("ck_move_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_move_kind"), _among("kind", STEPS))
        batch_op.create_check_constraint(
            op.f("ck_move_going_back_has_reason"), "kind <> 'back' OR reason <> ''"
        )
    with op.batch_alter_table("move") as batch_op:
        batch_op.drop_column("key")
    with op.batch_alter_table("matter") as batch_op:
        batch_op.drop_constraint(op.f("fk_matter_parent_id_matter"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_matter_ended_by"), type_="check")
        batch_op.drop_constraint(op.f("ck_matter_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_matter_state"), _among("state", STATES))
        batch_op.drop_index(op.f("ix_matter_parent_id"))
    with op.batch_alter_table("matter") as batch_op:
        batch_op.drop_column("parent_id")
        batch_op.drop_column("ended_by")
