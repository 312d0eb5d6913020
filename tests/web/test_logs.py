"""Logs: a line of JSON each, with the request it belongs to and nobody's address."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from eventhub.database.model import db
from eventhub.registrations.models import Person
from eventhub.registrations.people import personal_token
from eventhub.web import logs
from tests.factories import make_event, make_registration

Written = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """What was written since, as objects; a line that is no JSON fails."""
    logs.configure("INFO")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logs.configure("ERROR")


def test_our_lines_and_those_of_others_look_the_same(written: Written) -> None:
    structlog.get_logger("eventhub.mail").info("sent", message_id=7)
    logging.getLogger("some.library").warning("slow %s", "answer")
    ours, theirs = written()
    assert (ours["logger"], ours["event"], ours["level"], ours["message_id"]) == ("eventhub.mail", "sent", "info", 7)
    assert (theirs["logger"], theirs["event"], theirs["level"]) == ("some.library", "slow answer", "warning")
    assert set(theirs) == set(ours) - {"message_id"}


def test_no_line_names_an_address(written: Written) -> None:
    log = structlog.get_logger("eventhub")
    log.warning("refused for noor.peeters@example.org", to="noor.peeters@example.org")
    logging.getLogger("some.library").error("no mailbox <noor.peeters@example.org>")
    try:
        raise ValueError("noor.peeters@example.org")
    except ValueError:
        log.exception("failed")
    lines = written()
    assert len(lines) == 3
    assert "noor" not in json.dumps(lines)
    assert "ValueError: [address]" in lines[2]["exception"]


def test_what_is_below_the_level_is_not_written(written: Written) -> None:
    structlog.get_logger("eventhub").debug("detail")
    logging.getLogger("some.library").debug("detail")
    assert written() == []


def test_an_answer_is_one_line_with_the_route_and_not_the_address(
    app: Flask, client: FlaskClient, written: Written
) -> None:
    make_registration(make_event(slug="dag"))
    link = f"/me/{personal_token(db.session.scalars(db.select(Person)).one())}"
    answers = [client.get("/events/dag?q=noor%40example.org"), client.get("/events/dag?q=noor%40example.org"),
               client.get(link), client.get("/nowhere")]  # fmt: skip
    lines = [line for line in written() if line["event"] == "request"]
    assert [line["route"] for line in lines] == ["/events/<slug>", "/events/<slug>", "/me/<token>", "unknown"]
    assert [line["status"] for line in lines] == [200, 200, 200, 404]
    assert [line.get("kept", False) for line in lines] == [False, True, False, False]
    assert [line["request_id"] for line in lines] == [answer.headers["X-Request-Id"] for answer in answers]
    assert link.rpartition("/")[2] not in json.dumps(lines)
    assert "noor" not in json.dumps(lines)
