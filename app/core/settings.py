"""Every setting of the service, read from the environment (prefix ``GONGRON_``)."""

from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[2]
DEVELOPMENT_SECRET = "development-secret-not-for-production"
LEAST_SECRET_LENGTH = 32
BUS_SCHEMES = ("redis://", "rediss://", "unix://")


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class MessengerKind(StrEnum):
    """Who carries six-digit codes."""

    NONE = ""
    POSTBOX = "postbox"
    EMAIL = "email"
    SMS = "sms"


class Settings(BaseSettings):
    """Refuses to exist (``ValidationError``) when production would run with a known secret or without TLS."""

    model_config = SettingsConfigDict(env_prefix="GONGRON_", extra="ignore")

    environment: Environment = Field(Environment.DEVELOPMENT, description="development, test or production")
    database_url: str = Field(
        f"sqlite:///{PROJECT / 'var' / 'gongron.sqlite3'}",
        description="sqlite:////absolute/path or postgresql+psycopg://user:password@host/name",
    )
    secret_key: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET), description="at least 32 characters; signs forms and receipts"
    )
    public_url: str = Field(
        "",
        description="the address residents type, on the wall and in the QR; localhost and the port when not given",
    )
    service_name: str = Field("종로공론장", description="the district's own name for the service")
    district_name: str = Field("종로구", description="the district's name")
    contact: str = Field(
        "협치추진단 02-2148-0000 (평일 9시–18시)", description="help line printed on public pages"
    )
    demo: bool = Field(False, description="offer one-click sign-in per role, with a visible band saying so")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, description="port to listen on")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    body_limit: int = Field(64 * 1024, description="largest request body in bytes")
    key_folder: str = Field(
        "",
        description="where the keys of open ballots lie, outside database and backups; beside the SQLite file",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="bearer token for /metrics; empty: nobody may read it"
    )
    # The largest hall we promise is 5,000 who vote at once: a queue of 4,096 turned 801 of them away. Twice that hall leaves
    # room for its ideas and 공감 beside the votes. A vote that waits holds about 3 KB with its task: 30 MB when full.
    write_queue: int = Field(10_000, description="deeds that may wait for the writer before 503 is answered")
    sockets: int = Field(12_000, description="live pages this process serves at the same time")
    sockets_per_address: int = Field(
        12_000, description="of these from one network address; a whole hall may share one"
    )
    login_idle_minutes: int = Field(60, description="staff are signed out after this many idle minutes")
    login_hours: int = Field(12, description="and at the latest after this many hours")
    bus_url: str = Field(
        "", description="redis://… of a Valkey or Redis when several processes serve; empty for one process"
    )
    messenger: MessengerKind = Field(
        MessengerKind.NONE,
        description="how six-digit codes travel: email, sms, or postbox (on the page itself, never in production)",
    )
    smtp_host: str = Field("", description="mail server for codes by e-mail")
    smtp_port: int = Field(587, description="its port")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="starttls, tls, or none for a server on the same machine"
    )
    smtp_user: str = Field("", description="who signs in there; empty when nobody has to")
    smtp_password: SecretStr = Field(SecretStr(""), description="and with which password")
    smtp_from: str = Field("", description="the sender residents see")
    sms_url: str = Field(
        "", description="gateway for text messages: takes POST {to, text} as JSON over https"
    )
    sms_token: SecretStr = Field(SecretStr(""), description="bearer token of that gateway")
    trusted_proxies: str = Field(
        "127.0.0.1", description="addresses whose X-Forwarded-* headers are believed"
    )

    @model_validator(mode="after")
    def _address_follows_the_port(self) -> "Settings":
        self.public_url = (self.public_url or f"http://localhost:{self.port}").rstrip("/")
        return self

    @model_validator(mode="after")
    def _bus_is_spoken(self) -> "Settings":
        if self.bus_url and not self.bus_url.startswith(BUS_SCHEMES):
            raise ValueError("GONGRON_BUS_URL: begins with " + ", ".join(BUS_SCHEMES))
        return self

    @model_validator(mode="after")
    def _messenger_is_whole(self) -> "Settings":
        if self.messenger is MessengerKind.EMAIL and not (self.smtp_host and "@" in self.smtp_from):
            raise ValueError("GONGRON_MESSENGER: email needs GONGRON_SMTP_HOST and GONGRON_SMTP_FROM")
        if self.messenger is MessengerKind.SMS and not self.sms_url.startswith(
            ("https://", "http://127.0.0.1")
        ):
            raise ValueError("GONGRON_MESSENGER: sms needs GONGRON_SMS_URL with https://")
        return self

    @model_validator(mode="after")
    def _production_is_safe(self) -> "Settings":
        if self.environment is not Environment.PRODUCTION:
            return self
        secret = self.secret_key.get_secret_value()
        if secret == DEVELOPMENT_SECRET or len(secret) < LEAST_SECRET_LENGTH:
            raise ValueError("GONGRON_SECRET_KEY: production needs its own secret of at least 32 characters")
        if not self.public_url.startswith("https://"):
            raise ValueError("GONGRON_PUBLIC_URL: production needs an https:// address")
        if self.demo:
            raise ValueError("GONGRON_DEMO: one-click sign-in cannot run in production")
        if self.messenger is MessengerKind.POSTBOX:
            raise ValueError("GONGRON_MESSENGER: a postbox shows codes to whoever asks; not in production")
        return self

    @property
    def secret(self) -> bytes:
        return self.secret_key.get_secret_value().encode()

    @property
    def key_path(self) -> Path | None:
        """The folder of keys, when one was named."""
        return Path(self.key_folder) if self.key_folder else None

    @property
    def is_development(self) -> bool:
        return self.environment is Environment.DEVELOPMENT

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @cached_property
    def public_host(self) -> str:
        """Host (and port) as residents see it, without the scheme: what the wall prints in large type."""
        return urlsplit(self.public_url).netloc

    def cookie(self, name: str) -> str:
        """``__Host-`` in production: the browser then refuses the cookie on another path, domain or plain http."""
        return f"__Host-{name}" if self.is_production else name

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")
