"""Deleting answers when their days are over, question by question, as each question tells people."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from eventhub.database.batches import delete_rows, never
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import POSTPONED, Event
from eventhub.questions.models import Question
from eventhub.registrations.answer_files import let_go
from eventhub.registrations.answers import TABLES

EVERY = timedelta(hours=1)
"""The job runs every hour: the last run before the promised moment deletes. None deletes while people are there."""


def delete_old_answers(now: datetime, *, stopping: Callable[[], bool] = never) -> int:
    """Delete the answers that were promised to be gone; how many. Those to postponed events stay: they are to come."""
    with transaction():
        periods = db.session.scalars(select(Question.kept_days).where(Question.answered_version > 0).distinct()).all()
    gone = 0
    for days in periods:
        ended = now - timedelta(days=days) + (EVERY if days else timedelta())
        due = select(Question.id).join(Event, Event.id == Question.event_id).where(
            Question.kept_days == days, Question.answered_version > 0, Event.state != POSTPONED,
            Event.ends_at < ended,
        )  # fmt: skip
        for table in TABLES:
            gone += delete_rows(
                table, table.__table__.c.question_id.in_(due), stopping=stopping,
                parting=lambda ids, table=table: let_go(table, table.id.in_(ids)),  # type: ignore[misc] # each its own
            )  # fmt: skip
    return gone
