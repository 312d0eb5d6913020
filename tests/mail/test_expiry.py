"""Mails leave the outbox when their time is over."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub import clock
from eventhub.database import batches
from eventhub.database.model import db
from eventhub.jobs.queue import Jobs
from eventhub.mail.expiry import EXPIRE, delete_old_mails
from eventhub.mail.models import DROPPED, FAILED, QUEUED, SENDING, SENT, OutboxMessage
from tests.mail.outbox import write


def a_mail(state: str, days: float) -> int:
    """A mail that was last tried so many days ago."""
    message_id = write()
    message = db.session.get_one(OutboxMessage, message_id)
    message.state, message.due_at = state, clock.now() - timedelta(days=days)
    db.session.commit()
    return message_id


def left() -> list[int]:
    return sorted(db.session.scalars(select(OutboxMessage.id)))


@pytest.mark.parametrize(("state", "days"), [(SENT, 30), (DROPPED, 30), (FAILED, 180)])
def test_a_mail_stays_for_its_time_and_no_longer(app: Flask, state: str, days: int) -> None:
    fresh, _old = a_mail(state, days - 0.01), a_mail(state, days + 0.01)
    assert [delete_old_mails(), delete_old_mails(), left()] == [1, 0, [fresh]]


@pytest.mark.parametrize("state", [QUEUED, SENDING])
def test_what_waits_to_be_sent_is_never_too_old(app: Flask, state: str) -> None:
    waiting = a_mail(state, 4000)
    assert [delete_old_mails(), left()] == [0, [waiting]]


def test_the_periods_are_settings(app: Flask) -> None:
    usual = app.extensions["settings"]
    kept, _gone = a_mail(FAILED, 9), a_mail(SENT, 9)
    app.extensions["settings"] = usual.model_copy(update={"sent_mails_kept_days": 7, "failed_mails_kept_days": 14})
    try:
        assert [delete_old_mails(), left()] == [1, [kept]]
    finally:
        app.extensions["settings"] = usual


def test_many_are_deleted_in_small_steps_that_can_be_stopped(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    for _ in range(5):
        a_mail(SENT, 31)
    stops = iter([False, *[True] * 9])
    assert [delete_old_mails(stopping=lambda: next(stops)), len(left())] == [2, 3]
    assert [delete_old_mails(), left()] == [3, []]


def test_the_job_runs_by_itself(app: Flask) -> None:
    jobs: Jobs = app.extensions["jobs"]
    a_mail(SENT, 31)
    jobs.run(EXPIRE)
    assert left() == []
