"""Giving, changing and taking back places. One locked function decides who gets one, whichever way they come."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.session import lock_row
from eventhub.events.access import WITH_NAMES
from eventhub.events.models import Event
from eventhub.registrations import mails
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.availability import Availability, availability
from eventhub.registrations.models import BY_ORGANISER, BY_PERSON, CANCELLED, CONFIRMED, Person, Registration
from eventhub.registrations.people import person_for
from eventhub.registrations.queries import WITH_EVENT, confirmed_count, place_of, sent_before
from eventhub.registrations.refusals import REFUSALS, AlreadyRegistered, EventFull, EventOver

ORGANISER_MAY = (
    Availability.OPEN, Availability.FULL, Availability.ANNOUNCED, Availability.NOT_YET,
    Availability.CLOSED, Availability.OVER,
)  # fmt: skip
"""When an organiser may write somebody on the list; whether there is a place is asked besides."""


class Result(StrEnum):
    """What became of a form that was accepted. The page shown is the same for all three."""

    REGISTERED = "registered"
    SENT_BEFORE = "sent_before"
    ALREADY = "already"


@dataclass(frozen=True)
class Outcome:
    """The result and the place that the person now holds."""

    result: Result
    registration: Registration


def locked_event(event_id: int) -> Event:
    """The event as it is now, its row held: until the transaction ends nobody else gives a place there."""
    lock_row("event", event_id)
    query = select(Event).options(*WITH_NAMES).where(Event.id == event_id)
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def one_form(sending: str, email: str) -> str:
    """What tells one filled-in form from another: going back and typing a colleague's address makes a new one."""
    return hashlib.sha256(f"{sending} {email}".encode()).hexdigest()


def _held_by_this_form(event_id: int, sending: str) -> Registration | None:
    """The place an earlier arrival of the same form got; one cancelled since then makes way for a new one."""
    earlier = sent_before(event_id, sending)
    if earlier is None or earlier.state == CONFIRMED:
        return earlier
    earlier.sending = None
    db.session.flush()
    return None


def _take_place(event: Event, person: Person, *, now: datetime, **values: Any) -> Registration | None:
    """Write the registration; None where the database knows a place of this person or form already."""
    registration = Registration(
        key=secrets.token_hex(16), event=event, person=person, state=CONFIRMED, email=person.email,
        registered_at=now, updated_at=now, told_sequence=event.sequence, **values,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(registration)
    except IntegrityError:
        return None
    return registration


def _already(event: Event, person: Person, sending: str, now: datetime) -> Outcome:
    """Answer like a success; only the mail tells the person that the place was theirs before."""
    place = place_of(event.id, person.id) or sent_before(event.id, sending)
    if place is None:  # the other request was faster and its place is gone again
        raise EventFull
    place.event, place.person = event, person
    mails.already_registered(place, now=now)
    return Outcome(Result.ALREADY, place)


def register(
    event_id: int,
    *,
    name: str,
    email: str,
    organisation: str = "",
    remark: str = "",
    language: str,
    consent_text: str,
    consent_version: str,
    sending: str,
    now: datetime,
) -> Outcome:
    """Give somebody a place, or refuse with the reason. The same `sending` and address gives the same place."""
    address = clean_address(email)
    form = one_form(sending, address)
    event = locked_event(event_id)
    earlier = _held_by_this_form(event_id, form)
    if earlier is not None:
        return Outcome(Result.SENT_BEFORE, earlier)
    answer = availability(event, confirmed_count(event_id), now)
    if answer is not Availability.OPEN:
        raise REFUSALS[answer]
    person = person_for(address, language=language, now=now)
    if place_of(event_id, person.id) is not None:
        return _already(event, person, form, now)
    registration = _take_place(
        event, person, now=now, name=name, organisation=organisation, remark=remark, language=language,
        consent_text=consent_text, consent_version=consent_version, consented_at=now, sending=form,
    )  # fmt: skip
    if registration is None:
        return _already(event, person, form, now)
    mails.confirmation(registration, now=now)
    return Outcome(Result.REGISTERED, registration)


def add_by_organiser(
    event_id: int,
    *,
    name: str,
    email: str,
    organisation: str = "",
    remark: str = "",
    language: str,
    actor: Account,
    now: datetime,
    overbook: bool = False,
    tell: bool = True,
) -> Registration:
    """Write somebody on the list by hand. A full event takes them only with `overbook`; past events send no mail."""
    address = clean_address(email)
    event = locked_event(event_id)
    answer = availability(event, confirmed_count(event_id), now)
    if answer not in ORGANISER_MAY:
        raise REFUSALS[answer]
    is_full = event.capacity is not None and confirmed_count(event_id) >= event.capacity
    if is_full and not overbook:
        raise EventFull
    person = person_for(address, language=language, now=now)
    registration = None
    if place_of(event_id, person.id) is None:
        registration = _take_place(
            event, person, now=now, name=name, organisation=organisation, remark=remark, language=language,
            added_by_id=actor.id,
        )  # fmt: skip
    if registration is None:
        raise AlreadyRegistered
    record(
        "registration.added", now=now, user_id=actor.id, network_id=event.network_id, event_id=event.id,
        object_id=registration.id, overbooked=is_full,
    )  # fmt: skip
    if tell and not event.is_over(now):
        mails.confirmation(registration, now=now)
    return registration


def _current(registration: Registration) -> Event:
    """The event of a registration, locked, and the registration, its person and event as they are now."""
    event = locked_event(registration.event_id)
    query = select(Registration).options(*WITH_EVENT).where(Registration.id == registration.id)
    db.session.scalars(query, execution_options={"populate_existing": True}).one()
    return event


def cancel_registration(
    registration: Registration, *, by: str, actor: Account | None = None, now: datetime, tell: bool = True
) -> None:
    """Take a place back and tell the person by mail; a place given back already stays so, without a second mail."""
    event = _current(registration)
    if registration.state == CANCELLED:
        return
    if by == BY_PERSON and event.is_over(now):
        raise EventOver
    registration.state, registration.cancelled_by = CANCELLED, by
    registration.cancelled_at = registration.updated_at = now
    if by == BY_ORGANISER:
        record(
            "registration.cancelled", now=now, user_id=actor.id if actor else None, network_id=event.network_id,
            event_id=event.id, object_id=registration.id,
        )  # fmt: skip
    if tell and not event.is_over(now):
        mails.cancelled(registration, now=now)


def change_details(
    registration: Registration,
    *,
    name: str,
    organisation: str,
    remark: str,
    language: str,
    now: datetime,
    actor: Account | None = None,
) -> bool:
    """Change what a person told; whether anything is different now. Says so by mail, in the new language."""
    event = _current(registration)
    new = {"name": name, "organisation": organisation, "remark": remark, "language": language}
    changed = sorted(field for field, value in new.items() if getattr(registration, field) != value)
    if not changed or registration.state == CANCELLED:
        return False
    for field in changed:
        setattr(registration, field, new[field])
    registration.updated_at = now
    if actor is not None:
        record(
            "registration.changed", now=now, user_id=actor.id, network_id=event.network_id, event_id=event.id,
            object_id=registration.id, columns=changed,
        )  # fmt: skip
    if not event.is_over(now):
        mails.changed(registration, now=now)
    return True
