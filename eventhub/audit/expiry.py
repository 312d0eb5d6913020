"""Who did what is forgotten after some years."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.batches import delete_rows, never
from eventhub.jobs.queue import HOUR_MINUTES, Jobs
from eventhub.web.tokens import settings

EXPIRE = "audit.expire"


def delete_old_entries(*, stopping: Callable[[], bool] = never) -> int:
    """Delete the entries whose time is over; how many."""
    oldest = clock.now() - timedelta(days=settings().audit_kept_days)
    return delete_rows(AuditEntry, AuditEntry.at < oldest, stopping=stopping)


def init_app(_app: Flask, jobs: Jobs) -> None:
    """Register the job, which runs every hour."""
    jobs.register(EXPIRE, lambda: delete_old_entries(stopping=jobs.stopping.is_set), every_minutes=HOUR_MINUTES)
