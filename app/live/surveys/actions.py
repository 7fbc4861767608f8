"""Changes to the exit survey: a phone answers, the desk enters paper, marks of phones are forgotten."""

from sqlmodel import Session, col, delete, select

from app.core import clock, ids
from app.core.columns import touched
from app.core.errors import Conflict, Invalid
from app.live.ledger.actions import append
from app.live.meetings import access
from app.live.meetings.actions import log
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.surveys import queries, rules
from app.live.surveys.models import Survey, SurveyMark
from app.live.surveys.rules import Answers, Counts
from app.organisations.actors import Actor


def _held(db: Session, meeting_id: int) -> Survey:
    """The counts of a meeting, held until the commit: whoever adds to them waits for the other."""
    db.get(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    return db.get(Survey, meeting_id, populate_existing=True) or Survey(meeting_id=meeting_id)


def answer(db: Session, guest: Guest, number: str, answers: Answers, key: str) -> None:
    """One phone answers, once. The same key again is the same answer; nothing tells later what it was."""
    meeting, someone = access.inside(db, guest, number)
    access.take_turns(db, someone)
    meeting_id, mark = meeting.id or 0, queries.mark_of(guest, meeting)
    digest = ids.keyed(guest.secret, "survey key", mark, key)
    known = db.get(SurveyMark, (meeting_id, mark))
    if known is not None:
        if known.key == digest:
            return
        raise Conflict("이 휴대폰으로 이미 답해 주셨어요. 고마워요.")
    if not queries.takes_answers(db, meeting):
        raise Conflict("지금은 답을 받지 않아요. 모임을 마칠 때부터 하루 동안 받아요.")
    survey = _held(db, meeting_id)
    survey.phones += 1
    survey.phone = rules.added(survey.phone, answers)
    survey.shown = rules.caught_up(survey.shown, survey.phone)
    db.add(survey)
    db.add(SurveyMark(meeting_id=meeting_id, mark=mark, key=digest))


def enter_paper(
    db: Session, actor: Actor, meeting_id: int, *, sheets: int, counts: Counts, expect: int
) -> None:
    """All the paper so far, as counted. ``expect``: the revision the form showed; an older one is refused."""
    meeting = access.hosted_meeting(db, actor, meeting_id)
    survey = _held(db, meeting_id)
    if (survey.sheets, survey.paper) == (sheets, counts):
        return
    if not queries.takes_paper(meeting):
        raise Conflict("종이 설문은 회의를 연 뒤부터, 마치고 두 주 동안 넣을 수 있습니다.")
    if survey.rev != expect:
        raise Conflict("그사이 다른 사람이 종이 설문을 넣었습니다. 지금 적힌 수를 보고 다시 넣어 주세요.")
    place = rules.too_many(sheets, counts)
    if place:
        problem = f"{place}번 질문의 답이 받은 종이 {sheets}장보다 많습니다. 다시 세어 주세요."
        raise Invalid(problem, errors={"sheets": problem})
    survey.sheets, survey.paper, survey.rev = sheets, counts, survey.rev + 1
    survey.paper_shown = rules.caught_up(survey.paper_shown, counts)
    db.add(survey)
    log(db, actor, meeting, f"종이 설문 {sheets}장 넣기")
    append(db, meeting_id, "survey.paper", {"sheets": sheets, "who": access.seat_title(actor)})


def forget_due(db: Session) -> int:
    """Which phones have answered is forgotten once no phone can answer any more. Returns how many marks went."""
    over = select(Meeting.id).where(col(Meeting.ended_at) < clock.now() - rules.PHONES_FOR)
    return touched(db, delete(SurveyMark).where(col(SurveyMark.meeting_id).in_(over)))
