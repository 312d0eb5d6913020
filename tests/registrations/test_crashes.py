"""A process that is killed while somebody registers leaves the whole of it or nothing, and never less than it said."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.mail.models import OutboxMessage
from eventhub.registrations.models import Person, Registration
from tests.factories import make_event
from tests.processes import environment_of

ROUNDS = int(os.environ.get("EVENTHUB_CRASHES", "50"))
FIRST = "first@example.org"


@pytest.fixture
def rounds(app: Flask) -> list[dict[str, Any]]:
    make_event(slug="crash")
    settings = app.extensions["settings"]
    command = [sys.executable, "-m", "tests.registrations.crashing", "crash", str(ROUNDS)]
    done = subprocess.run(
        command, env=environment_of(settings, rate_limits=False, run_jobs=False), cwd=Path(__file__).parents[2],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def counted(column: Any) -> Counter[str]:
    return Counter(dict(iter(db.session.execute(select(column, func.count()).group_by(column)))))


def send_all_again(app: Flask, rounds: list[dict[str, Any]]) -> None:
    """What people do whose browser had no answer, and some who had one."""
    client = app.test_client()
    for one in rounds:
        form = {"form_token": one["token"], "name": "Noor Peeters", "email": one["email"], "consent": "y"}
        assert client.post("/events/crash/register", data=form).status_code == 303


def test_what_was_promised_is_there_and_nothing_is_half_there_or_twice(
    app: Flask, rounds: list[dict[str, Any]]
) -> None:
    db.session.rollback()
    kept = counted(Registration.email)
    answered = {one["email"] for one in rounds if one["answered"]}
    assert {one["answered"] for one in rounds} == {"", "303"}
    assert {"before the commit", "before the answer", "never", "before statement 1"} <= {
        one["killed"] for one in rounds
    }
    assert answered | {FIRST} <= set(kept)
    late = {one["email"] for one in rounds if one["killed"] == "before the answer"}
    assert set(kept) == answered | late | {FIRST}
    assert kept == counted(OutboxMessage.to_address) == counted(Person.email)
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "registration.made")) == len(kept)
    assert set(kept.values()) == {1}
    send_all_again(app, rounds)
    assert counted(Registration.email) == {**dict.fromkeys((one["email"] for one in rounds), 1), FIRST: 1}
    assert counted(OutboxMessage.to_address) == counted(Registration.email)
