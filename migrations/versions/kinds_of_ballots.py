"""six kinds of ballots, each with its own terms; up to twenty marks per person

Ballots of before are 선택 with the usual terms. Going back keeps their counts and forgets the kinds: refused while a ballot
of another kind exists, because an earlier version would count it wrongly.

Revision: kinds_of_ballots
Follows: tables
"""

import sqlalchemy as sa
from alembic import op

revision = "kinds_of_ballots"
down_revision = "tables"
branch_labels = None
depends_on = None

KIND = sa.Enum(
    "yesno", "choice", "rank", "scale", "points", "dots",
    name="kind", native_enum=False, create_constraint=True, length=32,
)  # fmt: skip
METHOD = sa.Enum(
    "marks", "borda", "schulze", name="method", native_enum=False, create_constraint=True, length=32
)


def upgrade() -> None:
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.add_column(sa.Column("kind", KIND, nullable=False, server_default="choice"))
        batch_op.add_column(sa.Column("method", METHOD, nullable=False, server_default="marks"))
        batch_op.add_column(sa.Column("terms", sa.JSON(none_as_null=True), nullable=True))
        batch_op.drop_constraint(op.f("ck_ballot_choices_in_range"), type_="check")
        batch_op.create_check_constraint(op.f("ck_ballot_choices_in_range"), "max_choices BETWEEN 1 AND 20")
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_ballot_method_fits_kind"), "(kind = 'rank') = (method <> 'marks')"
        )
        batch_op.alter_column("kind", server_default=None)
        batch_op.alter_column("method", server_default=None)


def downgrade() -> None:
    others = op.get_bind().execute(
        sa.text("SELECT count(*) FROM ballot WHERE kind <> 'choice' OR max_choices > 5")
    )
    if others.scalar():
        raise RuntimeError("ballots of other kinds exist: an earlier version would count them wrongly")
    with op.batch_alter_table("ballot") as batch_op:
        batch_op.drop_constraint(op.f("ck_ballot_method_fits_kind"), type_="check")
        batch_op.drop_constraint(op.f("ck_ballot_kind"), type_="check")
        batch_op.drop_constraint(op.f("ck_ballot_method"), type_="check")
        batch_op.drop_constraint(op.f("ck_ballot_choices_in_range"), type_="check")
        batch_op.drop_column("terms")
        batch_op.drop_column("method")
        batch_op.drop_column("kind")
        batch_op.create_check_constraint(op.f("ck_ballot_choices_in_range"), "max_choices BETWEEN 1 AND 5")
