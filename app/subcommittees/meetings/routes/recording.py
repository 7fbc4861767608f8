"""For the chair and the officers: attendance, what was said and decided, ending."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.organisations.actors import CurrentStaff
from app.subcommittees.meetings import actions, forms
from app.subcommittees.meetings.routes.desk import deed_on
from app.web.doors import Reader, Writer

router = APIRouter()


@router.post("/submeetings/{meeting_id:int}/items/{item_id:int}/record")
async def record_item(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int, item_id: int
) -> Response:
    """오간 말과 정한 것 적기."""

    def deed(db: Session, given: forms.Recording) -> None:
        votes = (given.yes, given.no, given.abstained)
        actions.record_item(
            db,
            actor,
            meeting_id,
            item_id,
            said=given.said,
            decided=given.decided,
            votes=votes,
            expect=given.expect,
        )

    said, at = "적었습니다.", f"item-{item_id}"
    return await deed_on(request, reader, writer, actor, meeting_id, forms.Recording, deed, said, at)


@router.post("/submeetings/{meeting_id:int}/members")
async def record_members(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int
) -> Response:
    """참석한 위원."""

    def deed(db: Session, given: forms.Attendance) -> None:
        actions.record_members(db, actor, meeting_id, set(given.present))

    said = "참석한 위원을 적었습니다."
    return await deed_on(request, reader, writer, actor, meeting_id, forms.Attendance, deed, said, "people")


@router.post("/submeetings/{meeting_id:int}/guests")
async def add_guest(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int
) -> Response:
    """그 밖에 온 사람."""

    def deed(db: Session, given: forms.Guest) -> None:
        actions.add_guest(
            db,
            actor,
            meeting_id,
            name=given.name,
            seat=given.seat,
            side=given.side,
            attending=given.attending,
        )

    said = "온 사람을 적었습니다."
    return await deed_on(request, reader, writer, actor, meeting_id, forms.Guest, deed, said, "guests")


@router.post("/submeetings/{meeting_id:int}/guests/{presence_id:int}/removal")
async def remove_guest(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int, presence_id: int
) -> Response:
    """명단에서 빼기."""

    def deed(db: Session, given: forms.Pressing) -> None:
        actions.remove_guest(db, actor, meeting_id, presence_id)

    said = "명단에서 뺐습니다."
    return await deed_on(request, reader, writer, actor, meeting_id, forms.Pressing, deed, said, "guests")


@router.post("/submeetings/{meeting_id:int}/ending")
async def end(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, meeting_id: int
) -> Response:
    """회의 마치기."""

    def deed(db: Session, given: forms.Closing) -> None:
        actions.end(
            db,
            actor,
            meeting_id,
            opened_at=given.opened_at,
            ended_at=given.ended_at,
            expect=given.expect,
        )

    said = "회의를 마쳤습니다. 회의록 초안을 읽고 확정해 주세요."
    return await deed_on(request, reader, writer, actor, meeting_id, forms.Closing, deed, said, "ending")
