"""Telling people what happened to the events they registered for."""

from datetime import datetime

from flask import Flask
from sqlalchemy import or_, select, update

from eventhub import clock
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.life import TELL
from eventhub.events.models import CANCELLED, Event
from eventhub.events.moves import SETTLES
from eventhub.jobs.queue import Jobs
from eventhub.registrations import mails
from eventhub.registrations.models import CONFIRMED, Registration
from eventhub.registrations.queries import WITH_EVENT, are_told

BATCH = 100


def _untold(now: datetime) -> list[tuple[int, int, bool]]:
    """Of registrations whose coming event changed since they were told: id, new sequence, whether its date moved."""
    query = (
        select(Registration.id, Event.sequence, Registration.told_sequence < Event.moved_sequence)
        .join(Registration.event)
        .where(
            Registration.told_sequence < Event.sequence, *are_told(now),
            or_(Event.revised_at.is_(None), Event.revised_at <= now - SETTLES, Event.state == CANCELLED),
        )
        .order_by(Registration.id)
        .limit(BATCH)
    )  # fmt: skip
    return [(registration_id, sequence, is_moved) for registration_id, sequence, is_moved in db.session.execute(query)]


def _tell(registration_id: int, sequence: int, is_moved: bool, now: datetime) -> None:
    """Claim one registration and queue its mail; whoever claims it second finds nothing to do."""
    claimed = db.session.execute(
        update(Registration)
        .where(
            Registration.id == registration_id,
            Registration.told_sequence < sequence,
            Registration.state == CONFIRMED,
            Registration.forgotten_at.is_(None),
        )
        .values(told_sequence=sequence)
        .returning(Registration.id)
        .execution_options(synchronize_session=False)
    )
    if claimed.first() is not None:
        query = select(Registration).options(*WITH_EVENT).where(Registration.id == registration_id)
        registration = db.session.scalars(query, execution_options={"populate_existing": True}).one()
        mails.event_changed(registration, is_moved=is_moved, now=now)


def tell_of_changes() -> int:
    """Queue one mail to each person whose event was cancelled, postponed or moved; how many."""
    told = 0
    while True:
        with transaction():
            now = clock.now()
            batch = _untold(now)
            for registration_id, sequence, is_moved in batch:
                _tell(registration_id, sequence, is_moved, now)
        told += len(batch)
        if len(batch) < BATCH:
            return told


def init_app(_app: Flask, jobs: Jobs) -> None:
    """Register the job that the event's life hints at; it also runs every minute by itself."""
    jobs.register(TELL, tell_of_changes)
