"""Addresses of the public record. Everyone may read; nothing here changes anything."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.live.meetings.guests import CurrentGuest
from app.live.records import queries
from app.live.records.rules import Kept, MinutesField, kept, receipt_number
from app.web.doors import Configured, Reader
from app.web.render import page

router = APIRouter()


@router.get("/ballots/{ballot_id:int}/bundle.json")
async def bundle(request: Request, ballot_id: int, guest: CurrentGuest, reader: Reader) -> Response:
    """The result file: everything needed to check a ballot without asking us anything."""
    file = await reader(queries.result_file, ballot_id)
    headers = {
        "ETag": f'"{file.head[:32]}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "Content-Disposition": f'attachment; filename="{file.name}"',
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            file.small, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"}
        )
    return Response(file.raw, media_type="application/json", headers=headers)


@router.get("/ballots/{ballot_id:int}/election.pb")
async def election(
    request: Request, ballot_id: int, guest: CurrentGuest, reader: Reader, settings: Configured
) -> Response:
    """The same votes in the format researchers exchange (Pabulib): ``python -m app recount`` counts them again."""
    name, text = await reader(queries.election_file, ballot_id, settings.district_name)
    headers = {"Cache-Control": "no-cache", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@router.get("/ballots/{ballot_id:int}/flow.json")
async def flow(request: Request, ballot_id: int, guest: CurrentGuest, reader: Reader) -> Response:
    """How opinions moved from the first to this final vote, as the screens show it."""
    name, raw = await reader(queries.flow_json, ballot_id)
    return Response(raw, media_type="application/json", headers=_as_file(name))


@router.get("/ballots/{ballot_id:int}/flow.csv")
async def flow_table(request: Request, ballot_id: int, guest: CurrentGuest, reader: Reader) -> Response:
    """The same for a spreadsheet."""
    name, text = await reader(queries.flow_csv, ballot_id)
    return Response(text, media_type="text/csv; charset=utf-8", headers=_as_file(name))


def _as_file(name: str) -> dict[str, str]:
    return {"Cache-Control": "no-cache", "Content-Disposition": f'attachment; filename="{name}"'}


@router.get("/ballots/{ballot_id:int}/check")
async def check(
    request: Request,
    ballot_id: int,
    guest: CurrentGuest,
    reader: Reader,
    receipt: str | None = None,
    number: int = 1,
) -> Response:
    """내 표 확인: find one's own vote, see every vote, count again on one's own phone. Works without scripts."""
    own = _own(request, ballot_id)
    typed = receipt if receipt is not None else own.tracker
    asked = receipt_number(receipt or "")
    found = await reader(queries.check_page, ballot_id, tracker=asked, number=number)
    return page(
        request,
        "live/records/check.html",
        lang=guest.lang,
        view=found,
        paper=found.paper,
        typed=typed[:80],
        own=own,
        asked=asked,
        was_asked=receipt is not None,
        differs=found.mine is not None
        and found.mine.tracker == own.tracker
        and own.choices != found.mine.choices,
        opened_list="number" in request.query_params,
    )


@router.get("/ballots/{ballot_id:int}/receipt.json")
async def receipt_file(request: Request, ballot_id: int, guest: CurrentGuest, reader: Reader) -> Response:
    """This phone's own receipt as a file, signed; nobody else has one here."""
    raw = await reader(queries.receipt_file, ballot_id, _own(request, ballot_id))
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="receipt.json"',
    }
    return Response(raw, media_type="application/json", headers=headers)


@router.get("/m/{number}/record")
async def record(request: Request, number: str, guest: CurrentGuest, reader: Reader) -> Response:
    """회의 기록: the minutes of a meeting that has ended, to read and to print."""
    found = await reader(queries.minutes, number)
    editions = await reader(queries.editions, found.meeting.id or 0)
    return page(
        request,
        "live/records/minutes.html",
        lang=guest.lang,
        record=found,
        edition=editions[0] if editions else None,
        names=[one.label for one in MinutesField],
    )


def _own(request: Request, ballot_id: int) -> Kept:
    return kept(request.cookies.get(f"vote-{ballot_id}", ""))
