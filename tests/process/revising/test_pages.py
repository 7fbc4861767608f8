"""Pages of revising, as a browser without scripts meets them: what is shown, what is given back, what files hold."""

import json
import re
from datetime import timedelta

import pytest
from httpx2 import Response
from lxml import etree
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core import clock
from app.process import actions as process
from app.process.drafts import actions, queries
from app.process.drafts.rules import mark
from app.process.exchange.bpmn_reading import from_bpmn
from app.process.exchange.yaml_files import from_yaml, to_yaml
from app.process.models import Template
from app.process.shapes.rules import to_store
from tests.process.revising.documents import standard
from tests.process.walk import handed
from tests.world import World, another, post


@pytest.fixture
def draft_id(world: World, client: TestClient) -> int:
    world.write(process.publish_standard)
    world.sign_in(client, "officer")
    return world.write(actions.begin, world.actor("officer"), "std-gu")


def fields(page: str) -> dict[str, list[str]]:
    """Every field of the stage's form as a browser would send it."""
    form = page[page.index('<form class="stage"') :]
    tree = etree.HTML(form[: form.index("</form>")])
    found: dict[str, list[str]] = {}
    for each in tree.iter("input", "textarea", "select"):
        name, kind = each.get("name"), each.get("type")
        if not name or name == "csrf" or (kind in ("checkbox", "radio") and each.get("checked") is None):
            continue
        if each.tag == "select":
            chosen = each.xpath("option[@selected]") or each.xpath("option")
            value = chosen[0].get("value")
        else:
            value = (each.text or "").removeprefix("\n") if each.tag == "textarea" else each.get("value", "")
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("code", ["std-gu", "std-contest", "std-budget"])
def test_a_form_that_is_saved_untouched_changes_nothing(client: TestClient, world: World, code: str) -> None:
    world.write(process.publish_standard)
    world.sign_in(client, "officer")
    one = world.write(actions.begin, world.actor("officer"), code)
    for stage in world.read(queries.draft, one).stages:
        address = f"/desk/drafts/{one}/stages/{stage['id']}"
        answer = post(client, address, fields(client.get(address).text))
        assert answer.status_code == 303, answer.text
    assert world.read(queries.draft, one).turn == 0


def test_every_field_can_be_changed_in_the_form(client: TestClient, world: World, draft_id: int) -> None:
    address = f"/desk/drafts/{draft_id}/stages/review"
    sent = fields(client.get(address).text)
    sent.update(
        name=["부서 답변"],
        name_en=["Answer"],
        purpose=["다른 일"],
        column=["답변"],
        path=["5"],
        responsible=["officer"],
        participants=["resident"],
        entry=["하나\n\n둘"],
        published=["셋"],
        outcomes=["넷"],
        sla_days=["9"],
        sla_kind=["working"],
        sla_origin=["P"],
        window=["5월"],
        cadence=["달마다"],
        consent_civil=["sub_chair"],
        consent_official=["officer", "reviewer"],
        two_key=["yes"],
        next=["council"],
        off=["hold", "close"],
        resident_sentence=["{department}를 기다립니다."],
        late_sentence=["늦습니다."],
        owes=["부서"],
        move_label=["답변으로"],
        origin=["A"],
    )
    sent["late_day"][0], sent["late_do"][0] = "5", "팀장 알림"
    sent["paper_name"][1], sent["paper_en"][1], sent["paper_needed"][1] = "답변서", "Answer", "no"
    sent["exit_text"][2], sent["exit_kind"][2], sent["exit_paper"][2] = (
        "답변서를 올렸습니다",
        "document",
        "답변서",
    )
    sent["exit_text"][0] = sent["exit_short"][0] = sent["exit_fix"][0] = ""
    assert post(client, address, sent).status_code == 303
    before = next(stage for stage in standard()["stages"] if stage["id"] == "review")
    after = next(stage for stage in world.read(queries.draft, draft_id).stages if stage["id"] == "review")
    assert {field for field in after if after[field] == before[field]} == {"id"}
    assert [each["check"] for each in after["exit"]] == ["opinions", "document:답변서"]
    assert after["exit"][1]["id"] == "check-1"
    assert after["consent"] == {"민": ["sub_chair"], "관": ["officer", "reviewer"]}
    assert after["entry"] == ["하나", "둘"]


def test_what_was_typed_comes_back_with_the_reason(client: TestClient, world: World, draft_id: int) -> None:
    address = f"/desk/drafts/{draft_id}/stages/refine"
    sent = fields(client.get(address).text)
    sent.update(sla_days=["서른"], name=[""], resident_sentence=["<b>{boss}"])
    answer = post(client, address, sent)
    assert answer.status_code == 422
    assert "기한 날수: 1부터 366까지" in answer.text
    assert "단계 이름: 비어 있습니다" in answer.text
    assert 'value="서른"' in answer.text
    assert "&lt;b&gt;{boss}" in answer.text
    sent.update(sla_days=["30"], name=["숙의"])
    answer = post(client, address, sent)
    assert answer.status_code == 422
    assert "중괄호에는" in answer.text


def test_who_came_second_sees_both_and_may_insist(client: TestClient, world: World, draft_id: int) -> None:
    address = f"/desk/drafts/{draft_id}/stages/refine"
    mine = fields(client.get(address).text)
    theirs = dict(mine, purpose=["먼저 적은 말"])
    assert post(world.sign_in(another(client), "officer"), address, theirs).status_code == 303
    mine["purpose"] = ["내가 적은 말"]
    answer = post(client, address, mine)
    assert answer.status_code == 409
    assert "적으신 것은 그대로 있습니다" in answer.text
    assert "<del>먼저 적은 말</del>" in answer.text
    assert "<ins>내가 적은 말</ins>" in answer.text
    assert post(client, address, fields(answer.text)).status_code == 303
    assert world.read(queries.draft, draft_id).stages[3]["purpose"] == "내가 적은 말"


def test_hostile_words_are_shown_as_words(client: TestClient, world: World, draft_id: int) -> None:
    now = world.read(queries.draft, draft_id).stages[3]
    bad = "<script>alert(1)</script>{{7*7}}"
    world.write(
        actions.save_stage,
        world.actor("officer"),
        draft_id,
        "refine",
        {**now, "purpose": bad, "published": [bad], "name": '‘"><img>'},
        seen=mark(now),
    )
    for page in ("", "/preview", "/comparison", "/publication", "/stages/refine"):
        text = client.get(f"/desk/drafts/{draft_id}{page}").text
        assert "<script>alert" not in text
        assert "<img>" not in text
        assert "49" not in re.findall(r"script&gt;(\d+)", text)


def test_files_of_a_version_hold_the_version(client: TestClient, world: World) -> None:
    world.write(process.publish_standard)
    told = client.get("/procedures/std-gu/1.0/yaml")
    assert told.headers["content-disposition"] == 'attachment; filename="std-gu-1.0.yaml"'
    assert from_yaml(told.content) == standard()
    assert from_bpmn(client.get("/procedures/std-gu/1.0/bpmn").content) == standard()
    for missing in ("/procedures/none", "/procedures/std-gu/9.9", "/procedures/std-gu/9.9/yaml"):
        assert client.get(missing).status_code == 404


def test_a_pasted_file_is_taken_in_or_comes_back_with_its_lines(
    client: TestClient, world: World, draft_id: int
) -> None:
    def send(code: str, **given: str) -> Response:
        return post(client, "/desk/procedures/imports", {"code": code, "turn": "0", **given})

    text = to_yaml(standard())
    broken = send("std-gu", text=text.replace("path: 1", "path: 8", 1))
    assert broken.status_code == 422
    assert "13번째 줄" in broken.text
    assert "path: 8" in broken.text
    assert send("std-gu").status_code == 422
    for nothing in ("<a>", "&a *a"):
        assert send("std-gu", text=nothing).status_code == 422
    other = send("std-contest", text=text)
    assert other.status_code == 422
    assert "다른 절차(std-gu)" in other.text
    taken = send("std-gu", text=text.replace("분과 숙의", "깊은 숙의"))
    assert taken.headers["location"] == f"/desk/drafts/{draft_id}/comparison"
    late = send("std-gu", text=text)
    assert late.status_code == 409
    assert "고친 것을 보고 다시 불러와" in late.text


def test_a_stage_that_was_drawn_does_not_pass_for_one_of_the_last_version(
    client: TestClient, world: World
) -> None:
    """Its figures over the years would be those of another stage."""
    world.write(process.publish_standard)

    def publish(db: Session) -> None:
        stages = json.loads(json.dumps(to_store(standard()["stages"])).replace('"budget"', '"stage-1"'))
        db.add(Template(code="std-gu", version="1.1", name="구", stages=stages, digest="d", base="1.0"))

    world.write(publish)
    drawn = client.get("/procedures/std-gu/1.1/bpmn").text.replace("stage-stage-1", "Activity_1x")
    world.sign_in(client, "officer")
    taken = post(client, "/desk/procedures/imports", {"code": "std-gu", "turn": "0", "text": drawn})
    assert taken.status_code == 303
    draft_id = int(taken.headers["location"].split("/")[3])
    ids = [stage["id"] for stage in world.read(queries.draft, draft_id).stages]
    assert "stage-2" in ids
    assert "stage-1" not in ids


def test_a_number_without_end_is_no_fault_of_the_service(client: TestClient, draft_id: int) -> None:
    endless = "9" * 5_000
    late = post(
        client, "/desk/procedures/imports", {"code": "std-gu", "turn": endless, "text": to_yaml(standard())}
    )
    assert late.status_code == 409
    assert post(client, "/forums", {"contest_id": endless}).status_code == 422


def test_publishing_by_form_and_pressing_twice(client: TestClient, world: World, draft_id: int) -> None:
    now = world.read(queries.draft, draft_id).stages[3]
    changed = {**now, "purpose": "현장에서 다듬는다"}
    world.write(actions.save_stage, world.actor("officer"), draft_id, "refine", changed, seen=mark(now))
    address = f"/desk/drafts/{draft_id}/publication"
    page = client.get(address).text
    assert "현장에서 다듬는다" in page
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    given = {"version": "1.1", "turn": "1", "key": key[1]}
    without = post(client, address, given | {"reason": ""})
    assert without.status_code == 422
    assert "왜 고쳤는지" in without.text
    for _ in range(2):
        done = post(client, address, given | {"reason": "협치회 의결"})
        assert done.headers["location"] == "/procedures/std-gu/1.1"
    shown = client.get("/procedures/std-gu").text
    assert "협치회 의결" in shown
    assert "1.0판과 달라진 것" in shown
    assert "<ins>현장에서 다듬는다</ins>" in client.get("/procedures/std-gu/1.1/changes").text
    assert "지난 판입니다" in client.get("/procedures/std-gu/1.0").text
    assert client.get(f"/desk/drafts/{draft_id}").status_code == 404


def test_the_guidebook_is_made_from_the_version(client: TestClient, world: World) -> None:
    world.write(process.publish_standard)
    text = client.get("/procedures/std-gu/1.0/guidebook").text
    for stage in standard()["stages"]:
        for words in (
            stage["name"],
            stage["purpose"],
            *stage["entry"],
            *(each["text"] for each in stage["exit"]),
            *(each["name"] for each in stage["required_documents"]),
            *(each["when"] for each in stage["side_exits"]),
            *(each["do"].replace("'", "&#39;") for each in stage["escalation"]),
            *stage["published"],
        ):
            assert words in text, words
    assert "근무일 5일" in text
    assert re.search(r"예: \d+월 \d+일\(.\)에 시작하면 \d+월 \d+일\(.\)까지", text)
    assert "민과 관이 모두 합의해야" in text
    assert "{due}" not in text


def test_an_example_of_the_guidebook_passes_over_a_feast(client: TestClient, world: World) -> None:
    world.write(process.publish_standard)
    with clock.moved(timedelta(days=1)):
        text = client.get("/procedures/std-gu/1.0/guidebook").text
    assert re.search(r"쉬는 날 빼고: \d+월 \d+일\(.\) \S+", text)


def test_the_matters_page_says_which_version_it_follows(client: TestClient, world: World) -> None:
    matter_id = handed(world)
    text = world.sign_in(client, "chair").get(f"/matters/{matter_id}").text
    assert '<a href="/procedures/std-gu/1.0">협치 의제 표준 프로세스 1.0판</a>' in text
