"""One evening, played from the QR on the wall to the thanks: who does what when."""

import asyncio
import random
import time

from app.rehearsal import rules
from app.rehearsal.halls import SEED, SETTLE_SECONDS, Hall
from app.rehearsal.lines import Lost
from app.rehearsal.phones import Phone
from app.rehearsal.rules import Figures
from app.rehearsal.voting import vote

IDEA_SHARE, SUPPORT_SHARE, DROP_SHARE, SLOW_SHARE = 0.4, 0.6, 0.05, 0.03
SOCKETLESS_EVERY, SOCKETLESS_AT = 20, 7  # one phone in twenty has no socket; never the first, who is asked
MOST_SHOWN, OFFERED, OPTIONS = 30, 4, 3
MOST_PRESSES = 200
TEXTS = (
    "골목에 그늘과 긴 의자를 놓아 주세요",
    "작은 도서관을 저녁에도 열면 좋겠어요",
    "보도블록 턱을 낮춰 유아차가 다니게 해요",
    "빈집을 마을 사랑방으로 써요",
    "시장 앞 건널목 신호를 조금 길게 해 주세요",
)


async def play(hall: Hall, presses: int) -> Figures:
    """From the first phone to the last screen. ``presses``: about how many the run sheet needs."""
    try:
        await _arrivals(hall)
        if hall.phones:
            await _run_sheet(hall, presses)
            await _agree(hall)
    finally:
        await hall.close()
    return hall.figures


async def _arrivals(hall: Hall) -> None:
    hall.phones = [
        Phone(
            hall.base,
            hall.number,
            random.Random(SEED + n),
            name=f"주민 {n + 1}",
            socketless=n % SOCKETLESS_EVERY == SOCKETLESS_AT,
        )
        for n in range(hall.people)
    ]
    storm = rules.storm_seconds(hall.people)

    async def arrive(number: int, phone: Phone) -> None:
        await asyncio.sleep(storm * number / hall.people)
        try:
            hall.figures.joins.append(await phone.arrive())
        except Lost:
            hall.figures.failures += 1
        hall.progress.within(len(hall.figures.joins) / hall.people)

    hall.progress.stage("QR을 찍고 들어옵니다", 0.05)
    async with hall.busy():
        await asyncio.gather(*(arrive(n, phone) for n, phone in enumerate(hall.phones)))
    hall.phones = [phone for phone in hall.phones if phone.connected]
    hall.step = hall.phones[0].versions.get("step", "") if hall.phones else ""
    hall.weigh()


async def _run_sheet(hall: Hall, presses: int) -> None:
    pause = hall.seconds / max(presses, 1)
    for count in range(MOST_PRESSES):
        screen = await hall.desk.look()
        if screen.over:
            return
        if screen.draft is not None and screen.draft.options < 2:
            for number in range(screen.draft.options, OPTIONS):
                hall.answered(await hall.desk.add_option(screen.draft, TEXTS[number]))
        hall.progress.stage(screen.label, 0.15 + 0.75 * min(1.0, count / max(presses, 1)))
        await hall.press(screen)
        _wander(hall)
        phone = hall.up_to_date()
        if phone.asked is not None:
            await _collect(hall, phone.asked, pause)
        elif phone.paper is not None:
            await vote(hall, phone.paper)
        else:
            await asyncio.sleep(pause)
        hall.weigh()


def _wander(hall: Hall) -> None:
    """Some lose the network for a moment, some read nothing for a while."""
    for phone in hall.some(DROP_SHARE):
        phone.lose_the_net()
    for phone in hall.some(SLOW_SHARE):
        hall.start(phone.be_slow(hall.dice.uniform(2, 6)))


async def _collect(hall: Hall, item: int, pause: float) -> None:
    """Thoughts come in over the time given; the facilitator shows some, people support them, some become options."""

    async def think(phone: Phone) -> None:
        await asyncio.sleep(hall.dice.uniform(0, pause))
        if await phone.think(item, hall.dice.choice(TEXTS)):
            hall.figures.ideas += 1

    async def support(phone: Phone) -> None:
        await asyncio.sleep(hall.dice.uniform(0, pause / 2))
        if phone.ideas and await phone.support(hall.dice.choice(phone.ideas)):
            hall.figures.supports += 1

    sending = asyncio.gather(*(think(phone) for phone in hall.some(IDEA_SHARE)))
    for _ in range(3):
        await asyncio.sleep(pause / 3)
        for idea in (await hall.desk.look()).waiting[: MOST_SHOWN // 3]:
            hall.answered(await hall.desk.show(idea))
    await sending
    await asyncio.gather(*(support(phone) for phone in hall.some(SUPPORT_SHARE)))
    for idea in (await hall.desk.look()).shown[:OFFERED]:
        hall.answered(
            await hall.desk.offer(idea)
        )  # refused when this topic has no ballot: then there is none to fill


async def _agree(hall: Hall) -> None:
    """Does everybody show the same, and the same as a visitor who comes now?"""
    hall.progress.stage("모두 같은 화면인지 봅니다", 0.95)
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        try:
            now = await hall.phones[0].fresh()
        except Lost:
            now = {}
        others = sum(phone.versions != now for phone in hall.phones)
        if not others or time.monotonic() > deadline:
            hall.figures.stale += others
            return
        await asyncio.sleep(0.25)
