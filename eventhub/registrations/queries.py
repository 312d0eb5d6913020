"""Reading registrations. Places are counted from the rows themselves; no counter is kept anywhere."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from eventhub.database.model import db
from eventhub.events.models import CANCELLED, DRAFT, ONLINE, POSTPONED, Event
from eventhub.registrations.availability import Taken
from eventhub.registrations.delegation_models import Delegation, Seat
from eventhub.registrations.kept import KEPT_FOR_MEMBERS, kept_for_invited, kept_for_members
from eventhub.registrations.members import without_the_blocked
from eventhub.registrations.models import ACTIVE, CONFIRMED, PENDING, WAITING, Person, Registration, RegistrationGroup

# Everyone who registers asks these: putting a statement together takes longer than the database needs to answer it.
COUNTED = (Registration.state, Registration.attendance)
TAKEN = union_all(
    select(Registration.event_id, *COUNTED, func.count())
    .where(Registration.event_id == bindparam("event"), Registration.state.in_(ACTIVE))
    .group_by(Registration.event_id, *COUNTED),
    kept_for_members(Delegation.event_id == bindparam("event")),
)
SENT_BEFORE = select(Registration).where(
    Registration.event_id == bindparam("event"), Registration.sending == bindparam("sending")
)


def _counted(rows: Iterable[Any]) -> Taken:
    """Rows of state, way of taking part and count, added up."""
    sums = dict.fromkeys(Taken._fields, 0)
    for state, attendance, count in rows:
        if state == KEPT_FOR_MEMBERS:
            sums[KEPT_FOR_MEMBERS] += int(count)
            continue
        way = "online" if attendance == ONLINE else "on_site"
        sums[f"waiting_{way}" if state == WAITING else way] += count
        sums["pending"] += count if state == PENDING else 0
    return Taken(**sums)


def _served(event_id: int, taken: Taken) -> Taken:
    """Counts as waiting only whom a free place could be for; where nobody waits that costs nothing."""
    return without_the_blocked(db.session.get_one(Event, event_id), taken) if taken.waiting else taken


def taken_of_events(event_ids: Iterable[int], now: datetime) -> dict[int, Taken]:
    """Event id to the places taken now, for all of these events at once."""
    ids = list(event_ids)
    found: dict[int, list[Any]] = {event_id: [] for event_id in ids}
    if not ids:
        return {}
    query = union_all(
        select(Registration.event_id, *COUNTED, func.count())
        .where(Registration.event_id.in_(ids), Registration.state.in_(ACTIVE))
        .group_by(Registration.event_id, *COUNTED),
        kept_for_members(Delegation.event_id.in_(ids)),
    )
    for event_id, *row in db.session.execute(query, {"now": now}):
        found[event_id].append(row)
    invited = kept_for_invited(ids, now)
    return {
        event_id: _served(event_id, _counted(rows))._replace(kept_for_invited=invited.get(event_id, 0))
        for event_id, rows in found.items()
    }


def taken_of(event_id: int, now: datetime) -> Taken:
    """The places of the event that are taken or kept now, and who waits for one."""
    taken = _counted(row[1:] for row in db.session.execute(TAKEN, {"event": event_id, "now": now}))
    return _served(event_id, taken)._replace(kept_for_invited=kept_for_invited([event_id], now).get(event_id, 0))


def are_told(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Whose registrations are told of changes to their events: while they have or hope for a place in what is to come.

    That a postponed event is cancelled is told, too, when its old date is over.
    """
    return (
        Registration.state.in_(ACTIVE), Registration.forgotten_at.is_(None), Event.state != DRAFT,
        or_(Event.ends_at > now, Event.state.in_((CANCELLED, POSTPONED))),
    )  # fmt: skip


def told_of_changes_count(event_id: int) -> int:
    """How many people would get a mail if the event changed now: who registered others is one of them."""
    held = (Registration.state.in_(ACTIVE), Registration.forgotten_at.is_(None))
    reader = func.coalesce(Registration.person_id, RegistrationGroup.contact_id)
    query = select(func.count(reader.distinct())).select_from(Registration).outerjoin(Registration.group)
    return db.session.scalar(query.where(Registration.event_id == event_id, *held)) or 0


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


def has_seat(registration_id: int) -> bool:
    """Whether somebody was named by a member organisation, for one of its seats."""
    return db.session.get(Seat, registration_id) is not None


def registration_of(event_id: int, registration_id: int) -> Registration | None:
    """One registration, if it belongs to the event."""
    return db.session.scalar(
        select(Registration)
        .options(joinedload(Registration.person))
        .where(Registration.id == registration_id, Registration.event_id == event_id)
    )


def place_of(event_id: int, person_id: int) -> Registration | None:
    """What this person has at the event: a place, or one that is asked for, waited for or offered."""
    return db.session.scalar(
        select(Registration).where(
            Registration.event_id == event_id, Registration.person_id == person_id, Registration.state.in_(ACTIVE)
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
    """A person's registrations without those that a later one at the same event replaced, or one that goes on."""
    in_order = sorted(registrations, key=lambda one: (one.state in ACTIVE, one.id))
    latest = {one.event_id: one.id for one in in_order}
    return [one for one in registrations if latest[one.event_id] == one.id]


def in_hand_of(person_id: int) -> ColumnElement[bool]:
    """Whose places somebody has in hand: those of people without an address whom they registered."""
    groups = select(RegistrationGroup.id).where(RegistrationGroup.contact_id == person_id)
    return and_(Registration.person_id.is_(None), Registration.group_id.in_(groups))


def names_in_hand(registration: Registration, person_id: int) -> list[str]:
    """Whom this person registered for the same event without an address of their own; cheap where there is no group."""
    if registration.group is None:
        return []
    here = (Registration.event_id == registration.event_id, Registration.state.in_(ACTIVE))
    query = select(Registration.name).where(in_hand_of(person_id), *here)
    return list(db.session.scalars(query.order_by(Registration.id)))


def registration_of_person(person_id: int, key: str) -> Registration | None:
    """One registration with its event, if it is this person's own or in their hand."""
    is_theirs = or_(Registration.person_id == person_id, in_hand_of(person_id))
    return db.session.scalar(select(Registration).options(*WITH_EVENT).where(is_theirs, Registration.key == key))


def registered_by(person_id: int) -> list[Registration]:
    """The people without an address whom somebody registered, with the events, by date."""
    query = select(Registration).options(*WITH_EVENT).join(Registration.event).where(in_hand_of(person_id))
    return list(db.session.scalars(query.order_by(Event.starts_at, Event.id, Registration.id)))


def group_sent_before(event_id: int, sending: str) -> RegistrationGroup | None:
    """The group that an earlier arrival of the same filled-in form made."""
    return db.session.scalar(
        select(RegistrationGroup).where(RegistrationGroup.event_id == event_id, RegistrationGroup.sending == sending)
    )


def has_active_members(group: RegistrationGroup) -> bool:
    """Whether anybody of a group has or hopes for a place."""
    query = select(Registration.id).where(Registration.group_id == group.id, Registration.state.in_(ACTIVE))
    return db.session.scalar(query.limit(1)) is not None


def speaks_for_others(registration: Registration) -> bool:
    """Whether news of the event for somebody without an address reach the contact by this registration.

    Not where the contact comes too, and hears it for themselves, or another one without an address stands before.
    """
    contact_id = registration.group.contact_id if registration.group else 0
    before = and_(in_hand_of(contact_id), Registration.id < registration.id)
    query = select(Registration.id).where(
        Registration.event_id == registration.event_id, Registration.state.in_(ACTIVE),
        or_(Registration.person_id == contact_id, before),
    )  # fmt: skip
    return db.session.scalar(query.limit(1)) is None
