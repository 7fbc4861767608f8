"""By-laws of the level: a ballot says how surely a voter must be one person, and nobody below it votes."""

import pytest
from sqlmodel import Session, col, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import ids
from app.core.errors import Forbidden
from app.live.ballots import actions as ballots
from app.live.ballots.models import CastKey, SealedVote
from app.live.ballots.queries import Paper
from app.live.ballots.rules import Secrecy
from app.live.ledger import queries as ledger
from app.live.meetings.guests import Guest
from app.live.meetings.rules import place_of
from tests.live.evening import Evening

LEVELS = list(Level)


def raise_to(evening: Evening, guest: Guest, level: Level) -> None:
    def deed(db: Session) -> None:
        key = guest.key(place_of(evening.meeting_id))
        someone = db.exec(select(Participant).where(Participant.key == key)).one()
        someone.level = level
        db.add(someone)

    evening.world.write(deed)


def cast(evening: Evening, guest: Guest, paper: Paper, key: str = "") -> ballots.Receipt:
    return evening.world.write(
        ballots.cast_vote,
        guest,
        evening.number,
        paper.id,
        choices=[paper.choices[0].id],
        key=key or ids.token(),
        name="김주민",
    )


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])
@pytest.mark.parametrize("least", LEVELS)
def test_a_ballot_takes_the_votes_of_its_level_and_above(
    evening: Evening, least: Level, secrecy: Secrecy
) -> None:
    paper = evening.open_vote(level=least, secrecy=secrecy)
    assert paper.level is least
    taken: list[tuple[Level, object]] = []
    for n, level in enumerate(LEVELS, 1):
        guest = evening.guest(n)
        raise_to(evening, guest, level)
        try:
            receipt = cast(evening, guest, paper)
        except Forbidden as refusal:
            shown = (refusal.places["level"], refusal.fix_url, bool(refusal.fix))
            taken.append((level, shown))
        else:
            taken.append((level, receipt.level))
    below = (least.label, f"/m/{evening.number}/level", True)
    expected = [(level, least if level.value >= least.value else below) for level in LEVELS]
    assert taken == expected
    assert evening.paper().voters == sum(level.value >= least.value for level in LEVELS)


def test_who_is_refused_leaves_no_trace_and_may_come_again(evening: Evening) -> None:
    paper = evening.open_vote(level=Level.CODE)
    guest, key = evening.guest(), ids.token()
    head = evening.world.read(ledger.head, evening.meeting_id)
    for level in (Level.OPEN, Level.SLIP):
        raise_to(evening, guest, level)
        with pytest.raises(Forbidden):
            cast(evening, guest, paper, key)
    assert evening.world.read(lambda db: [*db.exec(select(SealedVote)), *db.exec(select(CastKey))]) == []
    raise_to(evening, guest, Level.CODE)
    receipt = cast(evening, guest, paper, key)
    assert receipt.tracker
    assert cast(evening, guest, paper, key) == receipt
    assert evening.world.read(ledger.head, evening.meeting_id) == head


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_is_frozen_and_written_down_with_the_ballot(evening: Evening, level: Level) -> None:
    paper = evening.open_vote(level=level)
    [opened] = evening.world.read(ledger.entries, evening.meeting_id, "ballot.opened")
    assert opened["data"]["definition"]["level"] == level.value
    evening.press()
    evening.press()
    assert evening.paper().level is level
    assert paper.level is level


def test_the_highest_level_of_one_meeting_is_worth_nothing_in_another(evening: Evening) -> None:
    from tests.live.evening import prepare

    guest = evening.guest()
    raise_to(evening, guest, Level.ROLL)
    other = prepare(evening.world)
    paper = other.open_vote(level=Level.SLIP)
    stranger = other.guest(1)
    assert stranger.visit == guest.visit
    with pytest.raises(Forbidden):
        cast(other, stranger, paper)
    levels = evening.world.read(
        lambda db: db.exec(select(Participant.level).order_by(col(Participant.id))).all()
    )
    assert levels.count(Level.ROLL) == 1
