"""Every setting of EventHub: one typed class, read from EVENTHUB_* variables."""

import secrets
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_SECRET = 32
PROJECT = Path(__file__).resolve().parent.parent
WELL_KNOWN = ("changeme", "secret", "password", "development", "eventhub", "default")

Environment = Literal["production", "development", "test"]


class WeakSecretError(ValueError):
    """The secret key is missing, short or guessable."""


class Settings(BaseSettings):
    """What an installation may set; `docs/configuration.md` lists the same."""

    model_config = SettingsConfigDict(env_prefix="EVENTHUB_", extra="ignore", frozen=True)

    environment: Environment = "production"
    instance: Path = PROJECT / "instance"
    base_url: str = "http://localhost:8000"
    trusted_hosts: str = ""
    trusted_proxies: int = Field(0, ge=0, le=5)
    secret_key: SecretStr = SecretStr("")
    secret_key_fallbacks: str = ""
    hub_name: str = "EventHub"
    hub_languages: str = "nl,fi,da,sv,fr,en"
    database_url: str = ""
    jobs_url: str = ""
    run_jobs: bool = True
    rate_limit_url: str = "memory://"
    rate_limits: bool = True
    files_url: str = ""
    files_s3_endpoint: str = ""
    files_s3_region: str = "us-east-1"
    files_s3_access_key: str = ""
    files_s3_secret_key: SecretStr = SecretStr("")
    largest_upload_mib: int = Field(50, ge=1, le=2048)
    largest_answer_mib: int = Field(10, ge=1, le=100)
    mail_server: str = ""
    mail_port: int = Field(587, ge=1, le=65535)
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_username: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_timeout_seconds: float = Field(15.0, gt=0, le=120)
    mail_ca_file: str = ""
    mail_from: str = "eventhub@example.org"
    contact: str = ""
    sent_mails_kept_days: int = Field(30, ge=1, le=3650)
    failed_mails_kept_days: int = Field(180, ge=4, le=3650)
    audit_kept_days: int = Field(730, ge=30, le=36500)
    second_factor_required: bool = True
    demo: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("base_url")
    @classmethod
    def _base_url_is_absolute(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an absolute http(s) address, such as https://events.example.org")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if self.environment != "production":
            return self
        check_secret(self.secret_key.get_secret_value())
        if self.demo:
            raise ValueError("EVENTHUB_DEMO cannot be on in production: it shows sent mail to anyone")
        return self

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def is_secure(self) -> bool:
        """Whether visitors reach the site over https."""
        return self.base_url.startswith("https://")

    @property
    def languages(self) -> list[str]:
        """The interface languages offered, as codes, the first one the hub's own."""
        return _words(self.hub_languages)

    @property
    def hosts(self) -> list[str]:
        """The host names a request may be addressed to."""
        own = urlsplit(self.base_url).hostname or ""
        return sorted({own, *_words(self.trusted_hosts)})

    @property
    def contact_address(self) -> str:
        """Whom visitors write to about the site itself."""
        return self.contact or parseaddr(self.mail_from)[1]

    @property
    def database(self) -> str:
        """The SQLAlchemy address: what was set, else SQLite in the instance folder."""
        return self.database_url or f"sqlite:///{self.instance / 'eventhub.db'}"

    @cached_property
    def secrets(self) -> list[str]:
        """Signing keys, the current one first, then those that still open old links."""
        current = self.secret_key.get_secret_value() or kept_secret(self.instance)
        return [current, *_words(self.secret_key_fallbacks)]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def check_secret(value: str) -> None:
    """Raise WeakSecretError unless the value can sign links for years."""
    guessable = len(set(value)) < 10 or any(value.lower().startswith(word) for word in WELL_KNOWN)
    if len(value) < SHORTEST_SECRET or guessable:
        raise WeakSecretError(
            f"EVENTHUB_SECRET_KEY must be at least {SHORTEST_SECRET} random characters; "
            'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )


def kept_secret(instance: Path) -> str:
    """The key an installation outside production made for itself at its first start."""
    file = instance / "secret_key"
    if not file.exists():
        instance.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return file.read_text(encoding="ascii").strip()
