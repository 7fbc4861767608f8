"""A ballot before it opens: its question, its options, its rules."""

from sqlmodel import Session, col, or_, select

from app.accounts.rules import Level
from app.core.errors import Conflict, Invalid, NotFound
from app.live.ballots import access, queries
from app.live.ballots.actions import pairing
from app.live.ballots.actions.planned import planned_terms
from app.live.ballots.events import BallotMoved
from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import BallotState, Secrecy, as_option
from app.live.counts import terms as term_rules
from app.live.counts.channels import channel_problem
from app.live.counts.rules import (
    FIXED,
    MOST_OPTIONS,
    SCALES,
    Kind,
    Method,
    fixed_texts,
    method_for,
    most_for,
)
from app.live.counts.terms import Terms
from app.live.ideas.models import Idea
from app.live.ideas.rules import IdeaState
from app.live.ledger.actions import append
from app.live.ledger.rules import digest
from app.live.meetings import access as meetings
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def draft(db: Session, item: Item) -> Ballot:
    """The ballot of a ballot item, made when it is first needed, the way its preset has it."""
    if item.kind is not ItemKind.BALLOT:
        raise Conflict("이 차례는 투표가 아닙니다.")
    found = queries.of_item(db, item.id or 0)
    if found is not None:
        return found
    ballot = Ballot(meeting_id=item.meeting_id, item_id=item.id or 0, question=item.question or item.title)
    planned = (item.setup or {}).get("ballot", {})
    ballot.kind = Kind(planned.get("kind", ballot.kind.value))
    ballot.method = method_for(ballot.kind, Method(planned.get("method", Method.MARKS.value)))
    ballot.question = planned.get("question", ballot.question)[:120]
    ballot.held = planned.get("held", False)
    ballot.level = Level(planned.get("level", ballot.level.value))
    ballot.terms = term_rules.mended(planned_terms(db, ballot, planned), ballot.kind).as_data()
    if planned:
        ballot.max_choices = most_for(ballot.kind, planned.get("most"), MOST_OPTIONS)
    db.add(ballot)
    db.flush()
    texts = fixed_texts(ballot.kind, planned.get("steps", SCALES[0])) or planned.get("options", ())
    for position, text in enumerate(texts, 1):
        db.add(Option(ballot_id=ballot.id or 0, position=position, text=text))
    db.flush()
    pairing.as_planned(db, item, ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return ballot


def draft_again(db: Session, actor: Actor, before: Ballot, item: Item) -> Ballot:
    """A new ballot that asks what an annulled one asked, with the same options and rules, to be corrected or opened."""
    again = draft(db, item)
    for name in ("question", "kind", "method", "terms", "max_choices", "secrecy", "level", "held"):
        setattr(again, name, getattr(before, name))
    db.add(again)
    for option in queries.options(db, before.id or 0):
        db.add(option.again(again.id or 0))
    db.flush()
    pairing.moves_on(db, before, again)
    _revised(db, actor, again)
    return again


def _must_be_draft(ballot: Ballot) -> None:
    if ballot.state is not BallotState.DRAFT:
        raise Conflict("투표를 시작한 뒤에는 보기를 바꿀 수 없습니다.")


def offer_idea(db: Session, actor: Actor, idea_id: int) -> Option:
    """Make a shown idea an option of its topic's ballot; pressing twice is once. Its words are cut to fit the wall."""
    meetings.host(actor)
    idea = db.get(Idea, idea_id)
    if idea is None:
        raise NotFound()
    if idea.state is not IdeaState.SHOWN:
        raise Conflict("올린 의견만 투표 보기로 삼을 수 있습니다.", fix="먼저 ‘올리기’를 눌러 주세요.")
    return offer_words(db, actor, access.ballot_item_for(db, idea), idea.text, idea_id)


def offer_words(db: Session, actor: Actor, item: Item, text: str, idea_id: int) -> Option:
    """The same for words of their own that lead back to an idea, on the ballot of this item."""
    ballot = draft(db, item)
    if ballot.kind in FIXED:
        raise Conflict("찬반과 척도 투표의 보기는 정해져 있습니다.", fix="투표 종류를 먼저 바꿔 주세요.")
    # also what was merged into it since
    into = select(Option).join(Idea, col(Idea.id) == col(Option.idea_id))
    known = db.exec(
        into.where(Option.ballot_id == ballot.id, or_(Idea.id == idea_id, Idea.merged_into == idea_id))
    ).first()
    return known or add_option(db, actor, ballot, text, idea_id)


def add_option(
    db: Session,
    actor: Actor,
    ballot: Ballot,
    text: str,
    idea_id: int | None = None,
    *,
    proposal_id: int | None = None,
) -> Option:
    _, ballot = access.hosted_ballot(db, actor, ballot.id or 0)
    _must_be_draft(ballot)
    known = queries.options(db, ballot.id or 0)
    if len(known) >= MOST_OPTIONS:
        raise Conflict("보기는 %(most)d개까지입니다.", most=MOST_OPTIONS)
    option = Option(
        ballot_id=ballot.id or 0,
        position=(known[-1].position if known else 0) + 1,
        text=as_option(text),
        idea_id=idea_id,
        proposal_id=proposal_id,
    )
    db.add(option)
    db.flush()
    what = {"ballot": ballot.id, "option": option.id, "idea": idea_id, "who": meetings.seat_title(actor)}
    if proposal_id is not None:
        what["proposal"] = proposal_id
    append(db, ballot.meeting_id, "paper.offered", what)
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return option


def remove_option(db: Session, actor: Actor, option_id: int) -> int:
    """Take an option off a ballot that has not opened. Returns the meeting."""
    option = db.get(Option, option_id)
    if option is None:
        meetings.host(actor)
        raise NotFound()
    _, ballot = access.hosted_ballot(db, actor, option.ballot_id)
    _must_be_draft(ballot)
    if ballot.kind in FIXED:
        raise Conflict("찬반과 척도 투표의 보기는 정해져 있습니다.", fix="투표 종류를 먼저 바꿔 주세요.")
    db.delete(option)
    db.flush()
    for position, left in enumerate(queries.options(db, ballot.id or 0), 1):
        left.position = position
        db.add(left)
        db.flush()
    what = {"ballot": ballot.id, "option": option_id, "who": meetings.seat_title(actor)}
    append(db, ballot.meeting_id, "paper.removed", what)
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return ballot.meeting_id


def revise(
    db: Session,
    actor: Actor,
    item_id: int,
    *,
    question: str,
    max_choices: int | None,
    texts: dict[int, str],
    new: str,
    secrecy: Secrecy = Secrecy.SECRET,
    level: Level = Level.OPEN,
    kind: Kind = Kind.CHOICE,
    method: Method = Method.MARKS,
    steps: int = SCALES[0],
    terms: Terms | None = None,
) -> Ballot:
    """Before it opens: question, kind, how many marks one person has (None: the usual number of the kind), option texts,
    one new option, whether votes are named, how surely a voter must be one person, and the terms of the count (None: as
    they are).
    ``steps``: of a scale. 찬반 and scales have options of their own.
    """
    meetings.host(actor)
    item = db.get(Item, item_id)
    if item is None:
        raise NotFound()
    _, ballot = access.hosted_ballot(db, actor, draft(db, item).id or 0)
    _must_be_draft(ballot)
    if secrecy is Secrecy.UNSEALED:
        raise Invalid("무기명과 기명 가운데 골라 주세요.")
    terms = term_rules.mended(terms or term_rules.from_data(ballot.terms), kind)
    named = secrecy is Secrecy.NAMED
    said = term_rules.problem(terms) or channel_problem(terms.channels, terms.online, kind, named=named)
    if said:
        raise Invalid(said)
    before, ballot.kind, ballot.method = ballot.kind, kind, method_for(kind, method)
    ballot.question, ballot.secrecy, ballot.level = question, secrecy, level
    ballot.terms = terms.as_data()
    _exchange_options(db, ballot, before, steps)
    for option in queries.options(db, ballot.id or 0):
        if kind not in FIXED:
            option.text = texts.get(option.id or 0) or option.text
        db.add(option)
    if new and kind not in FIXED:
        add_option(db, actor, ballot, new)
    ballot.max_choices = most(db, ballot, max_choices)
    db.add(ballot)
    _revised(db, actor, ballot)
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return ballot


def most(db: Session, ballot: Ballot, wanted: int | None) -> int:
    """Marks per person as far as they are known before opening: what was asked for, and all places of a ranking, are cut to
    the options that are there when it opens, because options may still come.
    """
    usual = wanted is None and ballot.kind is not Kind.RANK
    return most_for(ballot.kind, wanted, len(queries.options(db, ballot.id or 0)) if usual else MOST_OPTIONS)


def _exchange_options(db: Session, ballot: Ballot, before: Kind, steps: int) -> None:
    """Options that belong to a kind come and go with it; those people wrote stay as long as they mean something."""
    fixed = fixed_texts(ballot.kind, steps)
    known = queries.options(db, ballot.id or 0)
    if tuple(option.text for option in known) == fixed or (before not in FIXED and not fixed):
        return
    for option in known:
        db.delete(option)
    db.flush()
    for position, text in enumerate(fixed, 1):
        db.add(Option(ballot_id=ballot.id or 0, position=position, text=text))
    db.flush()


def _revised(db: Session, actor: Actor, ballot: Ballot) -> None:
    """The words as their hash: they are frozen and published when the ballot opens, and may still be corrected here."""
    texts = [option.text for option in queries.options(db, ballot.id or 0)]
    what = {
        "ballot": ballot.id,
        "words": digest([ballot.question, texts]),
        "kind": ballot.kind.value,
        "method": ballot.method.value,
        "terms": ballot.terms,
        "max_choices": ballot.max_choices,
        "secrecy": ballot.secrecy.value,
        "level": ballot.level.value,
        "who": meetings.seat_title(actor),
    }
    append(db, ballot.meeting_id, "paper.revised", what)
