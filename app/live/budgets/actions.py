"""Changes to budget ballots: projects onto a paper that has not opened, and what it chose into agendas."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, delete

from app.budgeting import queries as budgeting
from app.budgeting.actions import tie
from app.budgeting.limits import queries as limits
from app.budgeting.limits.rules import Cap, over
from app.budgeting.queries import Project
from app.budgeting.sharing.rules import Rule
from app.core.errors import Conflict, Invalid, NotFound
from app.live.ballots import actions as ballots
from app.live.ballots import queries as ballot_queries
from app.live.ballots.models import Ballot
from app.live.budgets import queries
from app.live.budgets.models import BudgetBallot, BudgetOption
from app.live.budgets.rules import on_paper
from app.live.counts.channels import Channel
from app.live.counts.rules import FEWEST_OPTIONS, MOST_CHOICES, MOST_OPTIONS, Kind, Method
from app.live.counts.terms import from_data
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.selections.actions import select_option
from app.organisations.actors import Actor, require
from app.organisations.rules import Role
from app.web.words import money


@dataclass(frozen=True)
class Plan:
    """A budget ballot as it is to be: ``most`` projects per person; ``on_paper``: there are paper ballots, too."""

    year: int
    question: str
    budget: int
    rule: Rule
    most: int
    project_ids: tuple[int, ...]
    on_paper: bool = False


def prepare(db: Session, actor: Actor, item_id: int, plan: Plan) -> int:
    """Projects become the options of a ballot that has not opened, in place of those that stand there. Budget, rule and costs
    go into the ledger before anybody votes. Again, it is prepared anew. Returns the ballot.
    """
    item = meetings.hosted_item(db, actor, item_id)
    projects = _projects(db, plan)
    ballot = ballots.draft_with(
        db,
        actor,
        item_id,
        question=plan.question,
        kind=Kind.CHOICE,
        method=Method.MARKS,
        most=plan.most,
        texts=[on_paper(project.name, money(project.amount)) for project in projects],
    )
    _take_channels(db, actor, ballot, plan)
    ballot_id = ballot.id or 0
    seat = meetings.seat_title(actor)
    assert actor.account_id is not None
    db.exec(delete(BudgetOption).where(col(BudgetOption.ballot_id) == ballot_id))
    db.merge(
        BudgetBallot(
            ballot_id=ballot_id,
            year=plan.year,
            budget=plan.budget,
            rule=plan.rule,
            account_id=actor.account_id,
            seat=seat,
        )
    )
    db.flush()
    options = ballot_queries.options(db, ballot_id)
    for option, project in zip(options, projects, strict=True):
        row = BudgetOption(
            option_id=option.id or 0, ballot_id=ballot_id, project_id=project.id, cost=project.amount
        )
        db.add(row)
    db.flush()
    what = {
        "ballot": ballot_id,
        "year": plan.year,
        "budget": plan.budget,
        "rule": plan.rule.value,
        "costs": [
            [option.id, project.id, project.amount] for option, project in zip(options, projects, strict=True)
        ],
        "who": seat,
    }
    append(db, item.meeting_id, "paper.budget", what)
    return ballot_id


def _take_channels(db: Session, actor: Actor, ballot: Ballot, plan: Plan) -> None:
    """Paper beside the phones, or not; what else the terms say stays."""
    terms = from_data(ballot.terms)
    others = tuple(one for one in terms.channels if one is not Channel.PAPER)
    channels = (*others, Channel.PAPER) if plan.on_paper else others
    if channels != terms.channels:
        ballots.revise(
            db,
            actor,
            ballot.item_id,
            question=ballot.question,
            max_choices=plan.most,
            texts={},
            new="",
            secrecy=ballot.secrecy,
            level=ballot.level,
            kind=Kind.CHOICE,
            terms=replace(terms, channels=channels),
        )


def _projects(db: Session, plan: Plan) -> Sequence[Project]:
    there = {project.id: project for project in budgeting.of_year(db, plan.year).projects}
    chosen = [there[id_] for id_ in dict.fromkeys(plan.project_ids) if id_ in there]
    errors: dict[str, str] = {}
    if not FEWEST_OPTIONS <= len(chosen) <= MOST_OPTIONS or len(chosen) < len(plan.project_ids):
        errors["project"] = (
            f"{plan.year}년 사업을 {FEWEST_OPTIONS}개에서 {MOST_OPTIONS}개까지 골라 주세요. 더 많으면 투표를 나누어 주세요."
        )
    elif too_large := [project.name for project in chosen if project.amount > plan.budget]:
        errors["budget"] = f"사업비가 예산보다 큰 사업은 뽑힐 수 없습니다: {', '.join(too_large)}"
    if not 1 <= plan.most <= min(MOST_CHOICES, max(1, len(chosen) - 1)):
        errors["most"] = f"한 사람이 고르는 수는 1에서 {MOST_CHOICES} 사이이고, 사업 수보다 적어야 합니다."
    if above := over(Cap.TOTAL, plan.budget, limits.amounts(db)):
        errors["budget"] = f"한 해 한도보다 {money(above)} 많습니다."
    if plan.rule is Rule.SHARES and plan.on_paper:
        errors["rule"] = (
            "종이는 합계만 남아 ‘균등몫’으로 나눌 수 없습니다. ‘득표순’으로 하거나 종이를 빼 주세요."
        )
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    return chosen


def make_agenda(db: Session, actor: Actor, ballot_id: int, option_id: int) -> int:
    """A project the ballot chose becomes an agenda with its votes as origin, and stays tied to it. Returns the agenda."""
    require(actor, Role.OFFICER)
    paper = queries.budget_paper(db, ballot_id, actor)
    entry = next((entry for entry in paper.entries if entry.option_id == option_id), None)
    if entry is None:
        raise NotFound(queries.NO_BALLOT)
    if option_id not in paper.chosen:
        raise Conflict(
            "이 투표로 뽑힌 사업만 의제로 만들 수 있습니다.", fix_url=f"/budget/ballots/{ballot_id}"
        )
    if entry.project.agenda_id is not None:
        return entry.project.agenda_id
    agenda, _ = select_option(db, actor, option_id, title=entry.project.name, field_id=None)
    assert agenda.id is not None
    tie(db, actor, entry.project.id, agenda.id)
    return agenda.id
