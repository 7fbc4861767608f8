"""Addresses of meetings: for everybody, for planning and recording, of their minutes."""

from fastapi import APIRouter

from app.subcommittees.meetings.routes import desk, minutes, public, recording

router = APIRouter()
router.include_router(public.router)
router.include_router(desk.router)
router.include_router(recording.router)
router.include_router(minutes.router)
