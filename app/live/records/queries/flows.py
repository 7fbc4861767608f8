"""How opinions moved between two linked ballots, as small files: what the screens show, and nothing finer."""

import csv
import io

from sqlmodel import Session

from app.core.errors import NotFound
from app.live.ballots import queries as ballots
from app.live.ballots.models import Ballot
from app.live.ballots.queries import Linked
from app.live.ledger.rules import canonical
from app.live.meetings.models import Meeting
from app.live.records.queries.checking import revealed
from app.live.records.rules import file_name

FORMAT = "gongron-flow-1"
FOLDED = "보이지 않음"
BY_HAND = "종이와 손들기는 누구의 표인지 남지 않아 여기에 없습니다. 그렇게 투표한 사람도 ‘투표 안 함’에 들어 있습니다."


def _moved(db: Session, ballot_id: int) -> tuple[Ballot, Meeting, Linked]:
    ballot, meeting = revealed(db, ballot_id)
    linked = ballots.linked(db, ballot)
    if linked is None or not linked.is_final or not linked.moves:
        raise NotFound("최초 투표와 최종 투표의 결과를 모두 공표한 뒤에 받을 수 있어요.")
    return ballot, meeting, linked


def flow_json(db: Session, ballot_id: int) -> tuple[str, bytes]:
    """The file's name and content. The same table stands in the meeting's ledger (``pair.revealed``)."""
    ballot, meeting, linked = _moved(db, ballot_id)
    content = {
        "format": FORMAT,
        "meeting": {"id": meeting.id, "number": meeting.join_number, "title": meeting.title},
        "first": linked.first_id,
        "final": ballot.id,
        "kind": ballot.kind.value,
        "voters": list(linked.voters),
        "online": ballots.counted_terms(ballot).online,  # not nought: votes are hundredths of points of 100
        "options": [
            {
                "position": move.position,
                "text": move.text,
                "votes": list(move.votes),
                "share": list(move.share),
            }
            for move in linked.moves
        ],
        "flow": linked.flow.as_data() if linked.flow is not None else None,
        "folded_because": linked.why,
    }
    return _name(meeting, ballot, "json"), canonical(content).encode()


def flow_csv(db: Session, ballot_id: int) -> tuple[str, str]:
    """The same as a table for a spreadsheet."""
    ballot, meeting, linked = _moved(db, ballot_id)
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["번호", "보기", "최초", "최초 %", "최종", "최종 %", "바뀜", "바뀜 %p"])
    weighted = bool(ballots.counted_terms(ballot).online)
    for move in linked.moves:
        before, after, by = (_got(number, weighted=weighted) for number in (*move.votes, move.by[0]))
        lines.writerow(
            [move.position, _inert(move.text), before, move.share[0], after, move.share[1], by, move.by[1]]
        )
    if linked.flow is not None:
        names = [*(f"최종 {move.position}" for move in linked.moves), "투표 안 함"]
        lines.writerows([[], ["최초에서 최종으로", *names]])
        sides = [*(f"최초 {move.position}" for move in linked.moves), "투표 안 함"]
        for at, (side, row) in enumerate(zip(sides, linked.flow.cells, strict=True)):
            cells = [FOLDED if number is None else number for number in row]
            lines.writerow([side, *(cells[:-1] if at == len(sides) - 1 else cells)])
        if linked.by_hand:
            lines.writerow([BY_HAND])
    return _name(meeting, ballot, "csv"), "\ufeff" + out.getvalue()


def _got(number: int, *, weighted: bool) -> int | str:
    """People, or where the sides have weights points of 100."""
    return f"{number / 100:.2f}" if weighted else number


def _inert(text: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _name(meeting: Meeting, ballot: Ballot, ending: str) -> str:
    return file_name(meeting.join_number, ballot.id or 0).replace(".json", f"-flow.{ending}")
