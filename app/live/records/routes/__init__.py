"""Addresses of the public record and of the minutes' draft."""

from fastapi import APIRouter

from app.live.records.routes import drafts, public

router = APIRouter()
router.include_router(public.router)
router.include_router(drafts.router)
