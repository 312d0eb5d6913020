"""Telling people what happened to the events they registered for."""

from datetime import datetime

from flask import Flask
from sqlalchemy import or_, select, update

from eventhub import clock
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.access import locked_event
from eventhub.events.life import TELL
from eventhub.events.models import CANCELLED, PUBLISHED, Event
from eventhub.events.moves import SETTLES
from eventhub.jobs.queue import Jobs
from eventhub.registrations import mails
from eventhub.registrations.models import ACTIVE, OFFERED, WAITING, Registration
from eventhub.registrations.queries import WITH_EVENT, are_told
from eventhub.registrations.waiting_list import end_offers, fill_places

BATCH = 100
SERVE = "registrations.serve"


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
            Registration.state.in_(ACTIVE),
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


def _events_to_fill(now: datetime) -> list[int]:
    """Events at which somebody waits while registration is open, and those with an offer that has ended."""
    waited_for = select(Registration.event_id).where(Registration.state == WAITING)
    ended = select(Registration.event_id).where(Registration.state == OFFERED, Registration.offered_until <= now)
    query = select(Event.id).where(
        Event.id.in_(waited_for) & (Event.state == PUBLISHED) & (Event.starts_at > now) | Event.id.in_(ended)
    )
    return list(db.session.scalars(query.order_by(Event.id)))


def serve_waiting_lists() -> int:
    """End the offers whose time is over and give free places to those who wait; how many got or were offered one.

    A place is given at once when somebody cancels; this finds what else makes room, such as a larger capacity.
    """
    now, served = clock.now(), 0
    with transaction():
        events = _events_to_fill(now)
    for event_id in events:
        with transaction():
            event = locked_event(event_id)
            end_offers(event, clock.now())
            served += fill_places(event, clock.now())
    return served


def init_app(_app: Flask, jobs: Jobs) -> None:
    """Register the jobs that the event's life hints at; they also run every minute by themselves."""
    jobs.register(TELL, tell_of_changes)
    jobs.register(SERVE, serve_waiting_lists)
