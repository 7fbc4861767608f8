"""By-laws of revising: who may, what two officers at once meet, what a published version is, what matters follow."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.process import actions as process
from app.process import queries as process_queries
from app.process.deadlines import actions as closed
from app.process.deadlines import queries as closed_queries
from app.process.drafts import actions, queries
from app.process.drafts.models import Draft, DraftEdit
from app.process.drafts.publishing import publish
from app.process.drafts.queries import DraftView
from app.process.drafts.rules import Way, mark
from app.process.models import Template
from app.process.procedures import queries as procedures
from tests.process.revising.documents import standard
from tests.process.walk import URBAN, agenda, fulfil, matter, press, sheet
from tests.world import World

KEY = "k" * 32


def begun(world: World, code: str = "std-gu") -> int:
    world.write(process.publish_standard)
    return world.write(actions.begin, world.actor("officer"), code)


def draft(world: World, draft_id: int) -> DraftView:
    return world.read(queries.draft, draft_id)


def stage(world: World, draft_id: int, stage_id: str = "refine", **fields: Any) -> tuple[dict[str, Any], str]:
    """The stage with these fields changed, and the mark of what stands there now."""
    now = next(each for each in draft(world, draft_id).stages if each["id"] == stage_id)
    return {**now, **fields}, mark(now)


def save(world: World, draft_id: int, stage_id: str = "refine", **fields: Any) -> bool:
    new, seen = stage(world, draft_id, stage_id, **fields)
    return world.write(actions.save_stage, world.actor("officer"), draft_id, stage_id, new, seen=seen)


def published(
    world: World, draft_id: int, *, version: str = "1.1", key: str = KEY, reason: str = "협치회 의결"
) -> Template:
    turn = draft(world, draft_id).turn
    return world.write(
        lambda db: publish(
            db, world.actor("officer"), draft_id, version=version, reason=reason, turn=turn, key=key
        ).model_copy()
    )


# -- who ----------------------------------------------------------------------------------------------------------


def test_officers_alone_revise(world: World) -> None:
    draft_id = begun(world)
    for who in ("chair", "member", "facilitator", "reviewer", "co_chair", "official_co_chair", "admin"):
        with pytest.raises(Forbidden):
            world.write(actions.begin, world.actor(who), "std-gu")
        with pytest.raises(Forbidden):
            world.write(actions.rename, world.actor(who), draft_id, "다른 이름")
        with pytest.raises(Forbidden):
            world.write(closed.add_closed_day, world.actor(who), date(2099, 1, 2), name="쉼")
    with pytest.raises(SignInNeeded):
        world.write(actions.begin, world.visitor(), "std-gu")


def test_whoever_comes_second_joins_the_draft_that_is_there(world: World) -> None:
    draft_id = begun(world)
    assert world.write(actions.begin, world.actor("officer"), "std-gu") == draft_id
    assert world.write(actions.begin, world.actor("officer"), "std-contest") != draft_id
    with pytest.raises(NotFound):
        world.write(actions.begin, world.actor("officer"), "std-none")


# -- writing ------------------------------------------------------------------------------------------------------


def test_a_saved_stage_is_told_and_can_be_taken_back(world: World) -> None:
    draft_id = begun(world)
    assert draft(world, draft_id).comparison.same
    assert save(world, draft_id, purpose="쟁점을 현장에서 살핀다")
    shown = draft(world, draft_id)
    assert shown.comparison.in_words == "고침 1"
    assert shown.edits[0].what == "‘분과 숙의’ 단계를 고침"
    assert shown.edits[0].who == "협치추진단 서○"
    world.write(actions.undo, world.actor("officer"), draft_id, shown.edits[0].id)
    assert draft(world, draft_id).comparison.same
    with pytest.raises(Conflict):
        world.write(actions.undo, world.actor("officer"), draft_id, shown.edits[0].id)


def test_of_two_officers_in_one_stage_the_second_is_told_and_may_insist(world: World) -> None:
    draft_id, officer = begun(world), world.actor("officer")
    mine, seen = stage(world, draft_id, purpose="내가 적은 것")
    save(world, draft_id, purpose="먼저 적은 것")
    with pytest.raises(Conflict) as refusal:
        world.write(actions.save_stage, officer, draft_id, "refine", mine, seen=seen)
    assert refusal.value.places["who"] == "협치추진단 서○"
    assert next(s for s in draft(world, draft_id).stages if s["id"] == "refine")["purpose"] == "먼저 적은 것"
    _, now = stage(world, draft_id)
    assert world.write(actions.save_stage, officer, draft_id, "refine", mine, seen=now)
    assert [edit.what for edit in draft(world, draft_id).edits] == ["‘분과 숙의’ 단계를 고침"] * 2


def test_two_officers_in_different_stages_do_not_disturb_each_other(world: World) -> None:
    draft_id, officer = begun(world), world.actor("officer")
    mine, seen = stage(world, draft_id, "plan", purpose="내가 적은 것")
    save(world, draft_id, "refine", purpose="남이 적은 것")
    assert world.write(actions.save_stage, officer, draft_id, "plan", mine, seen=seen)
    assert draft(world, draft_id).comparison.in_words == "고침 2"


def test_the_same_form_sent_again_changes_nothing(world: World) -> None:
    draft_id, officer = begun(world), world.actor("officer")
    mine, seen = stage(world, draft_id, purpose="한 번")
    assert world.write(actions.save_stage, officer, draft_id, "refine", mine, seen=seen)
    assert not world.write(actions.save_stage, officer, draft_id, "refine", mine, seen=seen)
    assert draft(world, draft_id).turn == 1


def test_a_stage_that_cannot_be_is_not_stored_and_says_where(world: World) -> None:
    draft_id = begun(world)
    with pytest.raises(Invalid) as refusal:
        save(world, draft_id, sla={"days": "스물", "kind": "", "origin": ""}, name="")
    assert {"sla.days", "sla.kind", "name"} <= set(refusal.value.errors)
    assert draft(world, draft_id).turn == 0


def test_buttons_work_on_the_order_that_was_seen(world: World) -> None:
    draft_id, officer = begun(world), world.actor("officer")
    order = draft(world, draft_id).order
    new = world.write(actions.add_stage, officer, draft_id, "refine", "현장 확인", order)
    assert [each["id"] for each in draft(world, draft_id).stages][3:6] == ["refine", new, "review"]
    for deed, args in (
        (actions.move_stage, ("plan", Way.UP, order)),
        (actions.remove_stage, ("plan", order, "")),
        (actions.split_stage, ("plan", "둘", (), order)),
        (actions.add_stage, ("plan", "또", order)),
    ):
        with pytest.raises(Conflict):
            world.write(deed, officer, draft_id, *args)
    shown = draft(world, draft_id)
    world.write(actions.move_stage, officer, draft_id, new, Way.DOWN, shown.order)
    shown = draft(world, draft_id)
    assert shown.stages[5]["id"] == new
    with pytest.raises(Conflict):
        world.write(actions.remove_stage, officer, draft_id, new, shown.order, "older")
    world.write(actions.remove_stage, officer, draft_id, new, shown.order, mark(shown.stages[5]))
    assert draft(world, draft_id).comparison.same
    assert draft(world, draft_id).turn == 3


def test_a_file_becomes_the_draft_and_can_be_taken_back(world: World) -> None:
    draft_id, officer = begun(world), world.actor("officer")
    file = standard()
    file["stages"][3]["purpose"] = "파일에서"
    with pytest.raises(Invalid, match="다른 절차"):
        world.write(actions.take_in, officer, "std-contest", file, turn=0)
    assert world.write(actions.take_in, officer, "std-gu", file, turn=0) == draft_id
    with pytest.raises(Conflict):
        world.write(actions.take_in, officer, "std-gu", file, turn=0)
    shown = draft(world, draft_id)
    assert shown.edits[0].what == "파일에서 불러옴(고침 1)"
    world.write(actions.undo, officer, draft_id, shown.edits[0].id)
    assert draft(world, draft_id).comparison.same


def test_giving_up_leaves_the_version_in_force(world: World) -> None:
    draft_id, officer = begun(world), world.actor("officer")
    save(world, draft_id, purpose="다른 것")
    with pytest.raises(Conflict):
        world.write(actions.give_up, officer, draft_id, 0)
    world.write(actions.give_up, officer, draft_id, 1)
    with pytest.raises(NotFound):
        draft(world, draft_id)
    assert world.read(lambda db: list(db.exec(select(DraftEdit)).all())) == []
    newest = world.read(process_queries.latest_template, "std-gu")
    assert newest is not None
    assert newest.version == "1.0"


# -- publishing ---------------------------------------------------------------------------------------------------


def test_publishing_keeps_who_when_and_why_and_ends_the_draft(world: World) -> None:
    draft_id = begun(world)
    save(world, draft_id, sla={"days": 40, "kind": "calendar", "origin": "A"})
    version = published(world, draft_id, reason="2026년 12월 협치회 의결")
    shown = world.read(procedures.procedure, "std-gu")
    assert (shown.version, shown.reason, shown.by, shown.base) == (
        "1.1",
        "2026년 12월 협치회 의결",
        "협치추진단 서○",
        "1.0",
    )
    assert version.account_id == world.accounts["officer"]
    assert world.read(lambda db: db.exec(select(Draft)).first()) is None
    _, compared = world.read(procedures.changes, "std-gu", "1.1")
    assert compared.stages[0].fields[0].after == "40일 (근거 A)"
    with pytest.raises(NotFound):
        world.read(procedures.changes, "std-gu", "1.0")


def test_the_same_press_again_is_the_same_version(world: World) -> None:
    draft_id = begun(world)
    save(world, draft_id, purpose="다른 것")
    first = published(world, draft_id)
    again = world.write(
        lambda db: (
            publish(
                db, world.actor("officer"), draft_id, version="1.1", reason="협치회 의결", turn=1, key=KEY
            ).id
        )
    )
    assert again == first.id


def test_what_is_not_ready_is_not_published(world: World) -> None:
    draft_id = begun(world)
    with pytest.raises(Conflict, match="달라진 것이 없어"):
        published(world, draft_id)
    save(world, draft_id, exit=[])
    with pytest.raises(Conflict, match="고쳐야 펴낼 수 있는 것이"):
        published(world, draft_id)
    new, seen = stage(world, draft_id, exit=standard()["stages"][3]["exit"], purpose="다른 것")
    world.write(actions.save_stage, world.actor("officer"), draft_id, "refine", new, seen=seen)
    for version in ("1.0", "0.9", "두 번째", "1.1.1", ""):
        with pytest.raises(Invalid, match="큰 번호"):
            published(world, draft_id, version=version)
    with pytest.raises(Invalid, match="왜 고쳤는지"):
        published(world, draft_id, reason="")
    with pytest.raises(Conflict, match="고친 것을 보고"):
        world.write(
            publish, world.actor("officer"), draft_id, version="1.1", reason="의결", turn=0, key="x" * 32
        )
    assert published(world, draft_id).version == "1.1"


def test_a_draft_of_an_older_version_is_not_published_over_a_newer(world: World) -> None:
    draft_id = begun(world)
    save(world, draft_id, purpose="다른 것")
    with clock.moved(timedelta(minutes=1)):
        world.write(process.publish_template, "std-gu", "1.5", "표준", _stored())
        with pytest.raises(Conflict, match=r"그사이 .*판이 나왔습니다"):
            published(world, draft_id, version="2.0")


def _stored() -> list[dict[str, Any]]:
    stages = [{"no": n, **each} for n, each in enumerate(standard()["stages"], 1)]
    stages[0]["purpose"] = "명령으로 펴낸 것"
    return stages


def test_old_matters_keep_their_version_and_new_ones_take_the_newest(world: World) -> None:
    draft_id, officer = begun(world), world.actor("officer")
    old = world.write(process.hand_over, officer, agenda(world, "먼저"), world.subcommittees[URBAN])
    order = draft(world, draft_id).order
    new_stage = world.write(actions.add_stage, officer, draft_id, "handover", "현장 확인", order)
    save(
        world,
        draft_id,
        new_stage,
        exit=[
            {"id": "seen", "text": "현장을 보았습니다", "text_short": "현장", "check": "recorded", "fix": ""}
        ],
        sla={"days": 2, "kind": "working", "origin": ""},
    )
    with clock.moved(timedelta(minutes=1)):
        assert draft(world, draft_id).next_version == "2.0"
        published(world, draft_id, version="2.0")
        new = world.write(process.hand_over, officer, agenda(world, "나중"), world.subcommittees[URBAN])
        assert (sheet(world, old).procedure.version, sheet(world, old).procedure.newest) == ("1.0", "2.0")
        assert sheet(world, new).procedure.version == "2.0"
        for matter_id, following in ((old, "refine"), (new, new_stage)):
            fulfil(world, matter_id)
            press(world, matter_id)
            assert matter(world, matter_id).stage_id == following


# -- days off -----------------------------------------------------------------------------------------------------


def test_closed_days_are_kept_once_and_can_be_taken_back(world: World) -> None:
    officer, day = world.actor("officer"), date(2099, 5, 4)
    world.write(closed.add_closed_day, officer, day, name="구민의 날")
    world.write(closed.add_closed_day, officer, day, name="구민의 날")
    with pytest.raises(Conflict, match="이미"):
        world.write(closed.add_closed_day, officer, day, name="다른 날")
    (row,) = world.read(closed_queries.closed_days)
    assert day in world.read(closed_queries.days_off)
    assert world.write(closed.remove_closed_day, officer, row.id or 0) == "구민의 날"
    with pytest.raises(NotFound):
        world.write(closed.remove_closed_day, officer, row.id or 0)


def test_a_clock_of_working_days_passes_over_a_closed_day(world: World) -> None:
    """A matter that is handed over on the eve of a day the district is closed has a day more."""
    draft_id, officer = begun(world), world.actor("officer")
    save(world, draft_id, "handover", sla={"days": 1, "kind": "working", "origin": ""})
    published(world, draft_id)

    def due(title: str) -> date:
        handed = world.write(process.hand_over, officer, agenda(world, title), world.subcommittees[URBAN])
        at = matter(world, handed).due_at
        assert at is not None
        return clock.seoul(at).date()

    before = due("보통 날")
    world.write(closed.add_closed_day, officer, before, name="임시공휴일")
    after = due("쉬는 날 앞")
    assert after > before
    assert after not in world.read(closed_queries.days_off)
    told = matter(world, 1).due_at
    assert told is not None
    assert clock.seoul(told).date() == before, "what was told stays"
