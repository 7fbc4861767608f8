"""What a finished agenda changed is told by officers, and only once it is finished."""

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid
from app.proposals.actions import Happening, Origin, Standing, open_agenda, record, tell_story
from app.proposals.agendas.queries import stories
from app.proposals.rules import Channel, PathStep
from tests.world import World


def opened(world: World, *, finished: bool) -> int:
    def deed(db: Session) -> int:
        origin = Origin(Channel.WEB, "", "초록불이 짧아요", proposed_at=clock.now())
        agenda = open_agenda(db, title="건널목", summary="", origin=origin)
        assert agenda.id is not None
        standing = Standing(PathStep.CARRY_OUT, "마쳤습니다.", finished=finished)
        record(db, agenda.id, Happening("마쳤습니다."), standing=standing)
        return agenda.id

    return world.write(deed)


def test_a_finished_agenda_tells_what_changed(world: World) -> None:
    agenda_id = opened(world, finished=True)
    world.write(
        tell_story, world.actor("officer"), agenda_id, before="뛰어야 했어요", after="26초로 늘었습니다"
    )
    (story,) = world.read(stories)
    assert (story.before, story.after) == ("뛰어야 했어요", "26초로 늘었습니다")


def test_an_unfinished_agenda_has_no_story_yet(world: World) -> None:
    agenda_id = opened(world, finished=False)
    with pytest.raises(Conflict, match="마치지 않은"):
        world.write(tell_story, world.actor("officer"), agenda_id, before="", after="늘었습니다")


def test_officers_tell_it_and_say_what_changed(world: World) -> None:
    agenda_id = opened(world, finished=True)
    with pytest.raises(Forbidden):
        world.write(tell_story, world.actor("chair"), agenda_id, before="", after="늘었습니다")
    with pytest.raises(Invalid):
        world.write(tell_story, world.actor("officer"), agenda_id, before="뛰어야 했어요", after="")
    assert world.read(stories) == []
