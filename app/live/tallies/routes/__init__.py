"""Addresses of counting by people, of the desk, and of helping somebody."""

from fastapi import APIRouter

from app.live.tallies.routes import calling, counting, desk, helping

router = APIRouter()
for part in (counting, desk, calling, helping):
    router.include_router(part.router)
