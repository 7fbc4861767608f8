"""Reads of gates: what both sides said about a selection and at every two-key stage, for staff and for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.core.labels import Side
from app.live.ballots.models import BallotWitness, Option
from app.live.selections.models import Selection
from app.process.gates.models import SelectionWord
from app.process.models import Consent, Matter
from app.process.queries import basics
from app.process.stages.rules import STANDARD, Stage
from app.proposals.models import Agenda
from app.web.words import masked

SELECTION = "deliberate"


@dataclass(frozen=True)
class Word:
    """What one side said. ``observed``: as observer of the count."""

    side: Side
    agreed: bool
    reason: str
    account_id: int
    seat: str
    at: datetime
    name: str = ""
    observed: bool = False

    @property
    def who(self) -> str:
        """Seat and masked name."""
        return f"{self.seat} {masked(self.name)}".strip()


@dataclass(frozen=True)
class Gate:
    """A stage that only both sides together open. ``now``: the agenda stands before it."""

    stage: str
    words: tuple[tuple[Side, Word | None], ...]
    now: bool


def selection_stage(db: Session) -> Stage | None:
    """공론·선정 of the standard process, as it is published now."""
    template = basics.latest_template(db, STANDARD)
    if template is None or template.id is None:
        return None
    stages = basics.process_of(db, template.id).stages
    return next((stage for stage in stages if stage.id == SELECTION), None)


def selection_word(db: Session, agenda_id: int, side: Side) -> SelectionWord | None:
    """What a side said itself about a selection."""
    query = select(SelectionWord).where(SelectionWord.agenda_id == agenda_id, SelectionWord.side == side)
    return db.exec(query).first()


def selection(db: Session, agenda_ids: Sequence[int]) -> dict[int, dict[Side, Word]]:
    """By agenda and side. The observers who confirmed the count have spoken for their side; its own word goes before."""
    found: dict[int, dict[Side, Word]] = {each: {} for each in agenda_ids}
    observed = db.exec(
        select(Selection.agenda_id, BallotWitness, Account.name)
        .join(Option, col(Option.id) == col(Selection.option_id))
        .join(BallotWitness, col(BallotWitness.ballot_id) == col(Option.ballot_id))
        .join(Account, col(Account.id) == col(BallotWitness.account_id))
        .where(col(Selection.agenda_id).in_(agenda_ids))
    ).all()
    for agenda_id, seen, name in observed:
        found[agenda_id][seen.side] = Word(
            seen.side, True, "", seen.account_id, f"참관인 {seen.seat}", seen.at, name, observed=True
        )
    said = db.exec(
        select(SelectionWord, Account.name)
        .join(Account, col(Account.id) == col(SelectionWord.account_id))
        .where(col(SelectionWord.agenda_id).in_(agenda_ids))
    ).all()
    for word, name in said:
        found[word.agenda_id][word.side] = _word(word, word.side, name)
    return found


def _word(row: SelectionWord | Consent, side: Side, name: str) -> Word:
    return Word(side, row.agreed, row.reason, row.account_id, row.seat, row.at, name)


def gates(db: Session, agenda_id: int) -> tuple[Gate, ...]:
    """Every gate somebody has spoken at, and the one it stands before, in the order of the way."""
    first, matter = selection_stage(db), basics.matter_of_agenda(db, agenda_id)
    if matter is not None:
        process = basics.process_of(db, matter.template_id)
        first = next((stage for stage in process.stages if stage.id == SELECTION), first)
    root = _whole(db, agenda_id)
    chosen = selection(db, [root])[root]
    rows = [_gate(first, chosen, now=matter is None)] if first and first.two_key else []
    if matter is not None:
        rows += _passed(db, matter)
    return tuple(row for row in rows if row.now or any(word for _, word in row.words))


def _whole(db: Session, agenda_id: int) -> int:
    """What was chosen: of an agenda that was split, the whole."""
    agenda = db.get(Agenda, agenda_id)
    while agenda is not None and agenda.split_from_id is not None:
        agenda = db.get(Agenda, agenda.split_from_id)
    return agenda.id or agenda_id if agenda is not None else agenda_id


def _passed(db: Session, matter: Matter) -> list[Gate]:
    said = db.exec(
        select(Consent, Account.name)
        .join(Account, col(Account.id) == col(Consent.account_id))
        .where(Consent.matter_id == matter.id)
    ).all()
    process, standing = basics.process_of(db, matter.template_id), basics.consents(db, matter)
    counts = {each.side for each in standing} if matter.ended_by is None else set()
    rows = []
    for stage in process.stages:
        if not stage.two_key or stage.id == SELECTION:
            continue
        now = stage.id == matter.stage_id
        words = {
            row.side: _word(row, row.side, name)
            for row, name in said
            if row.stage_id == stage.id and (not now or row.side in counts)
        }
        rows.append(_gate(stage, words, now=now))
    return rows


def _gate(stage: Stage, words: Mapping[Side, Word], *, now: bool) -> Gate:
    return Gate(stage.name, tuple((side, words.get(side)) for side in Side), now)
