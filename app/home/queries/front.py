"""The front page: the map, what one can join now, what became of proposals."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.core.settings import PROJECT
from app.forums import queries as forums
from app.forums.queries import ContestView, ForumView
from app.forums.rules import ContestAct, PhaseKind
from app.home import rules
from app.live.meetings import queries as meetings
from app.live.meetings.queries import OnNow
from app.live.people import queries as people
from app.organisations import queries as organisations
from app.proposals.agendas import queries as agendas
from app.proposals.agendas.queries import Story
from app.proposals.listing import queries as listing
from app.proposals.listing.rules import Wanted
from app.proposals.listing.tallies import Tally, tally
from app.proposals.listing.things import Row

PATCHWORK = PROJECT / "app" / "organisations" / "data" / "patchwork.json"
POP_ROWS = 2
CARDS = 6
GALLERY = 3


@cache
def patchwork() -> dict[str, Any]:
    """The drawing: viewbox, and per dong code its shape and where its name stands."""
    drawing: dict[str, Any] = json.loads(PATCHWORK.read_text("utf-8"))
    return drawing


@dataclass(frozen=True)
class Patch:
    """One dong on the map."""

    code: str
    name: str
    path: str
    stitch: str
    x: int
    y: int
    count: int
    level: int
    current: bool

    @property
    def href(self) -> str:
        return f"/dongs/{self.code}"


@dataclass(frozen=True)
class Pop:
    """The card beside the map: one dong and its newest open things."""

    code: str
    name: str
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Card:
    """Something one can take part in now. ``until`` is when it closes, or when it begins for a gathering."""

    kind: str
    title: str
    href: str
    text: str
    until: datetime
    count: int = 0


@dataclass(frozen=True)
class Poster:
    """A contest in the gallery."""

    id: int
    title: str
    phase: PhaseKind | None
    over: bool
    count: int
    until: datetime | None


@dataclass(frozen=True)
class Front:
    """Everything the front page shows."""

    viewbox: str
    patches: tuple[Patch, ...]
    legend: tuple[tuple[int, int | None], ...]
    open: int
    pop: Pop | None
    on_now: OnNow | None
    present: int
    cards: tuple[Card, ...]
    funnel: tuple[tuple[str, int, float], ...]
    stories: tuple[Story, ...]
    posters: tuple[Poster, ...]


def front(db: Session, chosen: str = "") -> Front:
    """The front page; ``chosen`` is the code of the dong whose card is shown, else the busiest."""
    counted = tally(db)
    patches, legend, total = _map(db, counted, chosen)
    contests = forums.contests(db)
    now = clock.now()
    on_now = meetings.on_now(db)
    return Front(
        viewbox=patchwork()["viewbox"],
        patches=patches,
        legend=legend,
        open=total,
        pop=_pop(db, patches),
        on_now=on_now,
        present=people.present(db, on_now.meeting_id) if on_now else 0,
        cards=_cards(contests, forums.upcoming(db, limit=CARDS), counted, now),
        funnel=_funnel(counted),
        stories=tuple(agendas.stories(db)),
        posters=tuple(_poster(contest, counted) for contest in contests[:GALLERY]),
    )


def _map(
    db: Session, counted: Tally, chosen: str
) -> tuple[tuple[Patch, ...], tuple[tuple[int, int | None], ...], int]:
    dongs = [dong for dong in organisations.dongs(db) if dong.code in patchwork()["dongs"]]
    counts = {dong.code: counted.dong(dong.id).open for dong in dongs}
    step = rules.width(list(counts.values()))
    busiest = max(counts, key=lambda code: counts[code], default="")
    current = chosen if chosen in counts else busiest if counts.get(busiest) else ""
    patches = []
    for dong in dongs:
        drawn = patchwork()["dongs"][dong.code]
        count = counts[dong.code]
        patches.append(
            Patch(
                dong.code,
                drawn["name"],
                drawn["path"],
                drawn["stitch"],
                drawn["x"],
                drawn["y"],
                count,
                rules.level(count, step),
                dong.code == current,
            )
        )
    return tuple(patches), tuple(rules.legend(step)), sum(counts.values())


def _pop(db: Session, patches: tuple[Patch, ...]) -> Pop | None:
    patch = next((patch for patch in patches if patch.current), None)
    if patch is None:
        return None
    rows = listing.newest(db, Wanted(dong=patch.code), POP_ROWS, open_only=True)
    return Pop(patch.code, rows[0].dong if rows else f"{patch.name}동", patch.count, tuple(rows))


def _cards(
    contests: list[ContestView], upcoming: list[ForumView], counted: Tally, now: datetime
) -> tuple[Card, ...]:
    """Contests that take something now by their end, then gatherings by their day."""
    cards: list[Card] = []
    for contest in contests:
        span = contest.span
        if span is None or span.kind not in (PhaseKind.RECEIVE, PhaseKind.SUPPORT):
            continue
        act = ContestAct.PROPOSE if span.kind is PhaseKind.RECEIVE else ContestAct.SUPPORT
        text = f"{contest.dong_name} · {contest.theme}"
        cards.append(
            Card(
                act.value,
                contest.title,
                f"/contests/{contest.id}",
                text,
                span.closes,
                counted.contests[contest.id],
            )
        )
    cards.sort(key=lambda card: card.until)
    cards += [
        Card("forum", forum.title, f"/forums/{forum.id}", f"{forum.where} · {forum.place}", forum.starts_at)
        for forum in upcoming
    ]
    return tuple(cards[:CARDS])


def _funnel(counted: Tally) -> tuple[tuple[str, int, float], ...]:
    funnel = counted.funnel
    steps = (
        ("들어온 제안", funnel.came),
        ("검토를 마침", funnel.decided),
        ("의제로 선정", funnel.selected),
        ("의결함", funnel.resolved),
        ("실행함", funnel.carried_out),
    )
    return tuple((name, count, rules.share(count, funnel.came)) for name, count in steps)


def _poster(contest: ContestView, counted: Tally) -> Poster:
    span = contest.span
    return Poster(
        contest.id,
        contest.title,
        contest.kind,
        contest.is_over,
        counted.contests[contest.id],
        span.closes if span and span.kind is not PhaseKind.RESULT else None,
    )
