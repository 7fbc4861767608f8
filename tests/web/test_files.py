"""What travels of our own styles and scripts: everything but their comments."""

import gzip

import pytest
from starlette.testclient import TestClient

from app.web.render import STATIC

OURS = sorted(
    str(file.relative_to(STATIC))
    for folder in ("css", "js/behaviours")
    for file in (STATIC / folder).rglob("*.*s")
)


def test_there_is_something_to_look_at() -> None:
    assert len(OURS) > 20


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_our_files_travel_without_comments_and_vendored_ones_as_they_are(client: TestClient) -> None:
    for path in OURS:
        answer = client.get(f"/static/{path}?v=1")
        whole = (STATIC / path).read_text("utf-8")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        if path.endswith(".css"):
            assert answer.headers["content-type"].startswith("text/css")
            assert "/*" not in answer.text
            assert answer.text.count("{") == whole.count("{"), path
        else:
            assert answer.headers["content-type"].startswith("text/javascript")
            kept = [line for line in whole.splitlines() if not line.strip().startswith("//")]
            assert answer.text.splitlines() == kept, path
        assert len(gzip.compress(answer.content)) <= len(gzip.compress(whole.encode()))
    vendored = STATIC / "js" / "vendor" / "idiomorph.min.js"
    assert client.get("/static/js/vendor/idiomorph.min.js").content == vendored.read_bytes()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_not_there_stays_not_there(client: TestClient) -> None:
    for path in ("css/none.css", "css/../../pyproject.toml", "js/behaviours/none.js", "css/"):
        assert client.get(f"/static/{path}").status_code == 404
