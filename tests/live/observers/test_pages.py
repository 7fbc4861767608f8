"""The page of a count, and what every screen says of who confirmed it, by plain forms."""

from starlette.testclient import TestClient

from app.live.ballots.rules import Secrecy
from app.live.counts.terms import Terms
from app.live.meetings.rules import ItemKind, MeetingState
from tests.live.evening import QUESTION, Evening
from tests.world import World, another, post

SAID = "참관: 민 도시·교통 분과위원, 관 도로과 담당자"
WHY = "<b>줄이 깁니다</b> %(n)s {{ 7*7 }}"


def test_observers_find_the_count_confirm_it_and_every_screen_names_their_seats(
    evening: Evening, client: TestClient, world: World
) -> None:
    paper = evening.open_vote(terms=Terms(observers=True))
    evening.vote(1, 1)
    evening.vote(2, 1)
    here = f"/ballots/{paper.id}/count"
    resident = another(client)
    post(resident, f"/m/{evening.number}/attendance", {"lang": "ko"})
    host = world.sign_in(another(client), "facilitator")
    civil, second = (world.sign_in(another(client), who) for who in ("member", "chair"))
    official = world.sign_in(another(client), "reviewer")
    assert here in civil.get("/desk").text
    assert "개표 전" in civil.get("/desk").text
    assert post(host, here, {}).status_code == 409, "not while people vote"
    assert "100%" not in civil.get(here).text
    evening.press()
    assert "100%" not in host.get(f"/meetings/{evening.meeting_id}").text
    assert post(civil, here, {}).status_code == 403
    assert post(civil, f"{here}/confirmation", {}).status_code == 409
    assert post(host, here, {}).status_code == 303
    shown = civil.get(here).text
    assert "100%" in shown
    assert "위와 같음" in shown
    assert "민 쪽 참관인으로" in shown
    assert "확인을 기다림" in civil.get("/desk").text
    for _ in range(2):
        assert post(civil, f"{here}/confirmation", {}).status_code == 303
    assert "이 개표를 확인하셨습니다" in civil.get(here).text
    assert here not in civil.get("/desk").text
    late = post(second, f"{here}/confirmation", {})
    assert late.status_code == 409
    assert "민 쪽 참관인은 이미 확인했습니다" in late.text
    assert "민 ✓ · 관 –" in host.get(f"/meetings/{evening.meeting_id}").text
    assert "민 ✓ · 관 –" in resident.get(f"/wall/{evening.wall_key}").text
    assert post(official, f"{here}/confirmation", {}).status_code == 303
    evening.press()
    for browser, address in (
        (resident, f"/wall/{evening.wall_key}"),
        (resident, f"/m/{evening.number}"),
        (resident, f"/ballots/{paper.id}/check"),
        (host, f"/meetings/{evening.meeting_id}"),
        (host, f"/meetings/{evening.meeting_id}/outcome"),
        (official, here),
    ):
        assert SAID in browser.get(address).text, address
    while evening.meeting.state is not MeetingState.ENDED:
        evening.press()
    assert SAID in resident.get(f"/m/{evening.number}/record").text


def test_the_switch_is_on_the_ballots_form(evening: Evening, client: TestClient, world: World) -> None:
    world.sign_in(client, "facilitator")
    evening.until(ItemKind.BALLOT)
    item = evening.item(ItemKind.BALLOT).id
    for sent, kept in (({"observers": "1"}, True), ({}, False)):
        answer = post(client, f"/items/{item}/ballot", {"question": QUESTION, "kind": "choice", **sent})
        assert answer.status_code == 303
        assert evening.paper().terms.observers is kept
        assert (
            'name="observers" value="1" checked' in client.get(f"/meetings/{evening.meeting_id}").text
        ) is kept


def test_more_time_by_plain_forms_and_hostile_words(
    evening: Evening, client: TestClient, world: World
) -> None:
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    host = world.sign_in(client, "facilitator")
    second = world.sign_in(another(client), "officer")
    resident = another(client)
    post(resident, f"/m/{evening.number}/attendance", {"lang": "ko"})
    page, base = f"/ballots/{paper.id}/more-time", f"/ballots/{paper.id}"
    for form in ({"reason": "  ", "minutes": "5"}, {"reason": WHY, "minutes": "0"}, {"reason": WHY}):
        assert post(host, f"{base}/extension", form).status_code == 422
    assert post(host, f"{base}/reopening", {"reason": WHY, "minutes": "5"}).status_code == 409
    assert post(host, f"{base}/extension", {"reason": WHY, "minutes": "5"}).status_code == 303
    assert "/confirmation" not in host.get(page).text, "nobody is offered what would be refused"
    assert post(host, f"{page}/confirmation", {}).status_code == 403
    waits = host.get(f"{base}/annulment").text
    assert "제안이 먼저 있습니다" in waits
    assert page in second.get(f"/meetings/{evening.meeting_id}").text
    assert post(second, f"{page}/confirmation", {}).status_code == 303
    for address in (f"/wall/{evening.wall_key}", f"/m/{evening.number}"):
        shown = resident.get(address).text
        assert "&lt;b&gt;줄이 깁니다&lt;/b&gt; %(n)s {{ 7*7 }}" in shown, address
    refused = post(host, f"/meetings/{evening.meeting_id}/minutes", {})
    assert refused.status_code == 409
    assert page in refused.text


def test_nobody_else_sees_a_count(evening: Evening, client: TestClient, world: World) -> None:
    paper = evening.open_vote()
    here = f"/ballots/{paper.id}/count"
    assert another(client).get(here, follow_redirects=False).status_code in (303, 401)
    for who in ("member", "reviewer"):
        assert world.sign_in(another(client), who).get(here).status_code == 403
    host = world.sign_in(client, "officer")
    assert host.get(here).status_code == 200
    assert host.get("/ballots/999999/count").status_code == 404
