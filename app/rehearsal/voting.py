"""One ballot of a rehearsal: everybody at once, some change their minds, the service restarts, and the count is compared."""

import asyncio
import json
import time
from collections.abc import Mapping

from app.rehearsal import rules
from app.rehearsal.halls import SETTLE_SECONDS, Hall
from app.rehearsal.lines import Lost, until
from app.rehearsal.phones import Phone
from app.rehearsal.screens import Ballot

CHANGE_SHARE = 0.1
RETURN_SECONDS = 45.0
MOVING = "turnout"  # the region that changes while votes still come in


async def vote(hall: Hall, ballot: Ballot) -> None:
    """From the open ballot to its result on every screen."""
    hall.figures.ballots += 1
    hall.progress.stage("모두 한꺼번에 투표합니다", hall.progress.done)
    async with hall.busy():
        await asyncio.gather(*(_cast(hall, phone) for phone in hall.phones))
    changing = [phone for phone in hall.some(CHANGE_SHARE) if ballot.id in phone.casts and not ballot.once]
    hall.figures.changed += len(changing)
    minds = asyncio.gather(*(_change(phone, ballot) for phone in changing))
    if hall.service is not None and not hall.figures.restarted:
        await _restart(hall)
    await minds
    await hall.press(await hall.desk.look())  # 투표 마치기
    await hall.press(await hall.desk.look())  # 결과 함께 보기
    await _compare(hall, ballot.id)


async def _cast(hall: Hall, phone: Phone) -> None:
    await until(
        lambda: phone.paper is not None, SETTLE_SECONDS
    )  # its screen may come later than the first one's
    if phone.paper is None:
        hall.figures.stale += 1
        return
    own_fault = phone.slow  # the time its own network takes says nothing about the service
    took = await phone.vote(phone.paper)
    if took is not None and not own_fault:
        hall.figures.votes.append(took)


async def _change(phone: Phone, ballot: Ballot) -> None:
    await asyncio.sleep(phone.dice.uniform(0, 1.5))
    await phone.vote(ballot)


async def _restart(hall: Hall) -> None:
    """Off and on again while votes are changed; when does each phone show what a new visitor would see?"""
    assert hall.service is not None
    hall.progress.stage("서비스를 껐다 켭니다", hall.progress.done)
    await asyncio.sleep(0.5)
    began = time.monotonic()
    await hall.service.stop()
    await hall.service.start()
    hall.figures.restarted = True
    away = {phone for phone in hall.phones if not phone.socketless}  # the others come when they next ask
    while away and time.monotonic() < began + RETURN_SECONDS:
        await asyncio.sleep(0.1)
        try:
            now = still(await hall.phones[0].fresh())
        except Lost:
            continue
        for phone in list(away):
            if phone.connected and still(phone.versions) == now:
                away.discard(phone)
                hall.figures.returns.append(time.monotonic() - began)
    hall.figures.returns += [RETURN_SECONDS] * len(away)


def still(versions: Mapping[str, str]) -> dict[str, str]:
    """The regions that do not move by themselves while others vote."""
    return {name: at for name, at in versions.items() if name != MOVING}


async def _compare(hall: Hall, ballot: int) -> None:
    """Every acknowledged vote against the ballot's public record."""
    cast = [phone.casts[ballot] for phone in hall.phones if ballot in phone.casts]
    acknowledged = dict(one.acknowledged for one in cast if one.acknowledged is not None)
    sent = {key for one in cast for key in one.keys}
    hall.figures.acknowledged += len(acknowledged)
    try:
        answer = await hall.phones[0].browser.get(f"/ballots/{ballot}/bundle.json")
        openings = json.loads(answer.body)["openings"] if answer.status == 200 else None
    except (Lost, ValueError, KeyError):
        openings = None
    if openings is None:
        hall.figures.unchecked += 1
        return
    counted = [(str(one["key"]), rules.Said(tuple(one["choices"]), one["name"])) for one in openings]
    hall.figures.counted += len(counted)
    lost, doubled = rules.compare(acknowledged, sent, counted)
    hall.figures.lost += lost
    hall.figures.doubled += doubled
