"""``python -m app rehearse``: play the coming meeting, report, and say go or no-go by the exit code."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from app.core.settings import Settings
from app.live.meetings.rules import ItemKind
from app.rehearsal import copies, rules
from app.rehearsal.desks import Desk, NotRehearsable, demo_desk
from app.rehearsal.evenings import play
from app.rehearsal.halls import Hall
from app.rehearsal.lines import Lost
from app.rehearsal.rules import Figures, Verdict
from app.rehearsal.services import Service, free_port, others_load
from app.rehearsal.telling import Progress, report
from app.rehearsal.wires import Browser

REMOTE_PRESSES = 12


def rehearse(settings: Settings, args: argparse.Namespace) -> None:
    """Go: 0. No-go, or nothing that could be played: 1."""
    people = max(rules.FEWEST, min(rules.MOST, args.people))
    began = time.monotonic()
    progress, busy = Progress(), others_load()
    try:
        if args.url:
            where = args.url
            title, figures = asyncio.run(_elsewhere(args.url.rstrip("/"), people, args.minutes, progress))
        else:
            given = copies.coming(settings)
            title = given.title
            where = "다음 회의의 임시 사본" if given.real else "준비된 회의가 없어 기본 진행표로"
            if given.lowered:
                where += ", 투표의 확인 수준은 연습에서만 누구나(L0)로"
            figures = asyncio.run(_copy(given, settings, people, args.minutes, progress))
    except Lost as lost:
        progress.end()
        sys.exit(f"서비스와 이어지지 않아 예행연습을 마치지 못했습니다: {lost}")
    except (NotRehearsable, RuntimeError) as refusal:
        progress.end()
        sys.exit(str(refusal))
    progress.end()
    figures.others_load = busy
    judged = rules.judge(figures)
    print(report(title, where, figures, judged, time.monotonic() - began))
    if judged.verdict is Verdict.STOP:
        sys.exit(1)


def presses(kinds: list[ItemKind]) -> int:
    """How often the big button is pressed: three times for a ballot, once for everything else, and to open and end."""
    return 2 + sum(2 if kind is ItemKind.BALLOT else 1 for kind in kinds)


async def _copy(
    given: copies.Plan, settings: Settings, people: int, minutes: float, progress: Progress
) -> Figures:
    with tempfile.TemporaryDirectory(prefix="gongron-rehearsal-") as folder:
        progress.stage("임시 사본을 만듭니다", 0.0)
        copy = await asyncio.to_thread(copies.make, given, settings, Path(folder), free_port())
        service = Service(copy.settings)
        try:
            await service.start()
            desk = Desk(Browser(service.address, {"login": copy.login}), copy.meeting)
            await desk.open()
            hall = Hall(service.address, copy.number, people, minutes * 60, desk, progress, service)
            return await play(hall, presses([item.kind for item in given.items]))
        finally:
            await service.stop()


async def _elsewhere(base: str, people: int, minutes: float, progress: Progress) -> tuple[str, Figures]:
    progress.stage("시연 서비스인지 확인합니다", 0.0)
    desk, number, title = await demo_desk(base)
    hall = Hall(base, number, people, minutes * 60, desk, progress)
    return title, await play(hall, REMOTE_PRESSES)
