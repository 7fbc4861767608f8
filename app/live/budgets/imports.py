"""A published election with costs (Pabulib ``.pb``) as staff upload it, divided by both rules. Pure; nothing is kept."""

import re
from dataclasses import dataclass

from app.budgeting.sharing.rules import Candidate, grouped, support
from app.live.budgets.comparing import Comparison, compare
from app.live.counts import pabulib
from app.live.counts.pabulib import Broken, Election
from app.live.counts.rules import Kind
from app.live.keepers.elections import MOST_PROJECTS, text_of
from app.web.forms import one_line

NUMBER = re.compile(r"\d{1,15}(\.\d{1,6})?")


@dataclass(frozen=True)
class Imported:
    """``rule``: the one the file says it was decided by; ``is_same``: the numbers it publishes are those of its votes."""

    name: str
    place: str
    rule: str
    comparison: Comparison
    is_same: bool


def imported(raw: bytes) -> Imported:
    """Read and divide. Raises ``Broken`` with a sentence."""
    election = pabulib.read(text_of(raw))
    candidates = _candidates(election)
    places = {one.id: place for place, one in enumerate(election.projects, 1)}
    votes = grouped([places[id_] for id_ in vote.projects] for vote in election.votes)
    told = {places[one.id]: one.selected for one in election.projects}
    meta = election.meta
    return Imported(
        name=one_line(meta.get("description", ""))[:200],
        place=" · ".join(
            one_line(meta[key])[:60] for key in ("country", "unit", "subunit", "instance") if meta.get(key)
        ),
        rule=one_line(meta.get("rule", ""))[:40],
        comparison=compare(
            candidates,
            support(candidates, votes),
            votes,
            int(float(meta["budget"])),
            len(election.votes),
            told,
        ),
        is_same=pabulib.verify(election).is_same,
    )


def _candidates(election: Election) -> list[Candidate]:
    if election.kind is not Kind.CHOICE:
        raise Broken("찬성할 사업을 고르는 투표(vote_type;approval)의 파일만 나눌 수 있습니다.")
    if not NUMBER.fullmatch(election.meta.get("budget", "")) or int(float(election.meta["budget"])) < 1:
        raise Broken("예산(budget)이 적혀 있지 않거나 읽을 수 없습니다.")
    if len(election.projects) > MOST_PROJECTS:
        raise Broken(f"사업이 {MOST_PROJECTS}개를 넘어 이 화면에서 나누지 않습니다.")
    for one in election.projects:
        if one.cost < 1:
            raise Broken(f"‘{one_line(one.id)[:40]}’ 사업의 사업비(cost)를 읽을 수 없습니다.")
    return [
        Candidate(place, one.cost, one_line(one.name)[:200] or one_line(one.id)[:60])
        for place, one in enumerate(election.projects, 1)
    ]
