"""What the tests of the public pages do again and again, with the service's own verbs."""

from datetime import datetime, timedelta

from app.accounts.rules import Level
from app.core import clock
from app.proposals import actions
from app.proposals.actions import Draft, Happening, Origin, Standing
from app.proposals.rules import Channel, PathStep, ProposalState
from tests.world import World


def propose(
    world: World, title: str, *, body: str = "함께 이야기해요.", dong: str = "창신1동", by: int = 1
) -> int:
    """A resident's proposal that nobody has read yet."""
    draft = Draft(title, body, f"{by}-{title}")
    return world.write(
        actions.propose, world.visitor(by), world.settings.secret, draft, dong_id=world.dongs[dong]
    )


def received(world: World, title: str, *, body: str = "함께 이야기해요.", dong: str = "창신1동") -> int:
    """A proposal an officer has received."""
    number = propose(world, title, body=body, dong=dong)
    world.write(actions.decide, world.actor("officer"), number, ProposalState.RECEIVED)
    return number


def agenda(world: World, title: str, *, dong: str | None = "창신1동", author: str = "이영자") -> int:
    """An agenda that came from a forum: 58 of 132 chose it."""
    origin = Origin(
        Channel.FORUM,
        "창신·숭인 권역 공론장",
        "계단에 손잡이가 있으면 좋겠어요.",
        clock.now() - timedelta(days=20),
        author,
        58,
        132,
        1,
        Level.OPEN,
    )
    opened = world.write(
        actions.open_agenda,
        title=title,
        summary="",
        origin=origin,
        zone_id=world.zones["창신·숭인"],
        dong_id=world.dongs[dong] if dong else None,
    )
    assert opened.id is not None
    return opened.id


def stand(
    world: World,
    agenda_id: int,
    step: PathStep,
    sentence: str,
    *,
    owed_by: str = "",
    due_at: datetime | None = None,
    finished: bool = False,
    evidence: str = "",
) -> None:
    """Something happened to an agenda, and now it stands there."""
    world.write(
        actions.record,
        agenda_id,
        Happening(sentence, evidence=evidence),
        standing=Standing(step, sentence, owed_by, due_at, finished),
    )
