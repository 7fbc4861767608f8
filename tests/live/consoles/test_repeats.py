"""What a page may send once more after a restart: twice is once, and what is not so is never marked."""

import re

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.core.columns import table_of
from app.core.settings import PROJECT
from app.live.ballots.models import Option
from app.live.ideas.models import Idea
from app.live.ledger.models import LedgerEntry
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind
from app.live.speakers.models import Floor as FloorRow
from app.live.speakers.models import Speaker
from tests.live.evening import Evening
from tests.live.speakers.floor import Floor
from tests.world import World, post

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = re.compile(r"<form [^>]*hx-post=[^>]*>")
NEVER = (
    "/minutes",
    "/seconds",
    "/items/",
    "/corrections",
)  # more time; a ballot's form may add an option; a text is refused twice
MARKED = (
    "{{ base }}/turn/back",
    "{{ base }}/turn",
    "{{ base }}/turn/undo",
    "{{ base }}{{ number }}",
    "{{ base }}/blank",
    "{{ base }}/wall-idea/removal",
    "{{ base }}/groups/wall",  # on or off, not the other one
    "/meetings/{{ room.meeting.id }}/turn/{{ line.item.id }}",
    "/meetings/{{ room.meeting.id }}/ending",
    "/options/{{ choice.id }}/removal",
    "/ideas/{{ card.id }}/{{ noun }}",
    "/meetings/{{ meeting.id }}/floor",
    "/meetings/{{ meeting.id }}/speakers",
    "/matters/{{ card.id }}/advance",
    "{{ address }}",
    "{{ address }}/hiding",
    "{{ base }}/moderation",
    "/timers/{{ one.id }}/removal",  # tried twice in live/timers
    "/merges/{{ done.id }}/undo",  # tried twice in live/merges
    "{{ address }}/publication",
    "{{ address }}/reports/seen",
    "/comments/{{ one.id }}/publication",
    "{{ base }}/moves",  # says where the opinion was; these are tried twice in live/groups
    "{{ base }}/undo",
    "/meetings/{{ meeting.id }}/groups/wall",
    "{{ base }}/groups/wall",
    "/groups/{{ group.id }}/option",
    "/groups/{{ group.id }}/option/removal",
    "{{ cards }}/{{ group.id }}/removal",
    "/desk/council/sittings/{{ view.sitting.id }}/presences",  # says which of the two; tried twice in council/test_sittings
)


def test_every_form_that_goes_by_script_says_whether_it_may_be_repeated() -> None:
    """A new one stands here only after somebody looked whether twice is once."""
    marked: set[str] = set()
    never: set[str] = set()
    for file in (PROJECT / "templates").rglob("*.html"):
        for form in FORM.findall(file.read_text("utf-8")):
            where = re.search(r'hx-post="([^"]*)"', form)
            assert where is not None
            (marked if "data-repeat" in form else never).add(where[1])
    assert marked == set(MARKED)
    assert all(any(part in address for part in NEVER) for address in never), never


def state(world: World) -> list[str]:
    """Everything the deeds of a console change, but for who did it when."""
    kept: dict[type[SQLModel], tuple[str, ...]] = {
        Meeting: ("turn", "state", "blank", "moderation", "comment_moderation"),
        Item: ("id", "ends_at"),
        Idea: ("id", "state", "on_wall"),
        Option: ("id", "text"),
        FloorRow: ("taking", "seconds", "turns"),
        Speaker: ("id", "name", "state", "held_until", "extra_seconds"),
    }
    found = []
    with world.database._read_engine.connect() as connection:
        for model, names in kept.items():
            table = table_of(model)
            found += sorted(
                str(row) for row in connection.execute(select(*(table.c[name] for name in names)))
            )
    return found


@only_sqlite
def test_what_is_sent_twice_happens_once(world: World, evening: Evening, client: TestClient) -> None:
    evening.until(ItemKind.IDEAS)
    idea, other = evening.idea("그늘", shown=False), evening.idea("의자", by=2, shown=True)
    host = world.sign_in(client, "facilitator")
    room = f"/meetings/{evening.meeting_id}"
    for address, form in (
        (f"/ideas/{idea}/publication", {}),
        (f"/ideas/{idea}/wall", {}),
        (f"{room}/wall-idea/removal", {}),
        (f"/ideas/{other}/option", {}),
        (f"/ideas/{idea}/hiding", {"reason": "abuse", "note": "욕"}),
        (f"{room}/moderation", {"ideas": "off"}),
        (f"{room}/moderation", {"comments": "before"}),
        (f"{room}/blank", {"on": "1"}),
        (f"{room}/turn", {}),
        (f"{room}/turn/back", {}),
        (f"{room}/turn/{evening.item(ItemKind.JOIN).id}", {}),
        (f"{room}/ending", {}),
    ):
        if address.startswith(f"{room}/turn") or address.endswith("/ending"):
            form = {"expect": str(evening.meeting.turn)}
        before = state(world)
        assert post(host, address, form).status_code < 400, address
        once = state(world)
        assert post(host, address, form).status_code in (204, 303, 409), address
        assert state(world) == once != before, address


@only_sqlite
def test_a_press_on_the_floor_is_one_press(world: World, evening: Evening, client: TestClient) -> None:
    """In the ledger, too: what nobody did twice does not stand there twice."""
    evening.until(ItemKind.TALK)
    floor = Floor(evening)
    first, second = floor.ask(1), floor.ask(2)
    host = world.sign_in(client, "facilitator")
    room = f"/meetings/{evening.meeting_id}"

    def told() -> int:
        with world.database._read_engine.connect() as connection:
            return len(connection.execute(select(table_of(LedgerEntry).c.seq)).all())

    for address, form in (
        (f"{room}/floor", {"taking": "always", "seconds": "90"}),
        (f"{room}/speakers", {"name": "이손님", "about": "none", "key": "h" * 20}),
        (f"/speakers/{first}/putting-off", {}),
        (f"/speakers/{first}/removal", {}),
        (f"/speakers/{first}/return", {}),
        (f"/speakers/{second}/call", {"expect": "0"}),
        (f"{room}/floor/end", {"expect": str(second)}),
    ):
        before = state(world)
        assert post(host, address, form).status_code < 400, address
        once, entries = state(world), told()
        assert post(host, address, form).status_code in (200, 303, 409), address
        assert state(world) == once != before, address
        assert told() == entries, address


@only_sqlite
def test_an_undone_hiding_is_not_repeated(world: World, evening: Evening, client: TestClient) -> None:
    """Sent twice it would also show what nobody has approved."""
    evening.until(ItemKind.IDEAS)
    idea = evening.idea("그늘", shown=False)
    host = world.sign_in(client, "facilitator")

    def button() -> str:
        for drawer in ("waiting", "hidden"):
            page = host.get(f"/meetings/{evening.meeting_id}?inbox={drawer}").text
            found = re.search(rf'<form [^>]*/ideas/{idea}/publication"[^>]*>', page)
            if found:
                return found[0]
        raise AssertionError("no such button")

    assert "data-repeat" in button()
    post(host, f"/ideas/{idea}/hiding", {"reason": "other"})
    assert "data-repeat" not in button()
