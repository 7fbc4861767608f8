"""What a route asks for: the two doors, the settings, the renderer."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.core.db import Database, ReaderDoor, WriterDoor
from app.core.settings import Settings
from app.web.render import Renderer


async def _reader(connection: HTTPConnection) -> ReaderDoor:
    database: Database = connection.app.state.database
    return ReaderDoor(database)


async def _writer(connection: HTTPConnection) -> WriterDoor:
    database: Database = connection.app.state.database
    return WriterDoor(database)


async def _settings(connection: HTTPConnection) -> Settings:
    settings: Settings = connection.app.state.settings
    return settings


async def _renderer(connection: HTTPConnection) -> Renderer:
    renderer: Renderer = connection.app.state.renderer
    return renderer


Reader = Annotated[ReaderDoor, Depends(_reader)]
Writer = Annotated[WriterDoor, Depends(_writer)]
Configured = Annotated[Settings, Depends(_settings)]
Rendering = Annotated[Renderer, Depends(_renderer)]
