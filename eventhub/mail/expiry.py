"""Mails leave the outbox some time after they were sent, or after nobody sent them again."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import and_

from eventhub import clock
from eventhub.database.batches import delete_rows, never
from eventhub.jobs.queue import HOUR_MINUTES, Jobs
from eventhub.mail.models import DROPPED, FAILED, SENT, OutboxMessage
from eventhub.web.tokens import settings

EXPIRE = "mail.expire"


def delete_old_mails(*, stopping: Callable[[], bool] = never) -> int:
    """Delete the mails whose time is over, with every address and word in them; how many.

    `due_at` is when a mail was last tried. What still waits to be sent is never too old.
    """
    kept, deleted = settings(), 0
    for state, days in (
        (SENT, kept.sent_mails_kept_days), (DROPPED, kept.sent_mails_kept_days), (FAILED, kept.failed_mails_kept_days),
    ):  # fmt: skip
        is_old = and_(OutboxMessage.state == state, OutboxMessage.due_at < clock.now() - timedelta(days=days))
        deleted += delete_rows(OutboxMessage, is_old, stopping=stopping)
    return deleted


def init_app(_app: Flask, jobs: Jobs) -> None:
    """Register the job, which runs every hour."""
    jobs.register(EXPIRE, lambda: delete_old_mails(stopping=jobs.stopping.is_set), every_minutes=HOUR_MINUTES)
