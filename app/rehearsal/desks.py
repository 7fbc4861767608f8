"""The facilitator's side of a rehearsal, through the console's own addresses."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from app.core import clock
from app.core.errors import Refused
from app.live.counts.rules import Kind, fixed_texts
from app.rehearsal.fields import Fields
from app.rehearsal.lines import Lost
from app.rehearsal.wires import Answer, Browser

CSRF = re.compile(r'<meta name="csrf-token" content="([0-9a-f]{64})"')
TURN = re.compile(r'data-turn="(\d+)"(?P<off> disabled)?[^>]*><span>([^<]*)</span>')
BALLOT_FORM = re.compile(r'action="/items/(\d+)/ballot"')
DEMO_PERSON = re.compile(r'action="/demo-sign-in">.*?name="account_id" value="(\d+)".*?</form>', re.DOTALL)
ZONE = re.compile(r'<select[^>]*name="zone_id".*?<option value="(\d+)"', re.DOTALL)
NUMBER = re.compile(r"<b>(\d{3}) (\d{3})</b>")
NOT_A_DEMO = (
    "이 주소의 서비스는 시연용이 아닙니다. 실제 회의에 모의 휴대폰이 섞이지 않도록 예행연습을 하지 않았습니다."
    " --url 없이 하면 임시 사본으로 연습합니다."
)


class NotRehearsable(Refused):
    """Why nothing was played."""


@dataclass(frozen=True)
class Draft:
    """A ballot that is being prepared: ``fields`` of its form as they stand, and how many options it has."""

    item: int
    fields: dict[str, str]

    @property
    def options(self) -> int:
        kind = self.fields.get("was", Kind.CHOICE)
        written = sum(name.startswith("option-") for name in self.fields)
        return len(fixed_texts(Kind(kind))) or written


@dataclass
class Screen:
    """What the console shows now."""

    turn: int
    label: str
    over: bool
    waiting: list[int]
    shown: list[int]
    draft: Draft | None


@dataclass
class Desk:
    """A host's browser at the console of one meeting."""

    browser: Browser
    meeting: int
    token: str = ""

    async def open(self) -> None:
        page = await self.browser.get(f"/meetings/{self.meeting}")
        found = CSRF.search(page.text)
        if page.status != 200 or found is None:
            raise Lost(f"진행 화면: {page.status}")
        self.token = found[1]

    async def look(self) -> Screen:
        answer = await self.browser.get(f"/snapshot?topic=console:{self.meeting}:ko")
        if answer.status != 200:
            raise Lost(f"진행 화면: {answer.status}")
        regions: dict[str, Any] = json.loads(answer.body)["regions"]
        button = TURN.search(regions["go"]["html"])
        if button is None:
            raise Lost("진행 화면에 단추가 없습니다.")
        panel = regions["panel"]["html"]
        form = BALLOT_FORM.search(panel)
        draft = Draft(int(form[1]), dict(Fields(panel, f"/items/{form[1]}/ballot").sent)) if form else None

        def inbox(state: str) -> list[int]:
            return [int(key.removeprefix("idea-")) for key in regions[f"inbox_{state}"]["order"]]

        return Screen(int(button[1]), button[3], bool(button["off"]), inbox("waiting"), inbox("shown"), draft)

    async def post(self, path: str, *fields: tuple[str, str]) -> Answer:
        return await self.browser.post(path, list(fields), self.token)

    async def press(self, screen: Screen) -> int:
        """The one big button; returns the status."""
        return (await self.post(f"/meetings/{self.meeting}/turn", ("expect", str(screen.turn)))).status

    async def show(self, idea: int) -> int:
        return (await self.post(f"/ideas/{idea}/publication")).status

    async def offer(self, idea: int) -> int:
        return (await self.post(f"/ideas/{idea}/option")).status

    async def add_option(self, draft: Draft, text: str) -> int:
        """One more option; everything else of the ballot stays as it was prepared."""
        question = draft.fields.get("question") or "무엇부터 바꿀까요?"
        fields = {**draft.fields, "question": question, "new": text}
        return (await self.post(f"/items/{draft.item}/ballot", *fields.items())).status


# -- a service somewhere else: only one that says it is a demonstration -----------------------------------------------


async def demo_desk(base: str) -> tuple[Desk, str, str]:
    """A new meeting in a demonstration service, made for this rehearsal: its desk, number and title.

    The only sign-in tried is the one-click sign-in of demonstrations; a real service has none and is left alone.
    """
    visitor = Browser(base)
    try:
        door = await visitor.get("/sign-in")
    finally:
        visitor.close()
    people = DEMO_PERSON.findall(door.text)
    token = CSRF.search(door.text)
    if door.status != 200 or not people or token is None:
        raise NotRehearsable(NOT_A_DEMO)
    for person in people:
        host = Browser(base, dict(visitor.cookies))
        try:
            await host.post("/demo-sign-in", [("account_id", person), ("next", "")], token[1])
            form = await host.get("/forums/new")
            zone, own_token = ZONE.search(form.text), CSRF.search(form.text)
            if form.status == 200 and zone and own_token:
                return await _made(host, zone[1], own_token[1])
        finally:
            host.close()  # it dials again when it is used
    raise NotRehearsable(NOT_A_DEMO)


async def _made(host: Browser, zone: str, token: str) -> tuple[Desk, str, str]:
    starts = clock.seoul(clock.now()) + timedelta(hours=1)
    title = f"예행연습 {starts:%m-%d %H:%M}"

    def local(moment: datetime) -> str:
        return f"{moment:%Y-%m-%dT%H:%M}"

    answer = await host.post(
        "/forums",
        [
            ("kind", "zone"),
            ("zone_id", zone),
            ("dong_id", ""),
            ("title", title),
            ("summary", "모의 휴대폰으로 해 보는 예행연습입니다."),
            ("place", "예행연습"),
            ("starts_at", local(starts)),
            ("ends_at", local(starts + timedelta(hours=1))),
            ("preset", "evening_forum_60"),
            ("topic", "예행연습 안건"),
            ("question", "무엇부터 바꾸면 좋을까요?"),
        ],
        token,
    )
    address = urlsplit(answer.headers.get("hx-redirect", "") or answer.location).path
    found = re.fullmatch(r"/meetings/(\d+)", address)
    if found is None:
        raise NotRehearsable("이 서비스에 예행연습용 회의를 만들지 못했습니다.")
    desk = Desk(host, int(found[1]))
    await desk.open()
    said = await host.get(f"/snapshot?topic=console:{desk.meeting}:ko")
    number = NUMBER.search(json.loads(said.body)["regions"]["stats"]["html"])
    if number is None:
        raise NotRehearsable("회의 번호를 읽지 못했습니다.")
    return desk, number[1] + number[2], title
