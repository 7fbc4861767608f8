"""Templates escape, speak the page's language, and keep what is personal out of shared fragments."""

import re

import pytest
from jinja2 import UndefinedError
from starlette.testclient import TestClient

from app.web.render import Renderer, static
from tests.conftest import settings_for
from tests.live.evening import Evening
from tests.world import World, another


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(settings_for("sqlite://"))


def from_text(renderer: Renderer, source: str, **context: object) -> str:
    return renderer._environments["ko"].from_string(source).render(**context)


def test_everything_is_escaped(renderer: Renderer) -> None:
    html = from_text(renderer, '<a title="{{ x }}">{{ x }}</a>', x='"><script>alert(1)</script>')
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2
    assert '"&gt;' not in html


def test_words_put_into_a_translated_sentence_are_escaped_too(renderer: Renderer) -> None:
    for source in ("{{ _('%(x)s 님', x=x) }}", "{% trans x=x %}<b>{{ x }}</b> 님{% endtrans %}"):
        assert "<img" not in from_text(renderer, source, x="<img src=x onerror=alert(1)>")


def test_a_missing_value_is_an_error_and_not_a_blank(renderer: Renderer) -> None:
    with pytest.raises(UndefinedError):
        from_text(renderer, "{{ nobody }}")


def test_a_shared_fragment_is_the_same_after_a_restart_and_for_another_secret_not() -> None:
    one, same = Renderer(settings_for("sqlite://")), Renderer(settings_for("sqlite://"))
    assert (one.csrf_place, one.key_place) == (same.csrf_place, same.key_place)
    assert from_text(one, "{{ csrf() }}") == from_text(same, "{{ csrf() }}")


def test_static_addresses_change_with_their_content() -> None:
    assert re.fullmatch(r"/static/css/base\.css\?v=[0-9a-f]{10}", static("css/base.css"))
    assert static("css/base.css") != static("css/tokens.css").replace("tokens", "base")


def test_two_visitors_share_nothing_personal(world: World, evening: Evening, client: TestClient) -> None:
    one, two = client.get("/m").text, another(client).get("/m").text
    tokens = [set(re.findall(r"[0-9a-f]{64}", html)) for html in (one, two)]
    assert all(tokens)
    assert not tokens[0] & tokens[1]
    assert set(re.findall(r"[0-9a-f]{64}", client.get("/m").text)).isdisjoint(tokens[0]), (
        "masked anew on every page"
    )
    for html in (one, two):
        assert "csrf-" not in html.replace("csrf-token", "")


def test_every_paper_gets_a_key_of_its_own(world: World, evening: Evening, client: TestClient) -> None:
    from tests.world import post

    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.open_vote()
    keys = {
        key
        for _ in range(5)
        for key in re.findall(r'name="key" value="([^"]*)"', client.get(f"/m/{evening.number}").text)
    }
    assert len(keys) == 5
    assert all(re.fullmatch(r"[\w-]{32}", key) for key in keys)
