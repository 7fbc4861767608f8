"""The image and the compose file speak the same settings as the service, and start it safely."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from app.core.settings import Environment, Settings

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
KNOWN = {f"GONGRON_{name.upper()}" for name in Settings.model_fields}
GIVEN = {
    "GONGRON_PUBLIC_URL": "https://gongron.example",
    "GONGRON_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "POSTGRES_PASSWORD": "letters4and5digits",
}


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
    return found


def filled(text: str, given: dict[str, str]) -> str:
    """Interpolation as compose does it, for the two forms our file uses."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if name in given:
            return given[name]
        if kind == ":?":
            raise KeyError(name)
        return rest

    return re.sub(r"\$\{(\w+)(:[-?])([^}]*)\}", value, text)


def image_environment() -> dict[str, str]:
    block = "".join(re.findall(r"^ENV ((?:.*\\\n)*.*)$", DOCKERFILE.rpartition("\nFROM ")[2], re.MULTILINE))
    return dict(word.split("=", 1) for word in shlex.split(block.replace("\\\n", " ")))


def environment_of(service: str, given: dict[str, str]) -> dict[str, str]:
    own = {name: filled(str(value), given) for name, value in services()[service]["environment"].items()}
    return image_environment() | own


@pytest.mark.parametrize("text", [DOCKERFILE, COMPOSE], ids=["Dockerfile", "compose.yaml"])
def test_only_settings_that_exist_are_named(text: str) -> None:
    named = set(re.findall(r"GONGRON_[A-Z_]+", text))
    assert named
    assert named - KNOWN == set()


def test_with_its_three_values_the_service_starts_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment_of("app", GIVEN).items():
        if name in KNOWN:
            monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.environment is Environment.PRODUCTION
    assert settings.public_url == "https://gongron.example"
    assert settings.database_url == "postgresql+psycopg://gongron:letters4and5digits@postgres/gongron"
    assert settings.host == "0.0.0.0"
    assert environment_of("migrate", GIVEN) == environment_of("app", GIVEN)


def test_the_image_alone_refuses_to_start_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in image_environment().items():
        if name in KNOWN:
            monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match="GONGRON_SECRET_KEY"):
        Settings()


@pytest.mark.parametrize("forgotten", sorted(GIVEN))
def test_compose_names_what_was_forgotten(forgotten: str) -> None:
    with pytest.raises(KeyError, match=forgotten):
        environment_of("app", {name: value for name, value in GIVEN.items() if name != forgotten})


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert {name for name, service in services().items() if service.get("ports")} == {"caddy"}


def test_the_service_runs_as_nobody_special_and_is_watched() -> None:
    assert re.search(r"^USER gongron$", DOCKERFILE, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", DOCKERFILE, re.MULTILINE)
    assert "/healthz" in DOCKERFILE
    assert services()["app"]["read_only"] is True


def test_the_image_carries_what_the_service_reads() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == {"app", "migrations", "static", "templates"}
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[0] == "!"
    }
    assert let_through == copied | {"pyproject.toml", "requirements.lock", "LICENSE"}
