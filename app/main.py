"""The composition root: the only file that knows every domain."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from app.core import ids
from app.core.clockwork import Clockwork
from app.core.db import Database
from app.core.errors import NotFound
from app.core.leader import claim_for
from app.core.logs import set_up_logging
from app.core.messenger import messenger_of
from app.core.settings import Settings
from app.council.calls import actions as member_calls
from app.live.ballots import actions as ballots
from app.live.ballots.events import BallotSealed, ObjectionsOver, PairSettled
from app.live.entrances import actions as entrances
from app.live.phones.lanes import LANES
from app.live.registrations import actions as registrations
from app.live.speakers import actions as speakers
from app.live.surveys import actions as surveys
from app.live.timers import actions as timers
from app.realtime import stream
from app.realtime.bus import bus_for
from app.realtime.hub import Hub
from app.web.files import Files
from app.web.guards import Guard, csrf_guard
from app.web.i18n import translate
from app.web.lanes import Lanes
from app.web.refusals import install_refusals
from app.web.render import STATIC, Renderer

# In the order of the layers; each has routes, some have broadcasts.
NOUNS = (
    "organisations",
    "forums",
    "proposals",
    "budgeting",
    "live.registrations",
    "live.promises",
    "live.surveys",
    "live.speakers",
    "live.sheets",
    "live.rigs",
    "live.reports",
    "live.doors",
    "live.levels",
    "live.phones",
    "live.talks",
    "live.walls",
    "live.consoles",
    "live.moderators",
    "live.merges",
    "live.timers",
    "live.receptions",
    "live.tables",
    "live.tallies",
    "live.recorders",
    "live.groups",
    "live.sorters",
    "live.outcomes",
    "live.keepers",
    "live.observers",
    "live.records",
    "live.budgets",
    "process",
    "subcommittees",
    "council",
    "results",
    "home",
)

GUARDED = [Depends(csrf_guard)]  # for the nouns, which are made once, and for what each app adds


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """The whole service for these settings (the environment's, when none are given).

    A ``database`` that is handed in is used and left open: it belongs to whoever made it.
    """
    settings = settings or Settings()
    set_up_logging(settings.log_level)
    own = database is None
    database = database or Database.of(settings)
    database.listen(ballots.destroyer(database.vault))
    hub = Hub(database, sockets=settings.sockets, sockets_per_address=settings.sockets_per_address)
    hub.deeds.translate = translate
    bus = bus_for(settings, hub)
    for keys_are_due in (BallotSealed, ObjectionsOver, PairSettled):
        bus.listen(keys_are_due, ballots.destroyer(database.vault))
    clockwork = Clockwork(database, claim_for(database.url))
    clockwork.every(3600, "destroy keys whose purpose is over", ballots.destroy_due_keys)
    clockwork.every(3600, "forget who came through an entrance", entrances.forget_due)
    clockwork.every(60, "mask who spoke in a meeting that is over", speakers.forget_due)
    clockwork.every(3600, "forget who registered", registrations.forget_due)
    clockwork.every(3600, "forget which phones answered a survey", surveys.forget_due)
    clockwork.every(3600, "forget who applied to the council", member_calls.forget_due)
    clockwork.every(2, "open and close what was set for this moment", timers.do_due)
    renderer = Renderer(settings)
    renderer.spread = lambda: hub.arrivals.spread

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        database.check()
        hub.start()
        bus.start()
        clockwork.start()
        yield
        await asyncio.to_thread(clockwork.stop)
        await bus.stop()
        await hub.stop()
        if own:
            database.close()

    app = FastAPI(
        title=settings.service_name,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=GUARDED,
    )
    app.state.settings, app.state.database, app.state.hub, app.state.renderer = (
        settings,
        database,
        hub,
        renderer,
    )
    app.state.bus, app.state.clockwork = bus, clockwork
    app.state.messenger = messenger_of(settings)

    app.router.routes.extend(_routes())
    for noun in NOUNS:
        _wire(noun, hub, renderer)
    app.mount("/static", Files(directory=STATIC))
    install_refusals(app)

    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        """The process answers."""
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        """The database answers, keeps its promises and can write; otherwise 503. Without the bus it is ready too."""
        if hub.draining:
            return JSONResponse({"status": "ending"}, 503)
        return JSONResponse(
            {
                "status": "ready",
                "database": await database.writer(database.ready),
                "bus": bus.state,
                "clocks": "here" if clockwork.leads else "elsewhere",
            }
        )

    @app.get("/metrics")
    async def metrics(request: Request) -> Response:
        """The writer's batches, waits and commits for Prometheus, for whoever knows the token; otherwise 404."""
        wanted = settings.metrics_token.get_secret_value()
        if not wanted or not ids.same(request.headers.get("authorization", ""), f"Bearer {wanted}"):
            raise NotFound()
        database.metrics.sockets.set(len(hub.places))
        return Response(database.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    app.add_middleware(Lanes, lanes=LANES)
    app.add_middleware(GZipMiddleware, minimum_size=700, compresslevel=6)
    app.add_middleware(stream.Stream, hub=hub)
    app.add_middleware(Guard, settings=settings)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Every noun's, read once per process: FastAPI looks at some hundred signatures, and tests make hundreds of apps."""
    plan = APIRouter(dependencies=GUARDED)
    for noun in NOUNS:
        plan.include_router(import_module(f"app.{noun}.routes").router)
    plan.include_router(stream.router)
    return plan.routes


def _wire(noun: str, hub: Hub, renderer: Renderer) -> None:
    """Let a noun's broadcasts register what it shows and which facts change it."""
    try:
        broadcasts = import_module(f"app.{noun}.broadcasts")
    except ModuleNotFoundError as missing:
        if missing.name != f"app.{noun}.broadcasts":
            raise
        return
    broadcasts.wire(hub, renderer)
