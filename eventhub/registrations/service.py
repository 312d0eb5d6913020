"""Giving, changing and taking back places. One locked function decides who gets one, whichever way they come."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy.orm.attributes import set_committed_value

from eventhub.accounts.models import Account
from eventhub.database.conflicts import add_unless_there
from eventhub.database.model import db
from eventhub.events.access import locked_event
from eventhub.events.models import Event
from eventhub.questions.asking import Answers
from eventhub.registrations import consent, mails
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.answers import checked, keep_answers
from eventhub.registrations.availability import (
    Availability,
    Taken,
    availability,
    gives_places,
    open_places,
    ways_of,
    when_full,
)
from eventhub.registrations.doors import EVERYBODY, Door, go_through, still_open
from eventhub.registrations.members import MemberRoom
from eventhub.registrations.models import (
    ACTIVE,
    BY_PERSON,
    CANCELLED,
    CONFIRMED,
    PENDING,
    WAITING,
    Person,
    Registration,
    RegistrationGroup,
)
from eventhub.registrations.people import person_for
from eventhub.registrations.queries import place_of, sent_before, taken_of
from eventhub.registrations.refusals import AlreadyRegistered, MemberFull, RegistrationRefused, WayNotPossible
from eventhub.registrations.transitions import begin, current, move
from eventhub.registrations.waiting_list import fill_places, next_number

ORGANISER_MAY = (
    Availability.OPEN, Availability.WAITING, Availability.FULL, Availability.ANNOUNCED, Availability.NOT_YET,
    Availability.CLOSED, Availability.OVER, Availability.INVITED,
)  # fmt: skip
"""When an organiser may write somebody on the list; whether there is a place is asked besides."""


class Told(TypedDict):
    """What a person, or an organiser for them, fills in."""

    name: str
    language: str
    organisation: NotRequired[str]
    remark: NotRequired[str]
    attendance: NotRequired[str]
    may_be_invited: NotRequired[bool]
    member_id: NotRequired[int | None]


class Result(StrEnum):
    """What became of a form that was accepted. The page shown is the same for all three."""

    REGISTERED = "registered"
    SENT_BEFORE = "sent_before"
    ALREADY = "already"


@dataclass(frozen=True)
class Outcome:
    """The result, and what the person now has; `given` is what anybody would have been given by this form."""

    result: Result
    registration: Registration
    given: str


def one_form(sending: str, email: str) -> str:
    """What tells one filled-in form from another: going back and typing a colleague's address makes a new one."""
    return hashlib.sha256(f"{sending} {email}".encode()).hexdigest()


def _held_by_this_form(event_id: int, sending: str) -> Registration | None:
    """What an earlier arrival of the same form made; one that ended since then makes way for a new one."""
    earlier = sent_before(event_id, sending)
    if earlier is None or earlier.state in ACTIVE:
        return earlier
    earlier.sending = None
    db.session.flush()
    return None


def _state_for(event: Event, taken: Taken, way: str, now: datetime, door: Door, *, has_room: bool) -> str:
    """What somebody gets who asks for a place now: a place, an answer later, or a number in the queue.

    Raises RegistrationRefused, WayNotPossible, MemberFull where their organisation has no room and nobody waits.
    """
    taken = door.places(taken)
    answer = door.answer(event, taken, now)
    # Once registration is closed nobody moves up, so there is no use in waiting.
    full = Availability.FULL if gives_places(event, now) is Availability.CLOSED else when_full(event)
    if answer is Availability.OPEN and open_places(event, taken, way) == 0:
        answer = full
        if answer is Availability.FULL:
            raise WayNotPossible(way)
    if answer is Availability.OPEN and not has_room:
        answer = full
        if answer is Availability.FULL:
            raise MemberFull
    if answer is Availability.WAITING:
        return WAITING
    if answer is not Availability.OPEN:
        raise RegistrationRefused(answer)
    return door.state(event)


def _way(event: Event, told: Told) -> str:
    """How they take part, where the event leaves a choice. Raises WayNotPossible where they did not choose."""
    chosen, ways = told.pop("attendance", ""), ways_of(event)
    if len(ways) == 1:
        return ways[0]
    if chosen not in ways:
        raise WayNotPossible("")
    return chosen


def take_place(
    event: Event, address: str, state: str, *, now: datetime, **values: Any
) -> tuple[Person, Registration | None]:
    """A new row for somebody, the event locked and its places counted: the person, and None if they had one already."""
    person = person_for(address, language=values["language"], now=now)
    return person, new_row(event, person, state, now=now, email=address, **values)


def new_row(
    event: Event, person: Person | None, state: str, *, now: datetime, group: RegistrationGroup | None = None,
    **values: Any,
) -> Registration | None:  # fmt: skip
    """The row itself; None where this person has one already."""
    number = next_number(event.id) if state == WAITING else None
    registration = add_unless_there(
        Registration, key=secrets.token_hex(16), event_id=event.id, person_id=person and person.id, state=state,
        registered_at=now, updated_at=now, told_sequence=event.sequence, queue_number=number,
        group_id=group and group.id, **values,
    )  # fmt: skip
    if registration is not None:
        set_committed_value(registration, "event", event)
        set_committed_value(registration, "person", person)
        set_committed_value(registration, "group", group)
    return registration


def _already(event: Event, person: Person, sending: str, state: str, now: datetime) -> Outcome:
    """Answer like a success; only the mail tells the person that the place was theirs before."""
    place = place_of(event.id, person.id) or sent_before(event.id, sending)
    if place is None:  # the other request was faster and its place is gone again
        raise RegistrationRefused(Availability.FULL)
    place.event, place.person = event, person
    mails.already_registered(place, now=now)
    return Outcome(Result.ALREADY, place, state)


def register(
    event_id: int, *, email: str, sending: str, now: datetime, answers: Answers | None = None, door: Door = EVERYBODY,
    **told: Unpack[Told],
) -> Outcome:  # fmt: skip
    """Give somebody a place, or refuse with the reason. The same `sending` and address gives the same place.

    They agreed to the words of consent.py, which are kept with the place as they read in the current language.
    Raises RegistrationRefused, MemberFull, and of answers.py QuestionsChanged and OptionFull.
    """
    address = clean_address(email)
    form = one_form(sending, address)
    event = locked_event(event_id)
    earlier = _held_by_this_form(event_id, form)
    if earlier is not None:
        return Outcome(Result.SENT_BEFORE, earlier, earlier.state)
    way = _way(event, told)
    door = still_open(door, event, address)
    has_room = MemberRoom(event).fits(told.get("member_id"))
    state = _state_for(event, taken_of(event_id, now), way, now, door, has_room=has_room)
    kept = checked(event_id, answers, has_places=state != WAITING)
    person, registration = take_place(
        event, address, state, now=now, attendance=way, sending=form, consented_at=now,
        consent_text=consent.consent_words(event, asks=answers is not None), consent_version=consent.VERSION, **told,
    )  # fmt: skip
    if registration is None:
        outcome = _already(event, person, form, state, now)
        if not door.is_for_anyone:
            go_through(door, outcome.registration, now=now)
        return outcome
    begin(registration, now=now)
    go_through(door, registration, now=now)
    keep_answers(registration, kept, now=now)
    mails.confirmation(registration, now=now)
    return Outcome(Result.REGISTERED, registration, state)


def add_by_organiser(
    event_id: int, *, email: str, actor: Account, now: datetime, overbook: bool = False, tell: bool = True,
    **told: Unpack[Told],
) -> Registration:  # fmt: skip
    """Write somebody on the list by hand. A full event takes them only with `overbook`; past events send no mail.

    Raises RegistrationRefused, AlreadyRegistered, MemberFull.
    """
    address = clean_address(email)
    event, taken = locked_event(event_id), taken_of(event_id, now)
    answer, way = availability(event, taken, now), _way(event, told)
    is_full, has_room = open_places(event, taken, way) == 0, MemberRoom(event).fits(told.get("member_id"))
    if answer not in ORGANISER_MAY:
        raise RegistrationRefused(answer)
    if not overbook and is_full:
        raise RegistrationRefused(Availability.FULL)
    if not overbook and not has_room:
        raise MemberFull
    _person, registration = take_place(
        event, address, CONFIRMED, now=now, attendance=way, added_by_id=actor.id, **told
    )  # fmt: skip
    if registration is None:
        raise AlreadyRegistered
    begin(registration, actor=actor, now=now, overbooked=is_full or not has_room)
    if tell and not event.is_over(now):
        mails.confirmation(registration, now=now)
    return registration


def cancel_registration(
    registration: Registration, *, by: str, actor: Account | None = None, now: datetime, tell: bool = True,
    remark: str = "",
) -> None:  # fmt: skip
    """Take a place back, or somebody out of the queue, and tell them by mail; the place goes to who waits.

    What ended already stays so, without a second mail.
    """
    event = current(registration)
    if registration.state not in ACTIVE:
        return
    if by == BY_PERSON and event.is_over(now):
        raise RegistrationRefused(Availability.OVER)
    hoped = registration.state in (PENDING, WAITING)
    move(registration, CANCELLED, now=now, actor=actor, by=by, **({"remark": remark} if remark else {}))
    if tell and not event.is_over(now):
        (mails.left_queue if hoped and by == BY_PERSON else mails.cancelled)(registration, now=now)
    fill_places(event, now)
