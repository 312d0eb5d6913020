"""Giving, changing and taking back places. One locked function decides who gets one, whichever way they come."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.conflicts import add_unless_there
from eventhub.database.model import db
from eventhub.events.access import locked_event
from eventhub.events.models import Event
from eventhub.questions.asking import Answers
from eventhub.registrations import consent, mails
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.answers import checked, keep_answers
from eventhub.registrations.availability import Availability, availability, places_left
from eventhub.registrations.models import BY_ORGANISER, BY_PERSON, CANCELLED, CONFIRMED, Person, Registration, found_by
from eventhub.registrations.people import person_for
from eventhub.registrations.queries import WITH_EVENT, confirmed_count, place_of, sent_before
from eventhub.registrations.refusals import AlreadyRegistered, RegistrationRefused

ORGANISER_MAY = (
    Availability.OPEN, Availability.FULL, Availability.ANNOUNCED, Availability.NOT_YET,
    Availability.CLOSED, Availability.OVER,
)  # fmt: skip
"""When an organiser may write somebody on the list; whether there is a place is asked besides."""


class Told(TypedDict):
    """What a person, or an organiser for them, fills in."""

    name: str
    language: str
    organisation: NotRequired[str]
    remark: NotRequired[str]


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


def _take_place(event: Event, address: str, *, now: datetime, **values: Any) -> tuple[Person, Registration | None]:
    """The person, and their new place: None where they hold one, or this filled-in form made one, already."""
    person = person_for(address, language=values["language"], now=now)
    registration = add_unless_there(
        Registration, key=secrets.token_hex(16), event_id=event.id, person_id=person.id, state=CONFIRMED, email=address,
        registered_at=now, updated_at=now, told_sequence=event.sequence, **values,
    )  # fmt: skip
    if registration is not None:
        set_committed_value(registration, "event", event)
        set_committed_value(registration, "person", person)
    return person, registration


def _already(event: Event, person: Person, sending: str, now: datetime) -> Outcome:
    """Answer like a success; only the mail tells the person that the place was theirs before."""
    place = place_of(event.id, person.id) or sent_before(event.id, sending)
    if place is None:  # the other request was faster and its place is gone again
        raise RegistrationRefused(Availability.FULL)
    place.event, place.person = event, person
    mails.already_registered(place, now=now)
    return Outcome(Result.ALREADY, place)


def register(
    event_id: int, *, email: str, sending: str, now: datetime, answers: Answers | None = None, **told: Unpack[Told]
) -> Outcome:  # fmt: skip
    """Give somebody a place, or refuse with the reason. The same `sending` and address gives the same place.

    They agreed to the words of consent.py, which are kept with the place as they read in the current language.
    Raises RegistrationRefused, and of answers.py QuestionsChanged and OptionFull.
    """
    address = clean_address(email)
    form = one_form(sending, address)
    event = locked_event(event_id)
    earlier = _held_by_this_form(event_id, form)
    if earlier is not None:
        return Outcome(Result.SENT_BEFORE, earlier)
    answer = availability(event, confirmed_count(event_id), now)
    if answer is not Availability.OPEN:
        raise RegistrationRefused(answer)
    kept = checked(event_id, answers)
    person, registration = _take_place(
        event, address, now=now, sending=form, consented_at=now,
        consent_text=consent.consent_words(event), consent_version=consent.VERSION, **told,
    )  # fmt: skip
    if registration is None:
        return _already(event, person, form, now)
    keep_answers(registration, kept, now=now)
    mails.confirmation(registration, now=now)
    return Outcome(Result.REGISTERED, registration)


def add_by_organiser(
    event_id: int, *, email: str, actor: Account, now: datetime, overbook: bool = False, tell: bool = True,
    **told: Unpack[Told],
) -> Registration:  # fmt: skip
    """Write somebody on the list by hand. A full event takes them only with `overbook`; past events send no mail.

    Raises RegistrationRefused, AlreadyRegistered.
    """
    address = clean_address(email)
    event, taken = locked_event(event_id), confirmed_count(event_id)
    answer = availability(event, taken, now)
    is_full = places_left(event, taken) == 0
    if answer not in ORGANISER_MAY:
        raise RegistrationRefused(answer)
    if is_full and not overbook:
        raise RegistrationRefused(Availability.FULL)
    _person, registration = _take_place(event, address, now=now, added_by_id=actor.id, **told)
    if registration is None:
        raise AlreadyRegistered
    _write_down("registration.added", registration, actor, now, overbooked=is_full)
    if tell and not event.is_over(now):
        mails.confirmation(registration, now=now)
    return registration


def _write_down(act: str, registration: Registration, actor: Account | None, now: datetime, **details: Any) -> None:
    """What organisers do to a place is kept in the audit log."""
    record(
        act, now=now, user_id=actor.id if actor else None, network_id=registration.event.network_id,
        event_id=registration.event.id, object_id=registration.id, **details,
    )  # fmt: skip


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
        raise RegistrationRefused(Availability.OVER)
    registration.state, registration.cancelled_by = CANCELLED, by
    registration.cancelled_at = registration.updated_at = now
    if by == BY_ORGANISER:
        _write_down("registration.cancelled", registration, actor, now)
    if tell and not event.is_over(now):
        mails.cancelled(registration, now=now)


def change_details(
    registration: Registration, *, now: datetime, actor: Account | None = None, **told: Unpack[Told]
) -> bool:
    """Change what a person told; whether anything is different now. Says so by mail, in the new language."""
    event = _current(registration)
    changed = {field: value for field, value in told.items() if getattr(registration, field) != value}
    if not changed or registration.state == CANCELLED:
        return False
    for field, value in changed.items():
        setattr(registration, field, value)
    registration.search_text = found_by(registration.name, registration.email, registration.organisation)
    registration.updated_at = now
    if actor is not None:
        _write_down("registration.changed", registration, actor, now, columns=sorted(changed))
    if not event.is_over(now):
        mails.changed(registration, now=now)
    return True
