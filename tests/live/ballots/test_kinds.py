"""By-laws of the six kinds: what each takes, what it keeps, and that its terms are held to."""

from dataclasses import dataclass

import pytest
from sqlmodel import Session, func, select

from app.core import ids
from app.core.errors import Conflict, Invalid, Refused
from app.live.ballots import actions as ballots
from app.live.ballots import queries
from app.live.ballots.models import Ballot, CastKey, Option, PublishedVote, SealedVote, Vote
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState, Secrecy
from app.live.counts.rules import FIXED, Kind, Method, fixed_texts, tally, written
from app.live.counts.terms import Place, Ruling, Terms
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind
from app.live.stage.rules import Deed
from tests.live.evening import QUESTION, Evening
from tests.live.evening import sealed_votes as stored


@dataclass(frozen=True)
class Way:
    """A kind and its method, with votes it takes and votes it does not, as places on the paper."""

    kind: Kind
    method: Method
    most: int
    good: tuple[tuple[int, ...], ...]
    bad: tuple[tuple[int, ...], ...]


WAYS = (
    Way(Kind.YESNO, Method.MARKS, 0, ((1,), (3,), (1,)), ((), (1, 2), (1, 1))),
    Way(Kind.CHOICE, Method.MARKS, 2, ((2, 1), (3,), (1,)), ((), (1, 1), (1, 2, 3))),
    Way(Kind.RANK, Method.BORDA, 3, ((3, 1, 2), (2,), (3, 2)), ((), (1, 1), (1, 2, 3, 1))),
    Way(Kind.RANK, Method.SCHULZE, 2, ((3, 1), (2,), (3, 2)), ((), (2, 2), (1, 2, 3))),
    Way(Kind.SCALE, Method.MARKS, 0, ((5,), (1,), (4,)), ((), (1, 5), (2, 2))),
    Way(Kind.POINTS, Method.MARKS, 4, ((2, 2, 1, 1), (3,) * 4, (1, 2, 3, 3)), ((), (1,) * 3, (1,) * 5)),
    Way(Kind.DOTS, Method.MARKS, 3, ((2, 1, 2), (3,), (3, 3, 3)), ((), (1,) * 4, (1, 2, 3, 1))),
)
EVERY = pytest.mark.parametrize("way", [pytest.param(way, id=f"{way.kind} {way.method}") for way in WAYS])
SECRECIES = pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])


def opened(
    evening: Evening, way: Way, secrecy: Secrecy = Secrecy.SECRET, terms: Terms | None = None
) -> Paper:
    return evening.open_vote(most=way.most, secrecy=secrecy, kind=way.kind, method=way.method, terms=terms)


def cast(
    evening: Evening, by: int, places: tuple[int, ...], key: str = "", *, declared: bool = False
) -> ballots.Receipt:
    """The places exactly as they are, whatever the kind makes of them."""
    paper = evening.paper()
    there = {choice.position: choice.id for choice in paper.choices}
    return evening.world.write(
        ballots.cast_vote,
        evening.guest(by),
        evening.number,
        paper.id,
        choices=[there[place] for place in places],
        key=key or ids.token(),
        name="주민" if paper.secrecy is Secrecy.NAMED else "",
        declared=declared,
    )


def kept(evening: Evening) -> list[int]:
    """How many rows of votes there are, by table."""

    def read(db: Session) -> list[int]:
        tables = (SealedVote, Vote, CastKey, PublishedVote)
        return [db.exec(select(func.count()).select_from(table)).one() for table in tables]

    return evening.world.read(read)


# -- what is taken ---------------------------------------------------------------------------------------------------


@EVERY
@SECRECIES
def test_a_vote_of_every_kind_is_kept_and_counted_as_it_was_meant(
    evening: Evening, way: Way, secrecy: Secrecy
) -> None:
    paper = opened(evening, way, secrecy)
    there = {choice.position: choice.id for choice in paper.choices}
    meant = [written(way.kind, [there[place] for place in places]) for places in way.good]
    receipts = [cast(evening, by, places) for by, places in enumerate(way.good, 1)]
    assert [receipt.choices for receipt in receipts] == meant
    evening.press()
    published = evening.world.read(queries.openings, paper.id)
    assert {one["tracker"]: tuple(one["choices"]) for one in published} == {
        receipt.tracker: vote for receipt, vote in zip(receipts, meant, strict=True)
    }
    counted = tally(way.kind, way.method, list(there.values()), meant)
    assert {one.votes for one in evening.paper(for_staff=True).choices} == {None}, "closed is not counted out"
    evening.press()
    shown = evening.paper()
    assert [(one.id, one.votes) for one in shown.choices] == [
        (row.option_id, row.votes) for row in counted.rows
    ]
    assert shown.verdict is not None


@EVERY
def test_what_a_kind_does_not_take_is_refused_in_a_sentence_and_nothing_is_kept(
    evening: Evening, way: Way
) -> None:
    opened(evening, way)
    for places in way.bad:
        with pytest.raises(Invalid) as refusal:
            cast(evening, 1, places)
        assert refusal.value.sentence, places
    assert kept(evening) == [0, 0, 0, 0]
    assert stored(evening) == {}
    cast(evening, 1, way.good[0])
    assert kept(evening) == [1, 0, 1, 0]


def test_the_order_is_the_vote_in_a_ranking_and_nothing_anywhere_else(evening: Evening) -> None:
    key = ids.token()
    opened(evening, WAYS[2])
    first = cast(evening, 1, (3, 1, 2), key)
    with pytest.raises(Conflict, match="다른 것"):
        cast(evening, 1, (1, 3, 2), key)
    assert cast(evening, 1, (3, 1, 2), key) == first


def test_the_same_marks_in_another_order_are_the_same_vote(evening: Evening) -> None:
    key = ids.token()
    opened(evening, WAYS[6])
    assert cast(evening, 1, (2, 1, 2), key) == cast(evening, 1, (1, 2, 2), key)
    with pytest.raises(Conflict, match="다른 것"):
        cast(evening, 1, (1, 1, 2), key)


@EVERY
@SECRECIES
@pytest.mark.parametrize("closed", [False, True])
def test_an_annulled_ballot_of_every_kind_leaves_its_turnout_alone(
    evening: Evening, way: Way, secrecy: Secrecy, closed: bool
) -> None:
    world, paper = evening.world, opened(evening, way, secrecy)
    for by, places in enumerate(way.good, 1):
        cast(evening, by, places)
    if closed:
        evening.press()
    world.write(ballots.propose_annulment, world.actor("facilitator"), paper.id, reason="보기가 틀렸습니다")
    world.write(ballots.confirm_annulment, world.actor("officer"), paper.id)
    assert kept(evening) == [0, 0, 0, 0]
    for staff in (False, True):
        seen = evening.paper(for_staff=staff)
        assert (seen.state, seen.voters) == (BallotState.ANNULLED, 3)
        assert (seen.verdict, seen.mean) == (None, None)
        assert not any(one.votes or one.share or one.leads for one in seen.choices)
    chain = world.read(ledger.chain, evening.meeting_id)
    assert not [one for one in chain if "tally" in one["data"]]
    with pytest.raises(Conflict, match="무효로 했어요"):
        cast(evening, 4, way.good[0])


# -- terms -----------------------------------------------------------------------------------------------------------


@EVERY
def test_a_vote_that_cannot_be_changed_is_taken_once(evening: Evening, way: Way) -> None:
    paper = opened(evening, way, terms=Terms(changeable=False))
    key = ids.token()
    first = cast(evening, 1, way.good[0], key)
    assert first.changeable is False
    with pytest.raises(Conflict, match="바꿀 수 없어요"):
        cast(evening, 1, way.good[1])
    assert cast(evening, 1, way.good[0], key) == first, "an answer that was lost is given again"
    there = {choice.position: choice.id for choice in paper.choices}
    guest = evening.guest(2)
    slips = [
        ballots.VoteSlip(
            guest, evening.number, paper.id, tuple(there[place] for place in places), ids.token()
        )
        for places in way.good[:2]
    ]
    taken, refused = evening.world.write(ballots.cast_votes, slips)
    assert isinstance(taken, ballots.Receipt)
    assert isinstance(refused, Refused), "also when both come in one call"
    assert len(stored(evening)) == 2


@pytest.mark.parametrize("terms", [Terms(min_age=16), Terms(place=Place.DAILY)])
def test_who_may_vote_is_said_by_the_voter(evening: Evening, terms: Terms) -> None:
    opened(evening, WAYS[0], terms=terms)
    with pytest.raises(Invalid) as refusal:
        cast(evening, 1, (1,))
    assert set(refusal.value.errors) == {"declared"}
    assert kept(evening) == [0, 0, 0, 0]
    cast(evening, 1, (1,), declared=True)
    assert kept(evening) == [1, 0, 1, 0]


def test_terms_are_frozen_at_opening_and_applied_at_the_count(evening: Evening) -> None:
    terms = Terms(quorum=60)
    paper = opened(evening, WAYS[0], terms=terms)
    for by in (1, 2, 3, 4, 5):
        evening.guest(by)
    for by in (1, 2):
        cast(evening, by, (1,))
    host, item = evening.world.actor("facilitator"), evening.item(ItemKind.BALLOT).id or 0
    with pytest.raises(Conflict):
        evening.world.write(
            ballots.revise, host, item, question=QUESTION, max_choices=None, texts={}, new="", terms=Terms()
        )
    frozen = evening.world.read(ledger.entries, evening.meeting_id, "ballot.opened")[0]["data"]["definition"]
    assert frozen["terms"] == paper.terms.as_data() == terms.as_data()
    evening.press()
    evening.press()
    decided = evening.paper().verdict
    assert decided is not None
    assert decided.ruling is Ruling.NO_QUORUM, "two of at least five were asked for three"


def test_terms_that_cannot_stand_leave_everything_as_it_was(evening: Evening) -> None:
    evening.until(ItemKind.BALLOT)
    item = evening.item(ItemKind.BALLOT).id or 0
    with pytest.raises(Invalid, match="선거인"):
        evening.world.write(
            ballots.revise,
            evening.world.actor("facilitator"),
            item,
            question=QUESTION,
            max_choices=None,
            texts={},
            new="",
            kind=Kind.DOTS,
            terms=Terms(floor=50),
        )
    found = evening.world.read(lambda db: db.exec(select(Ballot)).all())
    assert [one.kind for one in found] in ([], [Kind.CHOICE])


# -- before it opens -------------------------------------------------------------------------------------------------


def revise(evening: Evening, kind: Kind, *, most: int | None = None, new: str = "", steps: int = 5) -> Ballot:
    return evening.world.write(
        ballots.revise,
        evening.world.actor("facilitator"),
        evening.item(ItemKind.BALLOT).id or 0,
        question=QUESTION,
        max_choices=most,
        texts={},
        new=new,
        kind=kind,
        steps=steps,
    )


def texts(evening: Evening) -> list[str]:
    return [choice.text for choice in evening.paper().choices]


def test_options_that_belong_to_a_kind_come_and_go_with_it(evening: Evening) -> None:
    evening.until(ItemKind.BALLOT)
    revise(evening, Kind.CHOICE, new="하나")
    revise(evening, Kind.RANK, new="두울")
    assert texts(evening) == ["하나", "두울"], "what people wrote stays where it means something"
    revise(evening, Kind.YESNO, new="내 보기")
    assert tuple(texts(evening)) == fixed_texts(Kind.YESNO)
    revise(evening, Kind.SCALE, steps=10)
    assert tuple(texts(evening)) == fixed_texts(Kind.SCALE, 10)
    revise(evening, Kind.SCALE, steps=5)
    assert tuple(texts(evening)) == fixed_texts(Kind.SCALE, 5)
    revise(evening, Kind.DOTS)
    assert texts(evening) == []


@pytest.mark.parametrize("kind", sorted(FIXED))
def test_options_that_come_with_a_kind_cannot_be_touched(evening: Evening, kind: Kind) -> None:
    world, host = evening.world, evening.world.actor("facilitator")
    evening.until(ItemKind.IDEAS)
    idea = evening.idea("내 생각")
    evening.until(ItemKind.BALLOT)
    revise(evening, kind)
    before = texts(evening)
    with pytest.raises(Conflict, match="정해져"):
        world.write(ballots.offer_idea, host, idea)
    option = world.read(lambda db: db.exec(select(Option.id)).first())
    with pytest.raises(Conflict, match="정해져"):
        world.write(ballots.remove_option, host, option or 0)
    assert texts(evening) == before


@pytest.mark.parametrize(
    ("kind", "asked", "found"),
    [
        (Kind.RANK, None, 4),
        (Kind.RANK, 3, 3),
        (Kind.RANK, 9, 4),
        (Kind.CHOICE, None, 1),
        (Kind.CHOICE, 2, 2),
        (Kind.CHOICE, 5, 3),
        (Kind.POINTS, None, 10),
        (Kind.POINTS, 20, 20),
        (Kind.DOTS, 7, 7),
        (Kind.YESNO, 5, 1),
    ],
)
def test_marks_that_were_asked_for_early_wait_for_the_options(
    evening: Evening, kind: Kind, asked: int | None, found: int
) -> None:
    """A host may say how many before the hall has brought the options; they are cut to size when it opens."""
    evening.until(ItemKind.IDEAS)
    revise(evening, kind, most=asked)
    if kind not in FIXED:
        for text in ("하나", "두울", "세엣", "네엣"):
            evening.world.write(ballots.offer_idea, evening.world.actor("facilitator"), evening.idea(text))
    evening.until(ItemKind.BALLOT)
    assert evening.press() is Deed.OPEN_BALLOT
    assert evening.paper().max_choices == found
