"""The real service in a process of its own, with a hall that is prepared by lines on stdin and answers in JSON.

``python -m tests.load.service PORT FOLDER``. ``evening`` prepares a meeting and opens a vote, ``seat N`` brings people in,
``vote N`` lets the N-th of them vote, ``press`` is the facilitator's button, ``frame BYTES`` sends one raw frame.
"""

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import SecretStr

from app.__main__ import listening
from app.core import garbage, migrations
from app.core.settings import Environment, Settings
from tests.load.desk import Desk
from tests.load.people import SECRET
from tests.world import World, settle


def settings_for(port: int, folder: Path) -> Settings:
    """What is measured is what a district gets: every setting at its default, but for place and address, and without TLS
    (so not in production, which insists on it); templates are not looked at again for changes there either.
    """
    return Settings(
        environment=Environment.TEST,
        database_url=f"sqlite:///{folder / 'load.sqlite3'}",
        secret_key=SecretStr(SECRET),
        public_url=f"http://127.0.0.1:{port}",
        host="127.0.0.1",
        port=port,
    )


def main(port: int, folder: Path, meeting: int = 0) -> None:
    """Serve; ``meeting``: this folder was served before, and that one is on."""
    settings = settings_for(port, folder)
    if not meeting:
        migrations.upgrade(settings.database_url)
    server = uvicorn.Server(listening(settings))
    app: Any = server.config.app
    while not hasattr(app, "state"):  # what stands in front of it
        app = app.app
    here = app.state.database.write(settle) if not meeting else {"district_id": 0}
    desk = Desk(World(database=app.state.database, settings=settings, **here), app, meeting)

    def listen() -> None:
        while not server.started:
            threading.Event().wait(0.02)
        print("ready", flush=True)
        try:
            for line in sys.stdin:
                name, *words = line.split()
                deed: Callable[..., Any] = getattr(desk, f"do_{name}")
                print(json.dumps(deed(*words)), flush=True)
        finally:
            server.should_exit = True

    garbage.rarely()
    threading.Thread(target=listen, daemon=True).start()
    server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
