"""The image and the compose file speak the same settings as the service, and start it safely."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from app.__main__ import listening
from app.core.clockwork import STOP_SECONDS
from app.core.settings import Environment, MessengerKind, Settings

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
KNOWN = {f"GONGRON_{name.upper()}" for name in Settings.model_fields}
README = (ROOT / "README.md").read_text("utf-8")
# Settings nobody may give to compose, and why.
NOT_GIVEN = {
    "GONGRON_ENVIRONMENT": "always production here",
    "GONGRON_DATABASE_URL": "the PostgreSQL of this file, with POSTGRES_PASSWORD",
    "GONGRON_BUS_URL": "the Valkey of this file",
    "GONGRON_KEY_FOLDER": "the volume both processes share",
    "GONGRON_TRUSTED_PROXIES": "the network of this file",
    "GONGRON_HOST": "the image listens on every address of its own network",
    "GONGRON_PORT": "the proxy and the health check know it",
    "GONGRON_DEMO": "production refuses it",
}
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


def readme_table() -> dict[str, str]:
    """setting → its row in the README."""
    section = README.split("\n## Settings\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `GONGRON_")]
    return {name: row for row in rows for name in re.findall(r"`(GONGRON_[A-Z_]+)`", row.split("|")[1])}


def test_the_readme_names_every_setting_and_no_other() -> None:
    assert set(readme_table()) == KNOWN


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_setting_can_be_given_to_both_processes_or_it_is_said_why_not(name: str) -> None:
    own = services()["app-1"]["environment"]
    assert own == services()["app-2"]["environment"]
    if name in NOT_GIVEN:
        assert f"${{{name}:" not in COMPOSE
        assert name in own or name in image_environment() or name == "GONGRON_DEMO"
    else:
        assert filled(str(own[name]), GIVEN | {name: "what was given"}) == "what was given"


def test_what_is_not_given_is_as_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment_of("app-1", GIVEN).items():
        if name in KNOWN:
            monkeypatch.setenv(name, value)
    settings = Settings()
    for name, field in Settings.model_fields.items():
        setting = f"GONGRON_{name.upper()}"
        if setting not in NOT_GIVEN and setting not in GIVEN:
            assert getattr(settings, name) == field.default, setting


def test_codes_by_mail_and_metrics_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {
        "GONGRON_MESSENGER": "email",
        "GONGRON_SMTP_HOST": "mail.example",
        "GONGRON_SMTP_FROM": "gongron@district.example",
        "GONGRON_METRICS_TOKEN": "a token for the scraper",
    }
    for name, value in environment_of("app-2", GIVEN | wanted).items():
        if name in KNOWN:
            monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.messenger, settings.smtp_host) == (MessengerKind.EMAIL, "mail.example")
    assert settings.metrics_token.get_secret_value() == "a token for the scraper"


@pytest.mark.parametrize("text", [DOCKERFILE, COMPOSE], ids=["Dockerfile", "compose.yaml"])
def test_only_settings_that_exist_are_named(text: str) -> None:
    named = set(re.findall(r"GONGRON_[A-Z_]+", text))
    assert named
    assert named - KNOWN == set()


def test_with_its_three_values_the_service_starts_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment_of("app-1", GIVEN).items():
        if name in KNOWN:
            monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.environment is Environment.PRODUCTION
    assert settings.public_url == "https://gongron.example"
    assert settings.database_url == "postgresql+psycopg://gongron:letters4and5digits@postgres/gongron"
    assert settings.host == "0.0.0.0"
    assert environment_of("migrate", GIVEN) == environment_of("app-1", GIVEN)


def test_the_image_alone_refuses_to_start_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in image_environment().items():
        if name in KNOWN:
            monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match="GONGRON_SECRET_KEY"):
        Settings()


@pytest.mark.parametrize("forgotten", sorted(GIVEN))
def test_compose_names_what_was_forgotten(forgotten: str) -> None:
    with pytest.raises(KeyError, match=forgotten):
        environment_of("app-1", {name: value for name, value in GIVEN.items() if name != forgotten})


def proxied() -> str:
    """The part of the proxy's file that says where requests go."""
    text: str = yaml.safe_load(COMPOSE)["configs"]["caddyfile"]["content"]
    assert text.count("{") == text.count("}")
    return text[text.index("reverse_proxy") :]


def test_two_processes_of_the_service_run_alike_behind_one_proxy() -> None:
    running = services()
    assert running["app-1"] == running["app-2"]
    assert proxied().startswith("reverse_proxy app-1:8000 app-2:8000 {")
    assert set(running["caddy"]["depends_on"]) == {"app-1", "app-2"}
    image = {
        service["image"] for name, service in running.items() if name.startswith("app-") or name == "migrate"
    }
    assert image == {"gongron"}


def test_processes_hear_each_other_and_share_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment_of("app-1", GIVEN).items():
        if name in KNOWN:
            monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.bus_url == "redis://valkey:6379"
    assert settings.key_folder == "/srv/gongron/keys"
    assert services()["app-1"]["volumes"] == ["keys:/srv/gongron/keys"]
    assert "keys" in yaml.safe_load(COMPOSE)["volumes"]
    assert re.search(r"useradd .*--uid 10001 ", DOCKERFILE)
    # A new volume takes over owner and mode of the image's folder.
    assert "install -d -o gongron -g gongron -m 700 var keys" in DOCKERFILE


def test_the_bus_keeps_nothing_and_the_service_starts_without_it() -> None:
    command = services()["valkey"]["command"]
    assert command[command.index("--save") + 1] == ""
    assert command[command.index("--appendonly") + 1] == "no"
    assert services()["app-1"]["depends_on"]["valkey"] == {"condition": "service_started"}


def test_a_process_that_ends_gets_no_new_requests_and_has_time_for_the_old_ones() -> None:
    def seconds(text: str) -> int:
        return int(text.removesuffix("s"))

    assert "health_uri /readyz" in proxied()
    assert "Host localhost" in proxied(), "the guard answers its own public name and local ones"
    assert "lb_retry_match" not in proxied(), "by itself the proxy repeats nothing but GET once it was sent"
    grace = seconds(services()["app-1"]["stop_grace_period"])
    assert grace > (listening(Settings()).timeout_graceful_shutdown or 0) + STOP_SECONDS


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert {name for name, service in services().items() if service.get("ports")} == {"caddy"}


def test_the_service_runs_as_nobody_special_and_is_watched() -> None:
    assert re.search(r"^USER gongron$", DOCKERFILE, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", DOCKERFILE, re.MULTILINE)
    assert "/healthz" in DOCKERFILE
    assert services()["app-1"]["read_only"] is True


def test_a_new_version_never_serves_on_an_old_schema() -> None:
    running = services()
    assert running["migrate"]["command"] == ["python", "-m", "app", "migrate"]
    for name in ("app-1", "app-2"):
        assert running[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    told = COMPOSE[: COMPOSE.index("\nname: ")]
    assert told.index("run --rm migrate") < told.index("up -d --no-deps --wait app-1"), (
        "--no-deps passes it over"
    )


def test_the_image_carries_what_the_service_reads() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == {"app", "migrations", "static", "templates"}
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[0] == "!"
    }
    assert let_through == copied | {"pyproject.toml", "requirements.lock", "LICENSE"}
