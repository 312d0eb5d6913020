"""Settings refuse what would hurt later."""

import pytest
from pydantic import ValidationError

from eventhub.config import Settings

GOOD = "uT8pZq3Lw0sYx7Nv5Rm2Kc9Jh4Gd6Fb1"


@pytest.mark.parametrize("secret", ["", "short", "changeme" * 8, "a" * 64, "password-password-password-password"])
def test_production_does_not_start_with_a_weak_secret(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTHUB_ENVIRONMENT", "production")
    monkeypatch.setenv("EVENTHUB_SECRET_KEY", secret)
    with pytest.raises(ValidationError, match="EVENTHUB_SECRET_KEY"):
        Settings()


def test_production_starts_with_a_strong_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTHUB_ENVIRONMENT", "production")
    monkeypatch.setenv("EVENTHUB_SECRET_KEY", GOOD)
    assert Settings().is_production


def test_the_demo_cannot_be_on_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTHUB_ENVIRONMENT", "production")
    monkeypatch.setenv("EVENTHUB_SECRET_KEY", GOOD)
    monkeypatch.setenv("EVENTHUB_DEMO", "true")
    with pytest.raises(ValidationError, match="EVENTHUB_DEMO"):
        Settings()


def test_production_is_what_nobody_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENTHUB_ENVIRONMENT", raising=False)
    monkeypatch.setenv("EVENTHUB_SECRET_KEY", GOOD)
    assert Settings().environment == "production"
