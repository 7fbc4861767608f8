"""Pages of a subcommittee: what each sees, what a press answers, what is given back, what residents never see."""

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import clock, ids
from app.organisations import actions as organisations
from app.process import actions as process
from app.subcommittees.issues import actions as issues
from app.subcommittees.teams.actions import set_task
from app.subcommittees.texts import actions as texts
from tests.process.walk import agenda, handed, matter, walk_to
from tests.subcommittees.people import PLACE, QUESTION, at, confirmed, group, held, planned, sitting
from tests.subcommittees.test_issues_texts_teams import charge
from tests.world import World, another, post

HOSTILE = "<script>alert(1)</script>"


def local(days: int, hour: int = 10) -> str:
    return at(days, hour).strftime("%Y-%m-%dT%H:%M")


# -- residents ----------------------------------------------------------------------------------------------------------


def test_residents_see_who_sits_there_when_it_meets_and_nobodys_whole_name(
    client: TestClient, world: World
) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "refine")
    planned(world, 3)
    every, own = client.get("/subcommittees").text, client.get("/subcommittees/urban").text
    assert "도시·교통 분과" in every
    assert "다음 회의" in every
    assert "민: 주민과 시민사회" in own
    assert "윤○" in own
    assert world.actor("chair").name not in own
    assert PLACE in own
    assert f'href="/agendas/{matter(world, matter_id).agenda_id}"' in own
    assert client.get("/subcommittees/nowhere").status_code == 404
    shown = client.get(f"/agendas/{matter(world, matter_id).agenda_id}").text
    assert 'href="/subcommittees/urban"' in shown


def test_minutes_are_everybodys_once_confirmed_and_nobodys_before(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    meeting_id = held(world, matter_id)
    before = client.get("/subcommittees/urban/meetings/1").text
    assert "분과장이 회의록을 확정하면" in before
    assert "두 곳을 함께 시작합니다." not in before
    confirmed(world, meeting_id)
    after = client.get("/subcommittees/urban/meetings/1").text
    assert "두 곳을 함께 시작합니다." in after
    assert after.count("<dt>") >= 9
    assert "회의록" in client.get("/subcommittees/urban").text
    assert client.get("/subcommittees/urban/meetings/9").status_code == 404
    assert client.get("/subcommittees/urban/meetings/99999999999999999999").status_code == 404


def test_how_the_words_changed_is_shown_with_what_went_and_what_came(
    client: TestClient, world: World
) -> None:
    matter_id = handed(world)
    address = f"/agendas/{matter(world, matter_id).agenda_id}"
    assert client.get(f"{address}/text").status_code == 404
    given: dict[str, Any] = {
        "text": f"계단 여섯 곳에 손잡이를 답니다. {HOSTILE}",
        "why": "곳을 정했습니다.",
        "expect": 0,
    }
    world.write(texts.refine, world.actor("chair"), matter_id, **given)
    page = client.get(f"{address}/text").text
    assert re.search(r"<del>.*좋겠어요\..*</del>", page, re.DOTALL)
    assert re.search(r"<ins>.*손잡이를 답니다\..*</ins>", page, re.DOTALL)
    assert HOSTILE not in page
    assert "[빠진 말" in page
    assert "달라진 곳이 없습니다." in client.get(f"{address}/text?from=1&to=1").text
    assert client.get(f"{address}/text?from=7").status_code == 404
    assert client.get(f"{address}/text?from=x").status_code == 404
    assert f'href="{address}/text"' in client.get(address).text


def test_the_year_is_read_and_taken_along(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    people = group(world, matter_id)
    planned(world, 0)
    task: dict[str, Any] = {"member_id": people["김영희"], "text": "주민 만나기", "due_on": at(0).date()}
    world.write(set_task, world.actor("chair"), matter_id, key=ids.token(), **task)
    page = client.get("/subcommittees/urban/calendar").text
    assert page.count('class="month') >= 12
    assert "제1차 회의" in page
    assert "주민 만나기" not in page
    for link in ("calendar.ics?year=", "calendar?year="):
        assert f'href="/subcommittees/urban/{link}' in page
    inside = world.sign_in(another(client), "chair").get("/subcommittees/urban/calendar").text
    assert "주민 만나기" in inside
    file = client.get("/subcommittees/urban/calendar.ics")
    assert file.headers["content-type"].startswith("text/calendar")
    assert file.text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    unfolded = file.text.replace("\r\n ", "")
    assert "SUMMARY:도시·교통 분과 제1차 회의" in unfolded
    assert "주민 만나기" not in unfolded
    assert client.get("/subcommittees/urban/calendar?year=1999").status_code == 404
    far = client.get("/subcommittees/urban/calendar?year=2100").text
    assert "제1차 회의" not in far


# -- the chair's day ------------------------------------------------------------------------------------------------------


def test_the_inbox_takes_on_or_sends_back_with_a_reason(client: TestClient, world: World) -> None:
    first, second = handed(world, "가로등 밝히기"), handed(world)
    chair = world.sign_in(client, "chair")
    page = chair.get("/board/urban/inbox").text
    assert page.count("접수하기</button>") == 2
    assert post(chair, f"/matters/{first}/acceptance", {"board": "urban"}).status_code == 303
    reason = "교육·돌봄 분과의 일입니다."
    assert post(chair, f"/matters/{second}/other-subcommittee", {"reason": reason}).status_code == 303
    page = chair.get("/board/urban/inbox").text
    assert "가로등 밝히기" not in page
    assert "협치추진단이 정합니다" in page
    assert "접수하기</button>" not in page
    member = world.sign_in(another(client), "member").get("/board/urban/inbox").text
    assert "접수는 이 분과의 분과장이 합니다." in member
    third = handed(world, "그늘막 놓기")
    with clock.moved(timedelta(days=30)):
        late = world.sign_in(another(client), "chair").get("/board/urban/inbox").text
        assert "늦은 곳: 분과장" in late
        assert f"/matters/{third}/acceptance" in late


def test_a_meeting_from_planning_to_confirmed_minutes_by_forms_alone(
    client: TestClient, world: World
) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "refine")
    chair = world.sign_in(client, "chair")
    key = ids.token()
    made = post(chair, "/board/urban/meetings", {"starts_at": local(-1), "place": PLACE, "key": key}).headers[
        "location"
    ]
    assert re.fullmatch(r"/submeetings/\d+", made)
    meeting_id = int(made.rsplit("/", 1)[1])
    assert post(chair, f"{made}/items", {"matter": matter_id, "about": "어디부터"}).status_code == 303
    members = {"present": [str(world.accounts["chair"]), str(world.accounts["member"])]}
    assert post(chair, f"{made}/members", members).status_code == 303
    item = sitting(world, meeting_id).items[0]
    record = {"said": HOSTILE, "decided": "두 곳부터", "yes": "2", "no": "0", "abstained": "0"}
    address = f"{made}/items/{item.row.id}/record"
    wrong = post(chair, address, record | {"yes": "9", "expect": item.mark})
    assert wrong.status_code == 422
    assert "참석자 수를 넘지 않게" in wrong.text
    assert 'value="9"' in wrong.text
    quiet = {"said": "짧게", "decided": "", "yes": "", "no": "", "abstained": "", "expect": item.mark}
    assert post(chair, address, quiet).status_code == 303
    item = sitting(world, meeting_id).items[0]
    assert (item.row.said, item.row.yes) == ("짧게", None)
    assert post(chair, address, record | {"expect": item.mark}).status_code == 303
    ended = {"opened_at": local(-1), "ended_at": local(-1, 12), "expect": "0"}
    assert post(chair, f"{made}/ending", ended).status_code == 303
    page = chair.get(f"{made}/record").text
    assert HOSTILE not in page
    digest = re.search(r'name="expect" value="([0-9a-f]{64})"', page)
    assert digest is not None
    assert post(chair, f"{made}/record/editions", {"expect": "0" * 64}).status_code == 409
    assert post(chair, f"{made}/record/editions", {"expect": digest[1]}).status_code == 303
    assert "제1판 확정" in chair.get(f"{made}/record").text
    file = chair.get(f"{made}/record.txt")
    assert "9. 표결내용" in file.text
    assert "제1판" in file.text
    printed = chair.get(f"{made}/record/print").text
    assert printed.count('<th scope="row">') == 9
    assert "이제 고치지 않습니다" in chair.get(made).text


def test_what_was_typed_stays_when_a_form_is_refused(client: TestClient, world: World) -> None:
    chair = world.sign_in(client, "chair")
    world.write(process.publish_standard)
    answer = post(
        chair, "/board/urban/meetings", {"starts_at": "gestern", "place": "한우리홀", "key": "k" * 20}
    )
    assert answer.status_code == 422
    assert "날과 시각을 다시 골라 주세요." in answer.text
    assert 'value="한우리홀"' in answer.text
    matter_id = handed(world)
    wrong = {"question": "먼저?", "side": ["주민"], "claim": ["지금 달아요"], "key": ids.token()}
    answer = post(chair, f"/matters/{matter_id}/issues", wrong)
    assert answer.status_code == 422
    assert "서로 다른 생각을 둘 이상" in answer.text
    assert "지금 달아요" in answer.text
    answer = post(chair, f"/matters/{matter_id}/text", {"text": "고친 글", "why": "", "expect": "0"})
    assert answer.status_code == 422
    assert "고친 글" in answer.text


def test_the_agenda_paper_says_where_each_matter_stands_and_what_is_in_dispute(
    client: TestClient, world: World
) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "refine")
    world.write(issues.raise_issue, world.actor("chair"), matter_id, QUESTION, key=ids.token())
    meeting_id = held(world, matter_id)
    page = world.sign_in(client, "member").get(f"/submeetings/{meeting_id}/paper").text
    for words in ("분과 숙의", QUESTION.question, "학교 앞 계단부터", "나머지 네 곳의 차례", "data-print"):
        assert words in page


def test_an_issue_sheet_is_written_changed_printed_and_put_into_the_record(
    client: TestClient, world: World
) -> None:
    matter_id, chair = handed(world), world.sign_in(client, "chair")
    path = f"/matters/{matter_id}/issues"
    form = {
        "question": "어디부터?",
        "side": ["주민", "도로과"],
        "claim": ["학교 앞", "가파른 곳"],
        "evidence": ["240명", ""],
        "who": ["학부모", ""],
        "still_open": "차례",
    }
    assert post(chair, path, form | {"key": ids.token()}).status_code == 303
    page = chair.get(path).text
    assert "240명" in page
    issue = re.search(rf'href="{path}/(\d+)"', page)
    assert issue is not None
    changed = form | {"agreed": "두 곳 함께", "still_open": "", "why": "2차 회의", "expect": "1"}
    assert 'value="어디부터?"' in chair.get(f"{path}/{issue[1]}").text
    assert post(chair, f"{path}/{issue[1]}", changed).status_code == 303
    page = chair.get(path).text
    assert "1판에서 2판으로" in page
    assert "풀림" in page
    digest = re.search(r'name="expect" value="([0-9a-f]{64})"', page)
    assert digest is not None
    assert post(chair, f"/matters/{matter_id}/issue-sheet", {"expect": digest[1]}).status_code == 303
    assert "의제의 문서로 올림" in chair.get(path).text
    assert "두 곳 함께" in chair.get(f"{path}/print").text
    assert "쟁점정리표" in chair.get(f"/matters/{matter_id}").text


def test_the_working_group_says_what_it_lacks_and_its_member_may_press_done(
    client: TestClient, world: World
) -> None:
    matter_id, chair = handed(world), world.sign_in(client, "chair")
    path = f"/matters/{matter_id}/team"
    assert "민 2명과 관 1명을 더 넣어야 합니다." in chair.get(path).text
    people = group(world, matter_id)
    page = chair.get(path).text
    assert "민 2명과 관 1명 이상을 갖추었습니다." in page
    own = people[world.actor("member").name]
    task = {"text": "현장 사진", "member": own, "due_on": at(-2).date().isoformat(), "key": ids.token()}
    assert post(chair, f"/matters/{matter_id}/tasks", task).status_code == 303
    page = chair.get(path).text
    assert "2일 지남" in page
    assert "늦은 일 1" in page
    member = world.sign_in(another(client), "member")
    pressed = re.search(r'action="(/matters/\d+/tasks/\d+/done)"', member.get(path).text)
    assert pressed is not None
    assert "사람 넣기" not in member.get(path).text
    assert post(member, pressed[1], {"done": "true"}).status_code == 303
    assert "마쳤다고 적음" in chair.get(path).text
    other = world.sign_in(another(client), "other_chair")
    assert post(other, pressed[1], {"done": "false"}).status_code == 403


def test_a_special_subcommittee_shows_its_purpose_and_its_end(client: TestClient, world: World) -> None:
    officer = world.sign_in(client, "officer")
    form = {
        "name": "소통 특별분과",
        "purpose": "권역을 넘는 갈등을 다룹니다.",
        "basis": "제2차 협치회 의결",
        "starts_on": at(0).date().isoformat(),
        "ends_on": at(-3).date().isoformat(),
    }
    answer = post(officer, "/subcommittees", form)
    assert answer.status_code == 422
    assert "빠를 수 없습니다" in answer.text
    assert "권역을 넘는" in answer.text
    where = post(officer, "/subcommittees", form | {"ends_on": at(60).date().isoformat()}).headers["location"]
    code = where.split("/")[2]
    assert "특별분과의 목적과 기간" in officer.get(where).text
    page = another(client).get(f"/subcommittees/{code}").text
    assert "권역을 넘는 갈등을 다룹니다." in page
    assert "제2차 협치회 의결" in page
    with clock.moved(timedelta(days=61)):
        assert "활동 끝남" in another(client).get("/subcommittees").text


@pytest.mark.parametrize("who", ["member", "reviewer", "facilitator"])
def test_others_on_the_staff_read_and_are_offered_no_buttons(
    client: TestClient, world: World, who: str
) -> None:
    matter_id = handed(world)
    meeting_id = held(world, matter_id)
    browser = world.sign_in(client, who)
    for address in (
        "/board/urban/inbox",
        "/board/urban/meetings",
        "/board/urban/members",
        f"/submeetings/{meeting_id}",
        f"/matters/{matter_id}/issues",
        f"/matters/{matter_id}/text",
        f"/matters/{matter_id}/team",
    ):
        main = browser.get(address).text.split('<main id="main"')[1]
        assert 'method="post"' not in main, address
    assert browser.get(f"/submeetings/{meeting_id}/record").status_code == 403


def test_an_ended_special_subcommittee_takes_no_more_hand_overs(client: TestClient, world: World) -> None:
    officer = world.sign_in(client, "officer")
    code = world.write(
        organisations.form_special, world.actor("officer"), name="소통 특별분과", charge=charge(5)
    )
    world.write(process.publish_standard)
    agenda(world)
    assert "소통 특별분과</option>" in officer.get("/matters/new").text
    with clock.moved(timedelta(days=6)):
        officer = world.sign_in(another(client), "officer")
        assert "소통 특별분과</option>" not in officer.get("/matters/new").text
        assert "활동 기간이 끝난" in officer.get(f"/board/{code}/members").text
