"""Every fact that is announced is heard by somebody's page."""

from dataclasses import dataclass, is_dataclass

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.realtime.hub import Hub
from tests.conftest import settings_for
from tests.conventions.sources import classes


@pytest.fixture
def hub(sqlite_url: str) -> Hub:
    application: FastAPI = create_app(settings_for(sqlite_url))
    found: Hub = application.state.hub
    return found


@dataclass(frozen=True)
class Whispered:
    meeting_id: int


def unheard(hub: Hub, facts: set[type]) -> list[str]:
    return sorted(fact.__name__ for fact in facts - hub.facts)


def test_every_fact_is_listened_to(hub: Hub) -> None:
    facts = set(classes("events"))
    assert len(facts) > 8
    assert unheard(hub, facts) == []


def test_the_hub_listens_to_nothing_else(hub: Hub) -> None:
    """Whatever it hears stands in some noun's events.py, where one looks for it."""
    assert hub.facts - set(classes("events")) == set()


def test_a_fact_nobody_hears_would_be_found(hub: Hub) -> None:
    assert unheard(hub, {Whispered, *hub.facts}) == ["Whispered"]


def test_facts_cannot_be_changed_on_their_way() -> None:
    for fact in classes("events"):
        assert is_dataclass(fact), fact
        assert fact.__dataclass_params__.frozen, fact  # type: ignore[attr-defined]  # every dataclass carries it
