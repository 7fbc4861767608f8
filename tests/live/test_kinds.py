"""The six kinds of ballots, each all the way: made on the console, said before anybody votes, cast by a plain form, kept
from everybody until it is closed, shown on the wall and in every result, and counted again by both verifiers."""

import html
import re
import runpy
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.core import ids
from app.core.settings import PROJECT
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState
from app.live.counts.rules import FIXED, Kind, Method
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind
from app.live.stage import actions as stage
from app.rehearsal.fields import Fields
from tests.conventions.english import strangers
from tests.live.evening import QUESTION, Evening
from tests.world import World, another, post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
VERIFY = PROJECT / "static" / "verify"
SCRIPT = runpy.run_path(str(VERIFY / "verify.py"))
OPTIONS = ("긴 의자", "작은 화장실", "마을 마루")


@dataclass(frozen=True)
class Case:
    """``votes``: what three people chose, as option numbers of the paper; a ranking in its order, marks repeated.

    ``how``: what the paper asks for; ``told``: the first voter's own receipt; ``tally``: the score of each option;
    ``result``: words that stand on the wall and in the result, and nowhere before.
    """

    kind: Kind
    votes: Sequence[tuple[int, ...]]
    how: str
    told: tuple[str, ...]
    tally: tuple[int, ...]
    result: tuple[str, ...]
    method: Method = Method.MARKS
    most: int = 0
    form: dict[str, str] = field(default_factory=dict)
    rule: str = "마칠 때까지 바꿀 수 있어요"

    @property
    def name(self) -> str:
        return f"{self.kind.value} {self.method.value}"


RANKS = ((1, 2, 3), (1, 3), (2, 1))
CASES = (
    Case(
        Kind.YESNO,
        ((1,), (1,), (2,)),
        "찬성",
        ("1 찬성",),
        (2, 1, 0),
        ("가결", "투표자 과반 2, 2 이상 필요 ✓", "2명", "67%"),
        form={"majority": "half_voters"},
        rule="정해지려면 필요한 표: 투표자 과반",
    ),
    Case(
        Kind.CHOICE,
        ((1,), (1, 2), (3,)),
        "2개까지 고를 수 있어요",
        ("1 긴 의자",),
        (2, 1, 1),
        ("정족수 3, 2 이상 필요 ✓", "2명", "67%"),
        most=2,
        form={"quorum": "50"},
        rule="참석한 사람의 50% 이상이 투표해야 결과가 서요",
    ),
    Case(
        Kind.RANK,
        RANKS,
        "마음에 드는 차례대로 3순위까지",
        ("1 긴 의자", "2 작은 화장실", "3 마을 마루"),
        (5, 3, 1),
        ("5점", "3점"),
        method=Method.BORDA,
        rule="순위는 ‘보르다 점수’ 방식으로 세요",
    ),
    Case(
        Kind.RANK,
        RANKS,
        "마음에 드는 차례대로 3순위까지",
        ("1 긴 의자", "2 작은 화장실", "3 마을 마루"),
        (2, 1, 0),
        ("2번 이김", "1번 이김"),
        method=Method.SCHULZE,
        rule="순위는 ‘맞대결(슐체)’ 방식으로 세요",
    ),
    Case(
        Kind.SCALE,
        ((5,), (4,), (4,)),
        "지금 생각에 가까운 숫자 하나를",
        ("5 매우 그렇다",),
        (0, 0, 0, 2, 1),
        ("평균 4.33", "2명", "67%"),
        form={"min_age": "16", "place": "daily"},
        rule="만 16세부터 투표해요",
    ),
    Case(
        Kind.POINTS,
        ((1, 1, 1, 2, 2), (1, 1, 1, 1, 1), (3, 3, 3, 3, 3)),
        "5점을 나누어 주세요",
        ("×3 긴 의자", "×2 작은 화장실"),
        (8, 2, 5),
        ("8점", "53%"),
        most=5,
        form={"once": "1"},
        rule="한 번 보내면 바꿀 수 없어요",
    ),
    Case(
        Kind.DOTS,
        ((1, 1, 2), (2,), (3, 3, 3)),
        "스티커 3장을 붙여 주세요",
        ("×2 긴 의자", "×1 작은 화장실"),
        (2, 2, 3),
        ("2장", "29%", "43%", "최소 참여 3, 2 이상 필요 ✓"),
        most=3,
        form={"floor": "0.5", "electors": "400", "electors_on": "2022-03-09"},
        rule="선거인 400명(2022-03-09 기준)의 0.5% 이상이 투표해야 결과가 서요",
    ),
)
EVERY = pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])


class Paper(HTMLParser):
    """The ballot paper as a browser without scripts reads it: boxes, lists with their options, what must be ticked."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.boxes, self.lists, self.needed = (
            "",
            list[str](),
            list[dict[str, str]](),
            list[str](),
        )
        self._list: dict[str, str] | None = None
        self._value: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and "my-vote" in given.get("action", ""):
            self.action = given["action"]
        elif tag == "input" and given.get("name") == "choice":
            self.boxes.append(given["value"])
        elif tag == "input" and given.get("name") == "declared":
            self.needed.append("declared")
        elif tag == "select" and given.get("name") == "choice":
            self._list = {}
            self.lists.append(self._list)
        elif tag == "option":
            self._value = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._list is not None and self._value is not None and data.strip():
            self._list[data.strip()] = self._value
            self._value = None

    def fill(self, kind: Kind, vote: tuple[int, ...]) -> list[str]:
        """What the browser sends for this vote: a value for every list, also where nothing was chosen."""
        if kind is Kind.RANK:
            numbered = [
                {words.partition(".")[0]: value for words, value in one.items()} for one in self.lists
            ]
            return [
                one[str(vote[at])] if at < len(vote) else next(iter(one.values()))
                for at, one in enumerate(numbered)
            ]
        if self.lists:
            return [one[str(vote.count(at))] for at, one in enumerate(self.lists, 1)]
        return [self.boxes[position - 1] for position in vote]

    def form(self, kind: Kind, vote: tuple[int, ...]) -> dict[str, str | list[str]]:
        ticked = dict.fromkeys(self.needed, "1")
        return {"choice": self.fill(kind, vote), "key": ids.token(), **ticked}


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).split())


def seen(browser: TestClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return words(answer.text)


def make(evening: Evening, host: TestClient, case: Case) -> str:
    """A facilitator makes the ballot on the console, as its form sends it. Returns where the form goes."""
    evening.until(ItemKind.BALLOT)
    address = f"/items/{evening.item(ItemKind.BALLOT).id}/ballot"
    first = {"question": QUESTION, "kind": case.kind.value, "was": "choice", "most": "1"}
    assert post(host, address, first).status_code == 303, "another kind, before anything of it is asked"
    kept = {"question": QUESTION, "kind": case.kind.value, "was": case.kind.value, "most": str(case.most)}
    rest = {**kept, "method": case.method.value, "steps": "5", **case.form}
    for new in OPTIONS if case.kind not in (Kind.YESNO, Kind.SCALE) else ("",):
        assert post(host, address, {**rest, "new": new}).status_code == 303
    return address


def offered(console: str, name: str) -> str:
    """What a control of the console's form holds: the value of an input, or of the chosen option."""
    if found := re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"([^>]*)', console):
        is_ticked = 'type="checkbox"' not in found[0] or "checked" in found[2]
        return found[1] if is_ticked else ""
    part = re.search(rf'<select[^>]* name="{name}".*?</select>', console, re.DOTALL)
    assert part, name
    chosen = re.search(r'<option value="([^"]*)" selected', part[0])
    return chosen[1] if chosen else "0"


@EVERY
def test_a_kind_all_the_way(
    world: World, evening: Evening, client: TestClient, case: Case, tmp_path: Path
) -> None:
    host = world.sign_in(another(client), "facilitator")
    phones = [another(client) for _ in case.votes]
    room, wall = f"/m/{evening.number}", f"/wall/{evening.wall_key}"
    console, outcome = f"/meetings/{evening.meeting_id}", f"/meetings/{evening.meeting_id}/outcome"
    for phone in phones:
        post(phone, f"{room}/attendance", {"lang": "ko"})

    address = make(evening, host, case)
    draft = host.get(console).text
    asked = {"kind": case.kind.value, **case.form} | ({"most": str(case.most)} if case.most else {})
    asked |= {"method": case.method.value} if case.kind is Kind.RANK else {}
    assert {name: offered(draft, name) for name in asked} == asked, "the form holds what was sent"
    evening.press()
    paper = evening.paper()
    assert (paper.state, paper.kind, paper.method) == (BallotState.OPEN, case.kind, case.method)
    refused = post(host, address, {"question": QUESTION, "kind": "choice", "quorum": "1"})
    assert refused.status_code == 409, "frozen when it opened"
    chain = world.read(ledger.chain, evening.meeting_id)
    [frozen] = [one["data"]["definition"] for one in chain if one["kind"] == "ballot.opened"]
    assert (frozen["kind"], frozen["method"]) == (case.kind.value, case.method.value)
    assert frozen["terms"] == paper.terms.as_data()

    for phone, vote in zip(phones, case.votes, strict=True):
        before = seen(phone, room)
        assert case.how in before
        assert case.rule in before, "said before anybody votes"
        form = Paper(phone.get(room).text)
        assert post(phone, form.action, form.form(case.kind, vote)).status_code == 303
    mine = seen(phones[0], room)
    for line in case.told:
        assert line in mine, "the receipt says it as it was meant"
    assert QUESTION in seen(client, wall)
    assert case.kind.label in seen(client, wall)
    pages = {
        name: seen(host if name in (console, outcome) else client, name) for name in (wall, console, outcome)
    }
    pages |= {room: seen(phones[1], room), "check": seen(client, f"/ballots/{paper.id}/check")}
    for name, page in pages.items():
        assert not [word for word in case.result if word in page], (name, "no count before it is closed")
    hidden = evening.paper(for_staff=True)
    assert [choice.votes for choice in hidden.choices] == [None] * len(case.tally)
    assert (hidden.verdict, hidden.mean, hidden.voters) == (None, None, len(case.votes))

    evening.press()
    assert not [word for word in case.result if word in seen(client, wall)]
    evening.press()
    assert tuple(choice.votes for choice in evening.paper().choices) == case.tally
    world.write(stage.end_early, world.actor("facilitator"), evening.meeting_id, evening.meeting.turn)
    results = {
        "outcome": seen(host, outcome),
        "check": seen(client, f"/ballots/{paper.id}/check"),
        "minutes": seen(client, f"{room}/record"),
    }
    for name, page in results.items():
        assert [word for word in case.result if word not in page] == [], name

    raw = client.get(f"/ballots/{paper.id}/bundle.json").content
    faults, _ = SCRIPT["check"](raw, since=paper.opened_head)
    assert faults == []
    file = tmp_path / "bundle.json"
    file.write_bytes(raw)
    other = subprocess.run(["node", VERIFY / "verify.mjs", file], capture_output=True, text=True)
    assert other.returncode == 0, other.stdout


@EVERY
def test_wall_phone_and_console_show_the_result_of_every_kind(
    world: World, evening: Evening, client: TestClient, case: Case
) -> None:
    host, phone = world.sign_in(another(client), "facilitator"), another(client)
    post(phone, f"/m/{evening.number}/attendance", {"lang": "ko"})
    make(evening, host, case)
    evening.press()
    for number, vote in enumerate(case.votes, 1):
        evening.vote(number, *vote, declared=True)
    evening.press()
    evening.press()
    for browser, address in (
        (client, f"/wall/{evening.wall_key}"),
        (phone, f"/m/{evening.number}"),
        (host, f"/meetings/{evening.meeting_id}"),
    ):
        page = seen(browser, address)
        assert [word for word in case.result if word not in page] == [], address


@EVERY
def test_every_kind_speaks_english(world: World, evening: Evening, client: TestClient, case: Case) -> None:
    host, phone = world.sign_in(another(client), "facilitator"), another(client)
    room = f"/m/{evening.number}"
    post(phone, f"{room}/attendance", {"lang": "en"})
    make(evening, host, case)
    evening.press()
    said = {QUESTION, *OPTIONS, evening.meeting.title, "골목 쉼터", "종로공론장", "종로구민회관 대강당"}
    paper = Paper(phone.get(room).text)
    pages = [phone.get(room).text, client.get(f"/wall/{evening.wall_key}?lang=en").text]
    answer = post(phone, paper.action, paper.form(case.kind, case.votes[0]), htmx=True)
    assert answer.status_code == 200
    pages += [answer.text, phone.get(room).text]
    evening.press()
    evening.press()
    pages += [phone.get(room).text, client.get(f"/ballots/{evening.paper().id}/check?lang=en").text]
    for at, page in enumerate(pages):
        if 'lang="en"' in page or at == 2:
            assert strangers(page, said) == [], at
    assert sum('<html lang="en"' in page for page in pages) >= 3, "this test shows nothing"


@EVERY
def test_a_form_that_is_sent_as_it_stands_changes_nothing(
    world: World, evening: Evening, client: TestClient, case: Case
) -> None:
    """The rehearsal fills a ballot this way, and a facilitator may press 저장 twice."""
    host = world.sign_in(client, "facilitator")
    address = make(evening, host, case)

    def ballot() -> dict[str, object]:
        [found] = world.read(lambda db: db.exec(select(Ballot)).all())
        return {**found.model_dump(), "options": [choice.text for choice in evening.paper().choices]}

    before = ballot()
    fields = dict(Fields(host.get(f"/meetings/{evening.meeting_id}").text, address).sent)
    assert fields.pop("csrf")
    assert post(host, address, dict(fields)).status_code == 303
    assert ballot() == before
    if case.kind not in FIXED:
        assert post(host, address, {**fields, "new": "하나 더"}).status_code == 303
        after = ballot()
        assert after.pop("options") == [*OPTIONS, "하나 더"]
        assert {**after, "options": None} == {**before, "options": None}
