"""Production refuses to start unsafely."""

import pytest
from pydantic import SecretStr, ValidationError

from app.core.settings import DEVELOPMENT_SECRET, Environment, Settings

SAFE = {
    "environment": Environment.PRODUCTION,
    "secret_key": SecretStr("0123456789abcdef0123456789abcdef"),
    "public_url": "https://talk.jongno.example",
}


def settings(**changes: object) -> Settings:
    return Settings(**{**SAFE, **changes})  # type: ignore[arg-type]  # each test breaks one value on purpose


def test_a_whole_production_setting_is_accepted() -> None:
    assert settings().is_production
    assert settings().public_host == "talk.jongno.example"


@pytest.mark.parametrize(
    "change",
    [
        {"secret_key": SecretStr(DEVELOPMENT_SECRET)},
        {"secret_key": SecretStr("too short")},
        {"secret_key": SecretStr("")},
        {"public_url": "http://talk.jongno.example"},
        {"demo": True},
    ],
)
def test_production_refuses_a_known_secret_plain_http_and_one_click_sign_in(
    change: dict[str, object],
) -> None:
    with pytest.raises(ValidationError, match="GONGRON_"):
        settings(**change)
    settings(environment=Environment.DEVELOPMENT, **change)


def test_a_service_without_a_secret_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGRON_ENVIRONMENT", "production")
    monkeypatch.setenv("GONGRON_PUBLIC_URL", "https://talk.jongno.example")
    with pytest.raises(ValidationError, match="GONGRON_SECRET_KEY"):
        Settings()


def test_cookies_are_bound_to_the_host_in_production_only() -> None:
    assert settings().cookie("visit") == "__Host-visit"
    assert settings(environment=Environment.DEVELOPMENT).cookie("visit") == "visit"


def test_the_secret_is_not_printed_by_accident() -> None:
    assert "0123456789abcdef" not in repr(settings())


def test_every_setting_says_what_it_is_for() -> None:
    assert [
        name
        for name, field in Settings.model_fields.items()
        if not field.description and name != "environment"
    ] == []
