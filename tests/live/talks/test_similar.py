"""By-laws of similar ideas: told while one writes, of what the room sees alone, and never in the way."""

import re

import pytest
from starlette.testclient import TestClient

from app.core import ids
from app.core.errors import Forbidden, NotFound
from app.live.ideas import actions as ideas
from app.live.ideas.rules import HideReason, IdeaState
from app.live.meetings.rules import ItemKind
from app.live.merges import actions as merges
from app.live.talks import queries
from tests.live.evening import Evening, prepare
from tests.live.talks.talker import Talker
from tests.world import post

BENCH, SEAT, LAMP = "골목에 긴 의자를 놓아 주세요", "긴 의자가 있으면 좋겠어요", "가로등을 더 밝게 해 주세요"
ASKED = "골목마다 긴 의자가 필요해요"


@pytest.fixture
def collecting(evening: Evening) -> Evening:
    evening.until(ItemKind.IDEAS)
    return evening


def alike(evening: Evening, text: str = ASKED, key: str = "") -> list[int]:
    item = evening.item(ItemKind.IDEAS).id or 0
    found = evening.world.read(queries.alike, evening.guest(9), evening.number, item, text, key)
    return [card.id for card in found.cards]


def test_only_what_the_room_sees_is_told(collecting: Evening) -> None:
    host = collecting.world.actor("facilitator")
    bench = collecting.idea(BENCH)
    collecting.idea(LAMP)
    collecting.idea(SEAT, shown=False)
    hidden, parked = collecting.idea("긴 의자 골목"), collecting.idea("골목 긴 의자")
    collecting.world.write(ideas.moderate, host, hidden, IdeaState.HIDDEN, reason=HideReason.OTHER)
    collecting.world.write(ideas.moderate, host, parked, IdeaState.PARKED)
    other = prepare(collecting.world)
    other.until(ItemKind.IDEAS)
    other.idea(SEAT)
    assert alike(collecting) == [bench]
    collecting.world.write(ideas.moderate, host, bench, IdeaState.HIDDEN, reason=HideReason.OTHER)
    assert alike(collecting) == []


def test_words_of_a_merged_idea_lead_to_where_they_are_read(collecting: Evening) -> None:
    host = collecting.world.actor("facilitator")
    shade, bench = collecting.idea("나무 그늘이 있으면 시원하겠어요"), collecting.idea(BENCH)
    collecting.world.write(merges.merge, host, shade, [bench])
    assert alike(collecting) == [shade]
    collecting.world.write(ideas.moderate, host, shade, IdeaState.HIDDEN, reason=HideReason.OTHER)
    assert alike(collecting) == []


def test_nothing_is_told_to_strangers_nor_of_what_was_sent_already(collecting: Evening) -> None:
    collecting.idea(BENCH)
    item, key = collecting.item(ItemKind.IDEAS).id or 0, ids.token()
    with pytest.raises(Forbidden):
        collecting.world.read(queries.alike, collecting.stranger(), collecting.number, item, ASKED)
    with pytest.raises(NotFound):
        collecting.world.read(queries.alike, collecting.guest(9), collecting.number, 9999, ASKED)
    assert alike(collecting, "의") == []
    send = (collecting.guest(9), collecting.number, item)
    collecting.world.write(ideas.send_idea, *send, text=ASKED, nickname="", key=key)
    assert alike(collecting, key=key) == [], "the answer was lost: the same key is not asked about again"
    collecting.until(ItemKind.BALLOT)
    assert alike(collecting) == [], "the item is over"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOnAPhone:
    @pytest.fixture
    def talker(self, evening: Evening, client: TestClient) -> Talker:
        post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
        return Talker(evening).begin()

    def test_without_scripts_it_is_asked_before_sending_and_may_be_sent_anyway(
        self, talker: Talker, client: TestClient
    ) -> None:
        evening = talker.evening
        bench = evening.idea(BENCH)
        room, key = f"/m/{evening.number}", ids.token()
        form = re.search(r'<form id="idea-\d+".*?</form>', client.get(room).text, re.DOTALL)
        assert form is not None
        assert 'name="ask" value="1"' in form[0], "the button says that it asks"
        address = f"{room}/items/{evening.meeting.current_id}/ideas"
        page = post(client, address, {"text": "골목 긴 의자 <b>", "nickname": "길동", "key": key, "ask": "1"})
        assert page.status_code == 200
        assert BENCH in page.text
        assert "골목 긴 의자 &lt;b&gt;</textarea>" in page.text, "what was typed is there to be sent"
        assert key in page.text
        assert "길동" in page.text
        assert talker.card(bench).supports == 0
        anyway = post(client, address, {"text": "골목 긴 의자 <b>", "nickname": "길동", "key": key})
        assert anyway.status_code == 303
        again = post(
            client, address, {"text": "골목 긴 의자 <b>", "nickname": "길동", "key": key, "ask": "1"}
        )
        assert again.status_code == 303, "it was sent: nothing is asked twice"
        done = post(client, f"{room}/ideas/{bench}/support", {})
        assert done.status_code == 303
        assert talker.card(bench).supports == 1

    def test_what_is_like_nothing_is_sent_at_once(self, talker: Talker, client: TestClient) -> None:
        talker.evening.idea(LAMP)
        address = f"/m/{talker.evening.number}/items/{talker.evening.meeting.current_id}/ideas"
        sent = post(client, address, {"text": ASKED, "key": ids.token(), "ask": "1"})
        assert sent.status_code == 303

    def test_while_writing_a_fragment_comes_and_nothing_is_kept(
        self, talker: Talker, client: TestClient
    ) -> None:
        evening = talker.evening
        evening.idea(BENCH)
        address = f"/m/{evening.number}/items/{evening.meeting.current_id}/similar"
        told = post(client, address, {"text": ASKED})
        assert told.status_code == 200
        assert "공감을 보탤까요?" in told.text
        assert "<html" not in told.text
        assert post(client, address, {"text": "전혀 다른 말"}).text.strip() == ""
        assert ASKED not in client.get(f"/m/{evening.number}").text
