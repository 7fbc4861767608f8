"""``python -m app rehearse``: play the coming meeting, report, and say go or no-go by the exit code."""

import argparse
import asyncio
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from app.core.settings import Settings
from app.live.meetings.rules import ItemKind
from app.rehearsal import copies, rules
from app.rehearsal.desks import Desk, NotRehearsable, demo_desk
from app.rehearsal.evenings import play
from app.rehearsal.halls import Hall
from app.rehearsal.lines import Lost
from app.rehearsal.places import throw_away
from app.rehearsal.rules import Figures, Verdict
from app.rehearsal.services import Service, free_port, others_load
from app.rehearsal.telling import Progress, report
from app.rehearsal.wires import Browser

REMOTE_PRESSES = 12
FROM_REAL = (
    "다음 회의의 진행표와 준비해 둔 투표를 임시 사본으로 옮겨 했습니다. 실제 회의와 자료는 그대로입니다."
)
FROM_PRESET = "준비된 회의가 없어 기본 진행표로 했습니다. 회의를 만든 뒤 다시 해 보십시오."
LOWERED = (
    "번호표·문자·명부로 확인한 사람만 하는 투표도 연습에서는 누구나 하게 했습니다."
    " 확인하는 절차는 사람이 따로 한 번 해 보십시오."
)
ONE_PROCESS = "실제 서비스는 여러 프로세스가 나누어 맡지만 연습은 한 프로세스로 했습니다. 실제가 더 여유 있을 수 있습니다."
ELSEWHERE = (
    "시연 서비스 {base}에 연습용 회의를 새로 만들어 했습니다. 통신망에서 걸린 시간도 잰 값에 들어 있습니다."
)


def rehearse(settings: Settings, args: argparse.Namespace) -> None:
    """Go, or go with care: 0. No-go, or nothing that could be played: 1."""
    people = max(rules.FEWEST, min(rules.MOST, args.people))
    began = time.monotonic()
    progress, busy = Progress(), others_load()
    _end_as_by_hand()
    try:
        if args.url:
            title, how, figures = _elsewhere(args.url.rstrip("/"), people, args.minutes, progress)
        else:
            given = copies.coming(settings)
            title = given.title
            how, figures = _copy(given, settings, people, args.minutes, progress)
    except Lost as lost:
        progress.end()
        sys.exit(f"서비스와 이어지지 않아 예행연습을 마치지 못했습니다: {lost}")
    except (NotRehearsable, RuntimeError) as refusal:
        progress.end()
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        progress.end()
        sys.exit("예행연습을 멈췄습니다. 임시로 만든 것은 지웠습니다.")
    progress.end()
    figures.others_load = busy
    judged = rules.judge(figures)
    print(report(title, how, figures, judged, time.monotonic() - began))
    if judged.verdict is Verdict.STOP:
        sys.exit(1)


def _end_as_by_hand() -> None:
    """What ends a program from outside ends this one as Ctrl+C does: the throw-away things are removed first."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(
            signal.SIGINT, signal.default_int_handler
        )  # a shell's background job comes with it switched off
        for ending in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, lambda *_: signal.raise_signal(signal.SIGINT))


def presses(kinds: list[ItemKind]) -> int:
    """How often the big button is pressed: three times for a ballot, once for everything else, and to open and end."""
    return 2 + sum(2 if kind is ItemKind.BALLOT else 1 for kind in kinds)


def _copy(
    given: copies.Plan, settings: Settings, people: int, minutes: float, progress: Progress
) -> tuple[list[str], Figures]:
    with (
        tempfile.TemporaryDirectory(prefix="gongron-rehearsal-") as name,
        throw_away(settings, Path(name)) as place,
    ):
        progress.stage("임시 사본을 만듭니다", 0.0)
        copy = copies.make(given, settings, place.url, Path(name), free_port())
        figures = asyncio.run(_played(copy, given, people, minutes, progress))
    return [*told(given, several=bool(settings.bus_url)), place.words], figures


def told(given: copies.Plan, *, several: bool) -> list[str]:
    """How the copy differs from the real evening. ``several``: more than one process serves there."""
    how = [FROM_REAL if given.real else FROM_PRESET]
    if given.lowered:
        how.append(LOWERED)
    if several:
        how.append(ONE_PROCESS)
    return how


async def _played(
    copy: copies.Copy, given: copies.Plan, people: int, minutes: float, progress: Progress
) -> Figures:
    service = Service(copy.settings)
    try:
        await service.start()
        desk = Desk(Browser(service.address, {"login": copy.login}), copy.meeting)
        await desk.open()
        hall = Hall(service.address, copy.number, people, minutes * 60, desk, progress, service)
        return await play(hall, presses([item.kind for item in given.items]))
    finally:
        await service.stop()


def _elsewhere(base: str, people: int, minutes: float, progress: Progress) -> tuple[str, list[str], Figures]:
    async def played() -> tuple[str, Figures]:
        progress.stage("시연 서비스인지 확인합니다", 0.0)
        desk, number, title = await demo_desk(base)
        hall = Hall(base, number, people, minutes * 60, desk, progress)
        return title, await play(hall, REMOTE_PRESSES)

    title, figures = asyncio.run(played())
    return title, [ELSEWHERE.format(base=base)], figures
