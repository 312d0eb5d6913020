"""Who did what is forgotten after its time."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.expiry import EXPIRE, delete_old_entries
from eventhub.audit.models import AuditEntry
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.jobs.queue import Jobs


def acts() -> list[str]:
    return sorted(db.session.scalars(select(AuditEntry.action)))


def an_act(action: str, days: float) -> None:
    record(action, now=clock.now() - timedelta(days=days))
    db.session.commit()


def test_an_entry_stays_two_years_and_no_longer(app: Flask) -> None:
    an_act("kept", 729.9)
    an_act("old", 730.1)
    assert [delete_old_entries(), delete_old_entries(), acts()] == [1, 0, ["kept"]]


def test_the_period_is_a_setting_and_the_job_runs_by_itself(app: Flask) -> None:
    usual, jobs = app.extensions["settings"], app.extensions["jobs"]
    assert isinstance(jobs, Jobs)
    an_act("kept", 30)
    an_act("old", 60)
    app.extensions["settings"] = usual.model_copy(update={"audit_kept_days": 45})
    try:
        jobs.run(EXPIRE)
    finally:
        app.extensions["settings"] = usual
    assert acts() == ["kept"]
