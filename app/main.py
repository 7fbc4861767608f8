"""The composition root: the only file that knows every domain."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse

from app.core.db import Database
from app.core.logs import set_up_logging
from app.core.settings import Settings
from app.realtime import stream
from app.realtime.hub import Hub
from app.web.files import Files
from app.web.guards import Guard, csrf_guard
from app.web.refusals import install_refusals
from app.web.render import STATIC, Renderer

# In the order of the layers; each has routes, some have broadcasts.
NOUNS = (
    "organisations",
    "forums",
    "proposals",
    "live.meetings",
    "live.doors",
    "live.phones",
    "live.walls",
    "live.consoles",
    "live.outcomes",
    "process",
    "home",
)


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """The whole service for these settings (the environment's, when none are given).

    A ``database`` that is handed in is used and left open: it belongs to whoever made it.
    """
    settings = settings or Settings()
    set_up_logging(settings.log_level)
    own = database is None
    database = database or Database(
        settings.database_url, queue_limit=settings.write_queue, strict=settings.is_production
    )
    hub = Hub(database)
    renderer = Renderer(settings)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        database.check()
        hub.start()
        yield
        await hub.stop()
        if own:
            database.close()

    app = FastAPI(
        title=settings.service_name,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(csrf_guard)],
    )
    app.state.settings, app.state.database, app.state.hub, app.state.renderer = (
        settings,
        database,
        hub,
        renderer,
    )

    for noun in NOUNS:
        app.include_router(import_module(f"app.{noun}.routes").router)
    for noun in NOUNS:
        _wire(noun, hub, renderer)
    app.include_router(stream.router)
    app.mount("/static", Files(directory=STATIC))
    install_refusals(app)

    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        """The process answers."""
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        """The database answers, keeps its promises and can write; otherwise 503."""
        return JSONResponse(
            {"status": "ready", "database": await database.writer(lambda db: database.check_in(db))}
        )

    app.add_middleware(GZipMiddleware, minimum_size=700, compresslevel=6)
    app.add_middleware(Guard, settings=settings)
    return app


def _wire(noun: str, hub: Hub, renderer: Renderer) -> None:
    """Let a noun's broadcasts register what it shows and which facts change it."""
    try:
        broadcasts = import_module(f"app.{noun}.broadcasts")
    except ModuleNotFoundError as missing:
        if missing.name != f"app.{noun}.broadcasts":
            raise
        return
    broadcasts.wire(hub, renderer)
