"""Reading registrations. Places are counted from the rows themselves; no counter is kept anywhere."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from eventhub.database.model import db
from eventhub.events.models import CANCELLED, DRAFT, POSTPONED, Event
from eventhub.registrations.models import CONFIRMED, Person, Registration

# Everyone who registers asks these: putting a statement together takes longer than the database needs to answer it.
CONFIRMED_COUNT = select(func.count()).where(
    Registration.event_id == bindparam("event"), Registration.state == CONFIRMED
)
SENT_BEFORE = select(Registration).where(
    Registration.event_id == bindparam("event"), Registration.sending == bindparam("sending")
)


def confirmed_counts(event_ids: Iterable[int]) -> dict[int, int]:
    """Event id to how many hold a place, for all of these events in one query; 0 where nobody does."""
    ids = list(event_ids)
    counts = dict.fromkeys(ids, 0)
    if not ids:
        return counts
    query = (
        select(Registration.event_id, func.count())
        .where(Registration.event_id.in_(ids), Registration.state == CONFIRMED)
        .group_by(Registration.event_id)
    )
    counts.update(iter(db.session.execute(query)))
    return counts


def confirmed_count(event_id: int) -> int:
    """How many hold a place at the event."""
    return db.session.scalar(CONFIRMED_COUNT, {"event": event_id}) or 0


def are_told(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Whose registrations are told of changes to their events: while they hold a place in something to come.

    That a postponed event is cancelled is told, too, when its old date is over.
    """
    return (
        Registration.state == CONFIRMED, Registration.forgotten_at.is_(None), Event.state != DRAFT,
        or_(Event.ends_at > now, Event.state.in_((CANCELLED, POSTPONED))),
    )  # fmt: skip


def told_of_changes_count(event_id: int) -> int:
    """How many people would get a mail if the event changed now."""
    held = (Registration.state == CONFIRMED, Registration.forgotten_at.is_(None))
    return db.session.scalar(select(func.count()).where(Registration.event_id == event_id, *held)) or 0


def untold_count(event_id: int, now: datetime) -> int:
    """How many people are still to be told of the latest change of an event."""
    query = select(func.count(Registration.id)).join(Registration.event)
    untold = query.where(Event.id == event_id, Registration.told_sequence < Event.sequence, *are_told(now))
    return db.session.scalar(untold) or 0


def registrations_of(event_id: int, *, state: str | None = CONFIRMED) -> list[Registration]:
    """An event's registrations in the order of arrival; `state=None` gives the cancelled ones too."""
    query = select(Registration).options(joinedload(Registration.person)).where(Registration.event_id == event_id)
    if state is not None:
        query = query.where(Registration.state == state)
    return list(db.session.scalars(query.order_by(Registration.registered_at, Registration.id)))


def registration_of(event_id: int, registration_id: int) -> Registration | None:
    """One registration, if it belongs to the event."""
    return db.session.scalar(
        select(Registration)
        .options(joinedload(Registration.person))
        .where(Registration.id == registration_id, Registration.event_id == event_id)
    )


def place_of(event_id: int, person_id: int) -> Registration | None:
    """The place this person holds at the event."""
    return db.session.scalar(
        select(Registration).where(
            Registration.event_id == event_id, Registration.person_id == person_id, Registration.state == CONFIRMED
        )
    )


def sent_before(event_id: int, sending: str) -> Registration | None:
    """What an earlier arrival of the same filled-in form made."""
    return db.session.scalar(SENT_BEFORE, {"event": event_id, "sending": sending})


def person_with_key(key: str) -> Person | None:
    """The person a personal link names."""
    return db.session.scalar(select(Person).where(Person.key == key))


def person_with_feed_key(feed_key: str) -> Person | None:
    """The person a private calendar address names."""
    return db.session.scalar(select(Person).where(Person.feed_key == feed_key))


def person_with_email(email: str) -> Person | None:
    """The person with this address, written in small letters."""
    return db.session.scalar(select(Person).where(Person.email == email))


WITH_EVENT = (
    joinedload(Registration.person),
    joinedload(Registration.event).joinedload(Event.network),
    joinedload(Registration.event).selectinload(Event.co_networks),
    joinedload(Registration.event).selectinload(Event.themes),
)


def registrations_of_person(person_id: int) -> list[Registration]:
    """Everything a person registered for, with the events, by date."""
    query = (
        select(Registration).options(*WITH_EVENT).join(Registration.event).where(Registration.person_id == person_id)
    )
    return list(db.session.scalars(query.order_by(Event.starts_at, Registration.id)))


def latest_of_each_event(registrations: list[Registration]) -> list[Registration]:
    """A person's registrations without those that a later one at the same event replaced."""
    latest = {one.event_id: one.id for one in sorted(registrations, key=lambda one: one.id)}
    return [one for one in registrations if latest[one.event_id] == one.id]


def registration_of_person(person_id: int, key: str) -> Registration | None:
    """One registration with its event, if it is this person's."""
    query = select(Registration).options(*WITH_EVENT)
    return db.session.scalar(query.where(Registration.person_id == person_id, Registration.key == key))
