"""The real server, on both databases: it starts, says so, stops, and comes back on the same port."""

import json
from urllib.request import urlopen

from app.core.settings import Settings
from tests.servers import Servers


def answer(address: str) -> dict[str, object]:
    with urlopen(address, timeout=5) as response:
        found: dict[str, object] = json.loads(response.read())
        return found


def test_it_answers_and_can_write(settings: Settings, serve: Servers) -> None:
    address = serve(settings)
    assert answer(f"{address}/healthz") == {"status": "ok"}
    assert answer(f"{address}/readyz")["status"] == "ready"


def test_it_comes_back_where_it_was(settings: Settings, serve: Servers) -> None:
    address = serve(settings)
    serve.stop(address)
    assert serve(settings, port=int(address.rpartition(":")[2])) == address
    assert answer(f"{address}/readyz")["status"] == "ready"
