"""What may become of a registration: one table, and the one function that moves a row along it.

docs/registration-life.md says the same in words; a test compares the two.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.session import after_commit
from eventhub.events.access import locked_event
from eventhub.events.models import Event
from eventhub.jobs.queue import hint
from eventhub.registrations.doors import give_back
from eventhub.registrations.models import (
    ACTIVE,
    BY_ORGANISER,
    BY_PERSON,
    CANCELLED,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    OFFERED,
    PENDING,
    REJECTED,
    WAITING,
    Registration,
)
from eventhub.registrations.queries import WITH_EVENT, has_seat

BY_TIME = "time"
"""Who ended an offer that nobody answered."""
BEGINNINGS = {
    PENDING: "registration.asked",
    CONFIRMED: "registration.made",
    WAITING: "registration.queued",
    OFFERED: "registration.named",
}
TRANSITIONS = {
    (PENDING, CONFIRMED): "registration.approved",
    (PENDING, REJECTED): "registration.rejected",
    (CONFIRMED, PENDING): "registration.reopened",
    (WAITING, PENDING): "registration.promoted",
    (WAITING, CONFIRMED): "registration.promoted",
    (WAITING, OFFERED): "registration.offered",
    (OFFERED, PENDING): "registration.accepted",
    (OFFERED, CONFIRMED): "registration.accepted",
    (OFFERED, DECLINED): "registration.declined",
    (OFFERED, EXPIRED): "registration.expired",
    **{(state, CANCELLED): "registration.cancelled" for state in ACTIVE},
}
ENDED = (DECLINED, EXPIRED, REJECTED, CANCELLED)
FOLLOW = "representation.follow"
"""The job that asks the substitute of somebody who was named and does not come."""


class NotPossible(Exception):  # noqa: N818 - it says what happened
    """The registration is in a state from which this does not follow; somebody was faster."""


def current(registration: Registration) -> Event:
    """The event of a registration, locked, and the registration, its person and event as they are now."""
    event = locked_event(registration.event_id)
    query = select(Registration).options(*WITH_EVENT).where(Registration.id == registration.id)
    db.session.scalars(query, execution_options={"populate_existing": True}).one()
    return event


def write_down(act: str, registration: Registration, *, actor: Account | None, now: datetime, **details: Any) -> None:
    """One audit entry about a registration whose event is loaded; without an actor the person did it, or time."""
    record(
        act, now=now, user_id=actor.id if actor else None, network_id=registration.event.network_id,
        event_id=registration.event_id, object_id=registration.id, **details,
    )  # fmt: skip


def begin(registration: Registration, *, actor: Account | None = None, now: datetime, **details: Any) -> None:
    """Write down that a registration was made, by the person or by an organiser for them."""
    act = "registration.added" if actor else BEGINNINGS[registration.state]
    write_down(act, registration, actor=actor, now=now, **details)


def _hint_following() -> None:
    hint(FOLLOW)


def move(
    registration: Registration, to: str, *, now: datetime, actor: Account | None = None, by: str = "", **details: Any
) -> None:
    """Move a registration, its event locked, to another state and write it down. Raises NotPossible."""
    act = TRANSITIONS.get((registration.state, to))
    if act is None:
        raise NotPossible(registration.state, to)
    before, registration.state, registration.updated_at = registration.state, to, now
    registration.offered_until = None
    if to != WAITING:
        registration.queue_number = None
    if to in ENDED:
        registration.cancelled_at = now
        registration.cancelled_by = by or (BY_ORGANISER if actor else BY_PERSON)
        give_back(registration, by_organiser=actor is not None, now=now)
        if has_seat(registration.id):
            after_commit(_hint_following)
    write_down(act, registration, actor=actor, now=now, before=before, **details)
