"""Every noun's tables, so that migrations and checks see the whole schema."""

from app.accounts import models as accounts
from app.budgeting import models as budgeting
from app.budgeting.limits import models as limits
from app.council.assembly import models as assembly
from app.council.calls import models as calls
from app.council.items import models as sitting_items
from app.council.minutes import models as minutes
from app.council.seats import models as seats
from app.council.sittings import models as sittings
from app.forums import models as forums
from app.live.ballots import models as ballots
from app.live.budgets import models as budgets
from app.live.comments import models as comments
from app.live.entrances import models as entrances
from app.live.groups import models as groups
from app.live.ideas import models as ideas
from app.live.ledger import models as ledger
from app.live.meetings import models as meetings
from app.live.promises import models as promises
from app.live.records import models as records
from app.live.registrations import models as registrations
from app.live.reports import models as reports
from app.live.selections import models as selections
from app.live.speakers import models as speakers
from app.live.surveys import models as surveys
from app.live.tables import models as live_tables
from app.live.timers import models as timers
from app.organisations import models as organisations
from app.process import models as process
from app.process.deadlines import models as deadlines
from app.process.drafts import models as drafts
from app.process.exits import models as exits
from app.process.gates import models as gates
from app.proposals import models as proposals
from app.subcommittees.issues import models as sub_issues
from app.subcommittees.meetings import models as sub_meetings
from app.subcommittees.teams import models as sub_teams
from app.subcommittees.texts import models as sub_texts
from app.subcommittees.years import models as sub_years

__all__ = [
    "accounts",
    "assembly",
    "ballots",
    "budgeting",
    "budgets",
    "calls",
    "comments",
    "deadlines",
    "drafts",
    "entrances",
    "exits",
    "forums",
    "gates",
    "groups",
    "ideas",
    "ledger",
    "limits",
    "live_tables",
    "meetings",
    "minutes",
    "organisations",
    "process",
    "promises",
    "proposals",
    "records",
    "registrations",
    "reports",
    "seats",
    "selections",
    "sitting_items",
    "sittings",
    "speakers",
    "sub_issues",
    "sub_meetings",
    "sub_teams",
    "sub_texts",
    "sub_years",
    "surveys",
    "timers",
]
