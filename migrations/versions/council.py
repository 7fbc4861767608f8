"""council: the governance council (charter, members, calls, sittings, items, minutes) and the talks with the district council

Going back forgets all of them; what the council decided stays in the papers and timelines of the agendas.

Revision: council
Follows: revising
"""

import sqlalchemy as sa
from alembic import op

revision = "council"
down_revision = "ways"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "councillor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("ward", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councillor")),
        sa.UniqueConstraint("name", "ward", name=op.f("uq_councillor_name_ward")),
    )
    op.create_table(
        "assemblytalk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("attendees", sa.Integer(), nullable=False),
        sa.Column("gist", sa.String(length=4000), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(gist <> '') = (attendees > 0)", name=op.f("ck_assemblytalk_held_with_people_and_gist")
        ),
        sa.CheckConstraint("attendees >= 0", name=op.f("ck_assemblytalk_attendees_not_negative")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_assemblytalk_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assemblytalk")),
    )
    with op.batch_alter_table("assemblytalk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assemblytalk_day"), ["day"], unique=False)

    op.create_table(
        "charterversion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_charterversion_change_has_reason")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_charterversion_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charterversion")),
    )
    op.create_table(
        "councilmember",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column(
            "side",
            sa.Enum("civil", "official", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("term_start", sa.Date(), nullable=False),
        sa.Column("term_end", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_why", sa.String(length=200), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("appointed_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(left_on IS NULL) = (left_why = '')", name=op.f("ck_councilmember_leaving_has_reason")
        ),
        sa.CheckConstraint(
            "(term = 1) = (before_id IS NULL)", name=op.f("ck_councilmember_renewed_from_a_term")
        ),
        sa.CheckConstraint("term >= 1", name=op.f("ck_councilmember_term_from_one")),
        sa.CheckConstraint("term_end >= term_start", name=op.f("ck_councilmember_term_runs_forward")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_councilmember_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["councilmember.id"], name=op.f("fk_councilmember_before_id_councilmember")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councilmember")),
        sa.UniqueConstraint("before_id", name=op.f("uq_councilmember_before_id")),
    )
    op.create_table(
        "membercall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("seat_title", sa.String(length=60), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_membercall_runs_forward")),
        sa.CheckConstraint("wanted >= 1", name=op.f("ck_membercall_wants_somebody")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_membercall_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membercall")),
    )
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("councillor_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["councillor_id"],
            ["councillor.id"],
            name=op.f("fk_pledge_councillor_id_councillor"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("councillor_id", "title", name=op.f("uq_pledge_councillor_id_title")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_councillor_id"), ["councillor_id"], unique=False)

    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("regular", "extra", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "open",
                "ended",
                "called_off",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("off_why", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'called_off') = (off_why <> '')", name=op.f("ck_sitting_called_off_has_reason")
        ),
        sa.CheckConstraint(
            "state <> 'ended' OR ended_at IS NOT NULL", name=op.f("ck_sitting_ended_at_a_moment")
        ),
        sa.CheckConstraint(
            "state NOT IN ('open', 'ended') OR opened_at IS NOT NULL", name=op.f("ck_sitting_open_was_opened")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_sitting_number_from_one")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sitting_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("number", name=op.f("uq_sitting_number")),
    )
    op.create_table(
        "memberapplication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("owner_key", sa.String(length=64), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("motive", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "choice",
            sa.Enum(
                "waiting",
                "chosen",
                "not_chosen",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(choice = 'waiting') = (decided_at IS NULL)",
            name=op.f("ck_memberapplication_decided_at_a_moment"),
        ),
        sa.CheckConstraint(
            "choice <> 'not_chosen' OR reason <> ''", name=op.f("ck_memberapplication_no_has_reason")
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR (name = '' AND contact = '' AND motive = '')",
            name=op.f("ck_memberapplication_withdrawn_is_emptied"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_memberapplication_number_from_one")),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["membercall.id"],
            name=op.f("fk_memberapplication_call_id_membercall"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberapplication")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_memberapplication_call_id_number")),
        sa.UniqueConstraint(
            "call_id", "owner_key", "key", name=op.f("uq_memberapplication_call_id_owner_key_key")
        ),
    )
    with op.batch_alter_table("memberapplication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberapplication_call_id"), ["call_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["councilmember.id"], name=op.f("fk_presence_member_id_councilmember")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_presence_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sitting_id", "member_id", name=op.f("pk_presence")),
    )
    op.create_table(
        "sittingcorrection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "name",
                "host",
                "when_where",
                "people",
                "order",
                "topics",
                "said",
                "decided",
                "votes",
                name="field",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=8000), nullable=False),
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sittingcorrection_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
            name=op.f("fk_sittingcorrection_sitting_id_sitting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittingcorrection")),
    )
    with op.batch_alter_table("sittingcorrection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittingcorrection_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sittingedition",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
            name=op.f("fk_sittingedition_sitting_id_sitting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sitting_id", "number", name=op.f("pk_sittingedition")),
    )
    op.create_table(
        "sittingnote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sittingnote_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sittingnote_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittingnote")),
    )
    with op.batch_alter_table("sittingnote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittingnote_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sittingword",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("civil", "official", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("agreed OR reason <> ''", name=op.f("ck_sittingword_refusal_has_reason")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sittingword_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sittingword_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittingword")),
    )
    with op.batch_alter_table("sittingword", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittingword_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "pledgelink",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("agenda_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_pledgelink_link_says_why")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_pledgelink_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["agenda_id"], ["agenda.id"], name=op.f("fk_pledgelink_agenda_id_agenda"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_pledgelink_pledge_id_pledge"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledgelink")),
        sa.UniqueConstraint("pledge_id", "agenda_id", name=op.f("uq_pledgelink_pledge_id_agenda_id")),
    )
    with op.batch_alter_table("pledgelink", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledgelink_agenda_id"), ["agenda_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pledgelink_pledge_id"), ["pledge_id"], unique=False)

    op.create_table(
        "sittingitem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("decision", "report", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("subcommittee_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "as_proposed",
                "amended",
                "held",
                "rejected",
                "again",
                "reported",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("ayes", sa.Integer(), nullable=False),
        sa.Column("noes", sa.Integer(), nullable=False),
        sa.Column("abstains", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("out", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("said", sa.String(length=4000), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome = 'reported' OR ayes + noes + abstains = present - out",
            name=op.f("ck_sittingitem_votes_are_of_those_present"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_sittingitem_decided_at_a_moment")
        ),
        sa.CheckConstraint(
            "ayes >= 0 AND noes >= 0 AND abstains >= 0", name=op.f("ck_sittingitem_votes_not_negative")
        ),
        sa.CheckConstraint("out >= 0 AND present >= out", name=op.f("ck_sittingitem_out_of_those_present")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_sittingitem_department_id_department")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_sittingitem_matter_id_matter")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sittingitem_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subcommittee_id"], ["subcommittee.id"], name=op.f("fk_sittingitem_subcommittee_id_subcommittee")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittingitem")),
        sa.UniqueConstraint("sitting_id", "position", name=op.f("uq_sittingitem_sitting_id_position")),
    )
    with op.batch_alter_table("sittingitem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittingitem_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sittingitem_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sittingpaper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=8000), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sittingpaper_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["sittingitem.id"],
            name=op.f("fk_sittingpaper_item_id_sittingitem"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittingpaper")),
    )
    with op.batch_alter_table("sittingpaper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sittingpaper_item_id"), ["item_id"], unique=False)

    op.create_table(
        "stepout",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "excluded",
                "challenged",
                "withdrew",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_stepout_stepping_out_has_reason")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_stepout_account_id_account")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["sittingitem.id"], name=op.f("fk_stepout_item_id_sittingitem"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["councilmember.id"], name=op.f("fk_stepout_member_id_councilmember")
        ),
        sa.PrimaryKeyConstraint("item_id", "member_id", name=op.f("pk_stepout")),
    )


def downgrade() -> None:
    for table in (
        "stepout",
        "sittingpaper",
        "sittingitem",
        "pledgelink",
        "sittingword",
        "sittingnote",
        "sittingedition",
        "sittingcorrection",
        "presence",
        "memberapplication",
        "sitting",
        "pledge",
        "membercall",
        "councilmember",
        "charterversion",
        "assemblytalk",
        "councillor",
    ):
        op.drop_table(table)
