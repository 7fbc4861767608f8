"""Addresses of subcommittees, each beside what it is about."""

from fastapi import APIRouter

from app.subcommittees.bodies.routes import router as bodies
from app.subcommittees.issues.routes import router as issues
from app.subcommittees.meetings.routes import router as meetings
from app.subcommittees.teams.routes import router as teams
from app.subcommittees.texts.routes import router as texts
from app.subcommittees.years.routes import router as years

router = APIRouter()
for each in (bodies, meetings, issues, texts, teams, years):
    router.include_router(each)
