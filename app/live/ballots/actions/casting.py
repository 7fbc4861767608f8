"""The hot deed: a hall votes. Neighbouring votes share their reads, their statements and their commit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from app.accounts.rules import Level
from app.core.errors import Conflict, Forbidden, Invalid, Refused, TooMany
from app.core.vault import vault_of
from app.live.ballots.actions.boxes import Box, open_box, store
from app.live.ballots.actions.vote_slips import VoteSlip
from app.live.ballots.envelopes import Opening, opening, pen_of, signature
from app.live.ballots.models import PublishedVote
from app.live.ballots.rules import LONGEST_NAME, MOST_CHANGES, BallotState, Secrecy
from app.live.counts.rules import Kind, choice_problem, written
from app.live.entrances.queries import roll_name
from app.live.meetings.access import stranger
from app.live.meetings.guests import Guest
from app.live.meetings.rules import place_of

OVER = "투표가 끝났어요. 지금 고른 것은 들어가지 않았어요."
ANNULLED = "이 투표는 무효로 했어요. 지금 고른 것은 들어가지 않았어요."
OTHER_BODY = "같은 투표지로 다른 것을 고를 수 없어요. 화면을 새로 고친 뒤 바꿔 주세요."
ON_PAPER = (
    "종이로 투표하는 것으로 접수대에서 표시했어요. 한 사람이 한 표라서 여기에서는 투표할 수 없어요. "
    "종이를 내지 않았다면 접수대에 말해 주세요."
)
CANCELLED = "종이로 바꾸면서 지운 표예요. 화면을 새로 고친 뒤 다시 투표해 주세요."
KEYS_GONE = "이 투표의 열쇠를 찾을 수 없어 표를 받지 못해요. 진행자에게 알려 주세요."


@dataclass(frozen=True)
class Receipt:
    """What was recorded. The same key and choice give the same receipt, now or after a restart.

    ``chosen``: (position, text) of the options; ``head``: the ledger when the ballot opened; ``signature``: Ed25519,
    empty once the ballot's keys are gone.
    """

    ballot_id: int
    item_id: int
    choices: tuple[int, ...]
    chosen: tuple[tuple[int, str], ...]
    tracker: str
    poll: str
    commitment: str
    head: str
    signature: str
    secrecy: Secrecy
    level: Level
    kind: Kind = Kind.CHOICE
    changeable: bool = True
    name: str = ""


def cast_vote(
    db: Session,
    guest: Guest,
    number: str,
    ballot_id: int,
    *,
    choices: Sequence[int],
    key: str,
    name: str = "",
    declared: bool = False,
) -> Receipt:
    """Record one participant's vote, or replace it: ``cast_votes`` of one, its refusal raised."""
    [answer] = cast_votes(db, [VoteSlip(guest, number, ballot_id, tuple(choices), key, name, declared)])
    if isinstance(answer, Refused):
        raise answer
    return answer


def cast_votes(db: Session, slips: Sequence[VoteSlip]) -> list[Receipt | Refused]:
    """Record the votes of many participants, each answered in its place; a refused one changes nothing.

    ``choices``: option ids as the ballot's kind means them, 1 to ``max_choices`` of them. ``key``: made by the phone when
    the paper was shown; the same key with the same choices is answered with the same receipt, with other choices refused
    (409). A key that was answered before a later change is answered again but changes nothing. Refused with 409 unless
    the ballot is open, with 403 below the ballot's level.
    """
    answers: dict[int, Receipt | Refused] = {}
    rooms: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for place, slip in enumerate(slips):
        rooms[slip.number, slip.ballot_id].append(place)
    for (number, ballot_id), places in rooms.items():
        try:
            box = open_box(db, number, ballot_id, [slips[place] for place in places])
        except Refused as refusal:
            answers.update(dict.fromkeys(places, refusal))
            continue
        for place in places:
            try:
                answers[place] = _cast(db, box, slips[place])
            except Refused as refusal:
                answers[place] = refusal
        store(db, box)
    return [answers[place] for place in range(len(slips))]


def _cast(db: Session, box: Box, slip: VoteSlip) -> Receipt:
    ballot = box.ballot
    person = slip.person(place_of(ballot.meeting_id))
    voter = box.voters.get(person)
    if voter is None:
        raise stranger(slip.number)
    if ballot.state in (BallotState.CLOSED, BallotState.REVEALED):
        return _answered_after_closing(db, box, voter, slip)
    if ballot.state is BallotState.ANNULLED:
        raise Conflict(ANNULLED)
    if ballot.state is not BallotState.OPEN:
        raise Conflict(OVER)
    if box.keys is None:
        raise Conflict(KEYS_GONE)
    if slip.channel not in box.terms.channels:
        raise Conflict("이 투표는 ‘%(channel)s’ 표를 받지 않아요.", channel=slip.channel.label)
    if voter[0] in box.on_paper:
        raise Conflict(ON_PAPER)
    _must_be_sure_enough(box, voter[1], slip.number)
    name = _name(db, voter, slip) if box.named else ""
    tag = box.keys.tag(person)
    chosen = written(ballot.kind, slip.choices)
    vote = opening(ballot.poll, chosen, slip.key, box.keys.nonce(tag, slip.key), name, slip.channel)
    mac = box.keys.key_mac(tag, slip.key)
    body = box.keys.body_mac(tag, slip.key, _body(slip, chosen, name))
    known = box.macs.get(mac) or box.answered.get(mac)
    if known is None:
        _must_be_castable(box, chosen, name, slip.declared)
        changes = box.stored.get(tag, -1) + 1
        if changes and not box.terms.changeable:
            raise Conflict("이 투표는 한 번 보내면 바꿀 수 없어요. 처음 보낸 표가 들어가 있어요.")
        if changes > MOST_CHANGES:
            raise TooMany("한 투표에서는 %(most)d번까지만 바꿀 수 있어요.", most=MOST_CHANGES)
        box.macs[mac] = body
        box.drop(tag, voter[0], vote, changes, helped=slip.helped)
        box.note(slip)
    elif known != body:
        raise Conflict(OTHER_BODY)
    elif tag not in box.stored:
        raise Conflict(CANCELLED)
    return _receipt(db, box, vote)


def _body(slip: VoteSlip, chosen: Sequence[int], name: str) -> str:
    """What a key was answered for."""
    how = f"\x1f{slip.channel.value}\x1f{slip.helped}" if slip.voter or slip.helped else ""
    return f"{','.join(map(str, chosen))}\x1f{name}{how}"


def _name(db: Session, voter: tuple[int, Level], slip: VoteSlip) -> str:
    """The name on the roll for whoever was checked in; otherwise the one that was typed."""
    enrolled = roll_name(db, voter[0]) if voter[1] is Level.ROLL else ""
    return enrolled[:LONGEST_NAME] or " ".join(slip.name.split())


def _must_be_sure_enough(box: Box, level: Level, number: str) -> None:
    if level.value < box.ballot.level.value:
        raise Forbidden(
            "이 투표는 ‘%(level)s’ 단계까지 확인한 사람만 할 수 있어요.",
            fix="확인하러 가기",
            fix_url=f"/m/{number}/level",
            level=box.ballot.level.label,
        )


def _must_be_castable(box: Box, chosen: tuple[int, ...], name: str, declared: bool) -> None:
    problem = choice_problem(box.ballot.kind, chosen, box.options, box.ballot.max_choices)
    if problem:
        raise Invalid(problem, most=box.ballot.max_choices)
    if box.terms.must_declare and not declared:
        sentence = "투표할 수 있는 사람인지 읽고 표시해 주세요."
        raise Invalid(sentence, errors={"declared": sentence})
    if box.named and not 1 <= len(name) <= LONGEST_NAME:
        sentence = "기명 투표예요. 이름을 스무 글자까지 써 주세요."
        raise Invalid(sentence, errors={"name": sentence})


def _answered_after_closing(db: Session, box: Box, voter: tuple[int, Level], slip: VoteSlip) -> Receipt:
    """Whoever lost the answer before the vote was closed still gets the receipt, from what was published."""
    found = db.exec(
        select(PublishedVote).where(PublishedVote.ballot_id == box.ballot.id, PublishedVote.key == slip.key)
    ).all()
    if not found:
        raise Conflict(OVER)
    asked = (written(box.ballot.kind, slip.choices), _name(db, voter, slip) if box.named else "")
    mine = next((vote for vote in found if (tuple(vote.choices), vote.name) == asked), None)
    if mine is None:
        raise Conflict(OTHER_BODY)
    return _receipt(db, box, Opening(mine.tracker, tuple(mine.choices), mine.nonce, mine.key, mine.name))


def _receipt(db: Session, box: Box, vote: Opening) -> Receipt:
    ballot = box.ballot
    commitment = vote.commitment(ballot.poll)
    pen = pen_of(vault_of(db), ballot.key_id)
    return Receipt(
        ballot_id=ballot.id or 0,
        item_id=ballot.item_id,
        choices=vote.choices,
        chosen=tuple(box.options[id_] for id_ in vote.choices),
        tracker=vote.tracker,
        poll=ballot.poll,
        commitment=commitment,
        head=ballot.opened_head,
        signature=signature(pen, ballot.poll, vote.tracker, commitment, ballot.opened_head) if pen else "",
        secrecy=ballot.secrecy,
        level=ballot.level,
        kind=ballot.kind,
        changeable=box.terms.changeable,
        name=vote.name,
    )
