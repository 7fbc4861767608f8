"""Addresses of the entrance desk."""

from fastapi import APIRouter

from app.live.receptions.routes import entrance, numbers

router = APIRouter()
router.include_router(entrance.router)
router.include_router(numbers.router)
