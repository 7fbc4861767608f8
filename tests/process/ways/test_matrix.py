"""Role × stage × action: who may press what where, as one table that can be read. Whoever may not changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict, Forbidden, Refused, SignInNeeded
from app.core.labels import Side
from app.organisations.actors import Actor
from app.process import access, actions
from app.process.exits import actions as exits
from app.process.exits.rules import SideExit
from app.process.models import Matter
from app.process.rules import Verdict
from tests.process.walk import handed, matter, meet, sheet, walk_to
from tests.process.ways.going import SIGNED
from tests.world import PEOPLE, World

# c chair, o officer, r reviewer who was asked, m member in the working group, k civil and K official co-chair.
# Never: the other chair, the other reviewer, facilitator, administrator.
WHO = {
    "chair": "c",
    "officer": "o",
    "reviewer": "r",
    "member": "m",
    "co_chair": "k",
    "official_co_chair": "K",
}
STAGES = ["handover", "refine", "review", "plan", "council", "budget", "implement", "evaluate", "feedback"]
TABLE = """
accept            c    c    c    c    c    c    c    c    c
assign            o    o    o    o    o    o    o    o    o
fill              co   co   cor  cor  cokK co   cor  cor  cokK
ask               co   co   co   co   co   co   co   co   co
advance           c    c    cr   cr   ckK  co   cr   cr   cokK
skip              c    c    cr   cr   ckK  co   cr   cr   cokK
back              c    c    cr   cr   ckK  co   cr   cr   cokK
consent-civil     c    c    -    c    k    -    m    c    k
consent-official  o    -    r    r    K    o    r    r    K
supplement        co   co   cor  cor  cor  cor  cor  cor  cor
hold              co   co   co   co   cokK co   co   co   cokK
merge             co   co   co   co   co   co   co   co   co
split             co   co   co   co   co   co   co   co   co
complaint         o    o    o    o    o    o    o    o    o
withdraw          co   co   co   co   co   co   co   co   co
close             co   co   co   co   cokK co   co   co   cokK
resume            co   co   co   co   co   co   co   co   co
"""
ROWS = {row.split()[0]: dict(zip(STAGES, row.split()[1:], strict=True)) for row in TABLE.split("\n") if row}
Deed = Callable[[Session, Actor, Matter], object]


class Undone(Exception):
    """Whatever was tried is taken back."""


def deeds(world: World, target: int) -> dict[str, Deed]:
    """Each with everything it asks for, so that only the seat decides."""
    until = clock.seoul(clock.now()).date().replace(day=1)
    until = until.replace(year=until.year + (until.month == 12), month=until.month % 12 + 1)
    welfare = world.departments["복지정책과"]

    def said(matter: Matter) -> dict[str, Any]:
        return {"reason": "그럴 까닭이 있습니다.", "expect": matter.turn}

    def pausing(kind: SideExit) -> Deed:
        return lambda db, who, m: exits.pause(
            db, who, m.id or 0, kind, until=until, asked="제안한 분", **said(m)
        )

    return {
        "accept": lambda db, who, m: access.to_accept(db, who, m.id or 0),
        "assign": lambda db, who, m: access.to_assign(db, who, m.id or 0),
        "fill": lambda db, who, m: actions.add_document(db, who, m.id or 0, name="메모", body="적음"),
        "ask": lambda db, who, m: actions.request_opinions(db, who, m.id or 0, [welfare]),
        "advance": lambda db, who, m: actions.advance(db, who, m.id or 0, expect=m.turn),
        "skip": lambda db, who, m: actions.skip(db, who, m.id or 0, **said(m)),
        "back": lambda db, who, m: actions.go_back(db, who, m.id or 0, **said(m)),
        "consent-civil": lambda db, who, m: actions.consent(db, who, m.id or 0, Side.CIVIL, agreed=True),
        "consent-official": lambda db, who, m: actions.consent(
            db, who, m.id or 0, Side.OFFICIAL, agreed=True
        ),
        "supplement": pausing(SideExit.SUPPLEMENT),
        "hold": pausing(SideExit.HOLD),
        "merge": lambda db, who, m: exits.merge(db, who, m.id or 0, target, signed=SIGNED, **said(m)),
        "split": lambda db, who, m: exits.split(db, who, m.id or 0, ["하나", "둘"], **said(m)),
        "complaint": lambda db, who, m: exits.send_as_complaint(
            db, who, m.id or 0, asked="도로과", **said(m)
        ),
        "withdraw": lambda db, who, m: exits.withdraw(db, who, m.id or 0, signed=SIGNED, **said(m)),
        "close": lambda db, who, m: exits.close(db, who, m.id or 0, **said(m)),
        "resume": lambda db, who, m: exits.resume(db, who, m.id or 0, **said(m)),
    }


def may(world: World, who: str, deed: Deed, number: int) -> bool:
    """Is it this seat's to do? What is missing may still stand in the way. Everything is taken back."""
    found: list[Refused] = []

    def try_it(db: Session) -> None:
        actor = world.actor(who) if who else world.visitor()
        try:
            deed(db, actor, db.get_one(Matter, number))
        except Refused as refusal:
            found.append(refusal)
        raise Undone

    with pytest.raises(Undone):
        world.write(try_it)
    if not found:
        return True
    if isinstance(found[0], SignInNeeded | Forbidden):
        return False
    return not (isinstance(found[0], Conflict) and "쪽 합의 확인이 없습니다" in found[0].sentence)


def test_who_may_press_what_at_which_stage(world: World) -> None:
    number, target = handed(world), handed(world, "다른 의제")
    member = world.actor("member")
    world.write(actions.accept, world.actor("chair"), number)
    meet(world, number, sheet(world, number).stage.exits[1])
    world.write(
        actions.add_group_member,
        world.actor("chair"),
        number,
        name=member.name,
        seat="분과위원",
        side=Side.CIVIL,
    )
    tried = deeds(world, target)
    assert set(tried) == set(ROWS)
    found: dict[str, dict[str, str]] = {name: {} for name in ROWS}
    for stage in STAGES:
        walk_to(world, number, stage)
        if stage == "review":
            road = world.departments["도로과"]
            world.write(actions.request_opinions, world.actor("chair"), number, [road])
        for name, deed in tried.items():
            if name == "resume":
                continue
            allowed = [who for who in ("", *PEOPLE) if may(world, who, deed, number)]
            found[name][stage] = "".join(WHO.get(who, f"<{who}>") for who in allowed) or "-"
        turn = matter(world, number).turn
        said: dict[str, Any] = {"reason": "잠시", "expect": turn}
        until = clock.seoul(clock.now()).date().replace(year=clock.now().year + 1, day=1)
        world.write(exits.pause, world.actor("chair"), number, SideExit.HOLD, until=until, **said)
        allowed = [who for who in ("", *PEOPLE) if may(world, who, tried["resume"], number)]
        found["resume"][stage] = "".join(WHO.get(who, f"<{who}>") for who in allowed) or "-"
        world.write(
            exits.resume, world.actor("chair"), number, reason="다시", expect=matter(world, number).turn
        )
        if stage == "review":
            world.write(
                actions.answer_opinion,
                world.actor("reviewer"),
                sheet(world, number).opinions[0].id,
                verdict=Verdict.FIT,
                grounds="됩니다.",
            )
    order = {letter: n for n, letter in enumerate("cormkK")}
    wrong = [
        f"{name} at {stage}: {got} may, {ROWS[name][stage]} should"
        for name, row in found.items()
        for stage, got in row.items()
        if sorted(got, key=lambda one: order.get(one, 9))
        != sorted(ROWS[name][stage], key=lambda one: order.get(one, 9))
    ]
    assert wrong == []


def test_what_the_page_offers_is_what_may_be_done(world: World) -> None:
    """The same table, seen from the page: no button that is refused for its seat, none missing."""
    number, target = handed(world), handed(world, "다른 의제")
    tried = deeds(world, target)
    for stage in ("refine", "council", "budget"):
        walk_to(world, number, stage)
        for who in PEOPLE:
            offered = world.read(access.powers, world.actor(who), number)
            assert {kind for kind in SideExit if may(world, who, tried[kind.value], number)} == set(
                offered.exits
            ), (stage, who)
            assert offered.move == may(world, who, tried["advance"], number), (stage, who)
            assert offered.fill == may(world, who, tried["fill"], number), (stage, who)
