"""Changing a registration: details, answers and the way of taking part, all at once or not at all."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from eventhub.accounts.models import Account
from eventhub.events.models import Event
from eventhub.questions.asking import Answers
from eventhub.registrations import mails
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.answers import FOR_EVERYONE, FOR_ORGANISERS, change_answers
from eventhub.registrations.availability import Availability, open_places, ways_of
from eventhub.registrations.members import MemberRoom
from eventhub.registrations.models import ACTIVE, CONFIRMED, HOLDING, PENDING, Person, Registration, found_by
from eventhub.registrations.people import person_for
from eventhub.registrations.queries import place_of, taken_of
from eventhub.registrations.refusals import AlreadyRegistered, MemberFull, RegistrationRefused, WayNotPossible
from eventhub.registrations.transitions import current, move, write_down
from eventhub.registrations.waiting_list import fill_places


@dataclass(frozen=True)
class Wishes:
    """What is to be different: the columns of what a person told, and answers where the event asks something."""

    told: dict[str, Any] = field(default_factory=dict)
    answers: Answers | None = None


@dataclass(frozen=True)
class OnBehalf:
    """An organiser who does it for somebody: why, whether the person is told, and whether a full event takes them."""

    actor: Account
    remark: str = ""
    tell: bool = True
    overbook: bool = False


def changes_end_at(event: Event) -> datetime | None:
    """Until when people change their own registration."""
    return event.changes_until_at or event.starts_at


def may_change(event: Event, now: datetime) -> bool:
    """Whether people may still change their own registration. Cancelling stays possible."""
    ends = changes_end_at(event)
    return ends is None or now < ends


def change_registration(
    registration: Registration, wishes: Wishes, *, now: datetime, by: OnBehalf | None = None
) -> bool:  # fmt: skip
    """Change what is different; whether anything is. A place that becomes free goes to who waits.

    Raises RegistrationRefused when the time is over, AlreadyRegistered, WayNotPossible, MemberFull, and of answers.py
    QuestionsChanged and OptionFull.
    """
    event = current(registration)
    if registration.state not in ACTIVE:
        return False
    if by is None and not may_change(event, now):
        raise RegistrationRefused(Availability.CLOSED)
    told = dict(wishes.told)
    if told.get("email"):
        told["email"] = clean_address(told["email"])
    columns = {name: value for name, value in told.items() if getattr(registration, name) != value}
    person = _person_at(columns, event, told.get("language", registration.language), now)
    overbook = by is not None and by.overbook
    overbooked = _check_way(registration, event, columns, now, overbook=overbook)
    overbooked |= _check_member(registration, event, columns, overbook=overbook)
    keys = change_answers(
        registration, wishes.answers, now=now, actor_id=by.actor.id if by else None,
        audiences=FOR_ORGANISERS if by else FOR_EVERYONE,
    )  # fmt: skip
    if not columns and not keys:
        return False
    for name, value in columns.items():
        setattr(registration, name, value)
    if person is not None:
        registration.person = person
    registration.search_text = found_by(registration.name, registration.email, registration.organisation)
    registration.updated_at = now
    _tell_of_change(registration, columns, keys, now=now, by=by, overbooked=overbooked)
    if keys or {"attendance", "member_id"} & columns.keys():
        fill_places(event, now)
    return True


def _person_at(columns: dict[str, Any], event: Event, language: str, now: datetime) -> Person | None:
    """Who is behind another address, typed by an organiser. Raises AlreadyRegistered."""
    if "email" not in columns:
        return None
    person = person_for(columns["email"], language=language, now=now)
    if place_of(event.id, person.id) is not None:
        raise AlreadyRegistered
    return person


def _check_way(
    registration: Registration, event: Event, columns: dict[str, Any], now: datetime, *, overbook: bool
) -> bool:  # fmt: skip
    """Whether another way of taking part is taken beyond its places: who waits has them. Raises WayNotPossible."""
    way = columns.get("attendance")
    if way is None:
        return False
    if way not in ways_of(event):
        raise WayNotPossible("")
    if registration.state not in HOLDING:
        return False
    is_full = open_places(event, taken_of(event.id, now), way) == 0
    if is_full and not overbook:
        raise WayNotPossible(way)
    return is_full


def _check_member(registration: Registration, event: Event, columns: dict[str, Any], *, overbook: bool) -> bool:
    """Whether somebody who has a place takes one of an organisation that has no room. Raises MemberFull."""
    if "member_id" not in columns or registration.state not in HOLDING:
        return False
    is_full = not MemberRoom(event).fits(columns["member_id"])
    if is_full and not overbook:
        raise MemberFull
    return is_full


def _tell_of_change(
    registration: Registration, columns: dict[str, Any], keys: list[str], *, now: datetime, by: OnBehalf | None,
    overbooked: bool,
) -> None:  # fmt: skip
    """Write down what changed, never what it says, and mail the person; a change may be the organisers' to approve."""
    event = registration.event
    details: dict[str, Any] = {"columns": sorted(columns), "questions": keys}
    is_asked = keys or "attendance" in columns
    if by is None and event.needs_approval and event.approves_changes and is_asked and registration.state == CONFIRMED:
        move(registration, PENDING, now=now, **details)
        mails.reopened(registration, now=now)
        return
    actor, remark = (by.actor, {"remark": by.remark} if by.remark else {}) if by else (None, {})
    more = {"overbooked": True} if overbooked else {}
    write_down("registration.changed", registration, actor=actor, now=now, **details, **remark, **more)
    if (by is None or by.tell) and not event.is_over(now):
        # At another address nobody has the link yet.
        (mails.confirmation if "email" in columns else mails.changed)(registration, now=now)
