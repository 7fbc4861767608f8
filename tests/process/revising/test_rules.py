"""By-laws of writing a procedure: what is wrong is said, what differs is told, ids stay, buttons do what they say."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.process.comparisons.rules import What, compare, moved
from app.process.comparisons.words import spoken_check, spoken_clock
from app.process.drafts import rules
from app.process.drafts.rules import Way
from app.process.exits.rules import USUAL, SideExit
from app.process.faults.rules import faults, reached
from app.process.procedures.pictures import picture
from app.process.shapes.rules import document, of_stored, one_stage, to_store
from app.process.stages.rules import END, read
from tests.process.revising.documents import ALL, Raw, rows, standard
from tests.process.revising.documents import stages as any_stage

GU: list[Raw] = standard()["stages"]


def changed(stage_id: str, **fields: Any) -> list[Raw]:
    return [{**stage, **fields} if stage["id"] == stage_id else stage for stage in deepcopy(GU)]


def grave(stages: list[Raw], code: str = "std-gu") -> list[tuple[str, str]]:
    return [(fault.stage_id, fault.field) for fault in faults(code, stages, GU) if fault.grave]


# -- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", ALL, ids=lambda one: one["code"])
def test_the_standard_procedures_have_no_grave_fault(one: Raw) -> None:
    assert [each for each in faults(one["code"], one["stages"], one["stages"]) if each.grave] == []


@pytest.mark.parametrize(
    ("stage_id", "fields", "field"),
    [
        ("refine", {"exit": []}, "exit"),
        ("refine", {"sla": None, "window": ""}, "sla"),
        ("review", {"sla": None, "window": "5월"}, "escalation"),
        ("review", {"escalation": [{"day": 9, "do": "ㄱ"}, {"day": 3, "do": "ㄴ"}]}, "escalation"),
        ("plan", {"consent": {"민": [], "관": ["reviewer"]}}, "consent"),
        ("plan", {"consent": {"민": ["sub_chair"], "관": ["councillor"]}}, "consent"),
        ("plan", {"required_documents": []}, "papers"),
        ("plan", {"name": "부서 검토"}, "name"),
        ("handover", {"exit": GU[0]["exit"]}, "exit"),
        ("refine", {"exit": [{**GU[0]["exit"][0], "check": "accepted"}]}, "exit"),
        ("discover", {"next": "handover"}, "next"),
        ("refine", {"resident_sentence": "{dong}에서"}, "resident_sentence"),
    ],
)
def test_what_would_go_wrong_is_said_with_its_place(stage_id: str, fields: Raw, field: str) -> None:
    assert (stage_id, field) in grave(changed(stage_id, **fields))


def test_a_stage_nobody_comes_to_is_found() -> None:
    skipping = changed("refine", next="plan")
    assert ("review", "next") in grave(skipping)
    assert reached(skipping) == {stage["id"] for stage in GU} - {"review"}
    assert reached(changed("plan", next=END)) == {stage["id"] for stage in GU[:6]}
    assert any(box.unreached for box in picture(skipping).boxes)


def test_the_stages_the_service_puts_matters_at_stay_in_front() -> None:
    assert grave(GU[1:])[0] == ("", "order")
    assert grave(rules.moved(GU, "handover", Way.DOWN))[0] == ("", "order")
    contest = standard("std-contest")["stages"]
    assert not [each for each in faults("std-contest", contest[1:], contest) if each.grave]


def test_a_stage_under_another_id_is_found() -> None:
    renamed = [{**stage, "id": "refine-2"} if stage["id"] == "refine" else stage for stage in GU]
    assert ("refine-2", "id") in grave(renamed)


def test_smaller_things_are_said_and_do_not_stop() -> None:
    small = changed("refine", published=[], entry=[], late_sentence="")
    told = {fault.field for fault in faults("std-gu", small, GU) if not fault.grave}
    assert {"published", "entry", "late_sentence"} <= told
    assert grave(small) == []


# -- comparison ---------------------------------------------------------------------------------------------------


def test_a_changed_clock_is_told_in_words() -> None:
    compared = compare(GU, changed("refine", sla={"days": 40, "kind": "working", "origin": "A"}))
    (stage,) = compared.stages
    assert (stage.name, stage.whats, stage.before) == ("분과 숙의", (What.CHANGED,), 4)
    assert [(each.label, each.before, each.after) for each in stage.fields] == [
        ("기한", "30일 (근거 A)", "근무일 40일 (근거 A)")
    ]
    assert compared.in_words == "고침 1"
    assert not compared.structural


def test_lines_that_come_and_go_are_told() -> None:
    compared = compare(GU, changed("refine", outcomes=["보완", "현장 방문"]))
    (change,) = compared.stages[0].fields
    assert change.come == ("현장 방문",)
    assert "보류" in change.gone
    assert "보완" not in (*change.gone, *change.come)


def test_added_removed_and_moved_stages_are_told() -> None:
    after = rules.moved(
        rules.removed(rules.added(GU, "plan", "시범 실행", ()), "budget"), "evaluate", Way.DOWN
    )
    compared = compare(GU, after)
    told = {(stage.name, *stage.whats) for stage in compared.stages}
    assert ("시범 실행", What.ADDED) in told
    assert ("예산·확정", What.REMOVED) in told
    assert sum(What.MOVED in stage.whats for stage in compared.stages) == 1, "the fewest that moved"
    assert compared.structural


@settings(max_examples=60, deadline=None)
@given(rows(4), rows(4))
def test_a_comparison_tells_whether_and_both_ways(one: list[Raw], other: list[Raw]) -> None:
    other = [
        {**stage, "id": one[n]["id"]} if n < len(one) and n % 2 else stage for n, stage in enumerate(other)
    ]
    if len({stage["id"] for stage in other}) < len(other):
        return
    there, back = compare(one, other), compare(other, one)
    assert there.same == (one == other)
    assert compare(one, deepcopy(one)).same
    for mine, theirs in ((What.ADDED, What.REMOVED), (What.CHANGED, What.CHANGED), (What.MOVED, What.MOVED)):
        assert there.count(mine) == back.count(theirs)
    both = {stage["id"] for stage in one} & {stage["id"] for stage in other}
    for change in there.stages:
        assert (change.stage_id in both) == (
            What.ADDED not in change.whats and What.REMOVED not in change.whats
        )


@settings(max_examples=60, deadline=None)
@given(rows(3), st.data())
def test_no_change_of_a_field_is_silent(stages: list[Raw], data: st.DataObject) -> None:
    new = data.draw(any_stage(stages[0]["id"]))
    for field in new:
        after = [{**stages[0], field: new[field]}, *stages[1:]]
        compared = compare(stages, after)
        told = [change.field for stage in compared.stages for change in stage.fields]
        assert told == ([field] if new[field] != stages[0][field] else [])


@given(st.permutations("abcdefg"))
def test_the_fewest_are_moved(order: list[str]) -> None:
    shifted = moved("abcdefg", order)
    kept = [each for each in order if each not in shifted]
    assert kept == sorted(kept)
    if order != list("abcdefg"):
        assert shifted
    else:
        assert not shifted


def test_words_for_checks_and_clocks() -> None:
    assert spoken_check("working_group:2:1") == "워킹그룹에 민 2명, 관 1명 이상"
    assert spoken_check("document:의결서") == "‘의결서’ 문서가 올라옴"
    assert spoken_clock({"days": 5, "kind": "working"}) == "근무일 5일"
    assert set(USUAL) == set(SideExit)


# -- the row of stages --------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "up", "down", "remove", "split"]), st.integers(0, 40)), max_size=12
    )
)
def test_whatever_buttons_are_pressed_ids_stay_and_the_shape_holds(presses: list[tuple[str, int]]) -> None:
    stages, taken = deepcopy(GU), {stage["id"] for stage in GU}
    for deed, number in presses:
        ids = [stage["id"] for stage in stages]
        one = ids[number % len(ids)]
        if deed == "add":
            stages = rules.added(stages, one, "새 단계", taken)
        elif deed == "split":
            stages = rules.split(stages, one, "나눈 단계", set(), taken)
        elif deed == "remove" and len(stages) > 1:
            stages = rules.removed(stages, one)
        elif deed in ("up", "down"):
            stages = rules.moved(stages, one, Way(deed))
        stages, _ = rules.straightened(stages)
        now = [stage["id"] for stage in stages]
        assert len(set(now)) == len(now)
        assert not (set(now) - set(ids)) & taken, "a new stage never takes an old one's id"
        assert (
            document(
                {
                    "format": "gongron-procedure/1",
                    "code": "x",
                    "version": "1.0",
                    "name": "이",
                    "stages": stages,
                }
            )[1]
            == []
        )


def test_splitting_takes_criteria_papers_and_the_gate_along() -> None:
    ids = {each["id"] for each in GU[6]["exit"] if each["check"].startswith("document")}
    stages = rules.split(GU, "council", "의결 확인", ids, set())
    first, second = stages[6], stages[7]
    assert {each["id"] for each in first["exit"]} | {each["id"] for each in second["exit"]} == {
        each["id"] for each in GU[6]["exit"]
    }
    assert [each["name"] for each in second["required_documents"]] == ["의결서"]
    assert second["two_key"]
    assert not first["two_key"]
    assert second["consent"] == GU[6]["consent"]
    assert one_stage(first)[1] == one_stage(second)[1] == []
    assert standard()["stages"] == GU, "nothing is changed in place"


def test_a_jump_that_no_longer_leads_onward_is_straightened() -> None:
    skipping = changed("refine", next="plan")
    stages, bent = rules.straightened(rules.removed(skipping, "plan"))
    assert bent == ("분과 숙의",)
    assert stages[3]["next"] == ""
    stages, bent = rules.straightened(rules.removed(skipping, "review"))
    assert bent == (), "it leads to the stage below now, which says the same"


def test_a_jump_and_an_end_are_followed_by_matters() -> None:
    process = read("x", "1.0", "이", to_store(changed("refine", next="plan")))
    assert process.after("refine") is process.stage("plan")
    assert process.before("plan") is process.stage("refine")
    ending = read("x", "1.0", "이", to_store(changed("plan", next=END)))
    assert ending.after("plan") is None


def test_versions_count_on() -> None:
    assert rules.next_version("1.9", structural=False) == "1.10"
    assert rules.next_version("1.9", structural=True) == "2.0"
    assert rules.is_newer("1.10", "1.9")
    assert not rules.is_newer("1.9", "1.10")
    assert not rules.is_newer("1.1; drop", "1.0")


def test_an_older_version_has_every_side_exit() -> None:
    assert [each["kind"] for each in of_stored([{"id": "a"}])[0]["side_exits"]] == [
        each.value for each in SideExit
    ]
    assert of_stored(to_store(GU)) == GU
