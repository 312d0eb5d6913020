"""Registering several people with one form: one lock, one transaction, places for all of them or for as many as fit."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventhub.database.model import db
from eventhub.events.access import locked_event
from eventhub.events.models import Event
from eventhub.questions.asking import Answers
from eventhub.registrations import consent, group_mails, mails
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.answers import OptionFull, QuestionsChanged, checked, keep_answers
from eventhub.registrations.availability import Availability, Taken, availability, open_places, ways_of, when_full
from eventhub.registrations.members import MemberRoom
from eventhub.registrations.models import WAITING, Person, Registration, RegistrationGroup
from eventhub.registrations.people import person_for
from eventhub.registrations.queries import group_sent_before, has_active_members, place_of, taken_of
from eventhub.registrations.refusals import RegistrationRefused, WayNotPossible
from eventhub.registrations.service import new_row, one_form
from eventhub.registrations.transitions import begin
from eventhub.registrations.waiting_list import state_of_a_place


@dataclass(frozen=True)
class Contact:
    """Who fills in the form, and has those without an address in hand."""

    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Member:
    """One of the people; without an address the contact keeps their place in hand."""

    name: str
    email: str = ""
    language: str = ""
    organisation: str = ""
    member_id: int | None = None
    attendance: str = ""
    answers: Answers | None = None


@dataclass(frozen=True)
class Party:
    """What one form asks for: who fills it in, for whom, and whether all of them come or nobody."""

    contact: Contact
    members: tuple[Member, ...]
    together: bool = True


class TooManyPeople(Exception):  # noqa: N818 - it says what happened
    """The event takes no group, or none as large as this; `most` is how many."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TooFewPlaces(Exception):  # noqa: N818 - it says what happened
    """There is no place for all of them, and nobody waits here."""


class MemberRefused(Exception):  # noqa: N818 - it says what happened
    """What one of them wants is not to be had: which one, counted from 0, and why."""

    def __init__(self, number: int, why: OptionFull | QuestionsChanged | WayNotPossible) -> None:
        super().__init__(number, why)
        self.number, self.why = number, why


def register_group(event_id: int, party: Party, *, sending: str, now: datetime) -> list[str]:
    """Give places to several people, or refuse with the reason; for each what anybody would have been given, or "".

    Who is registered already keeps what they had and hears it by mail; the answer is the same, so that it tells
    nobody who is. Raises RegistrationRefused, TooManyPeople, TooFewPlaces, MemberRefused.
    """
    address = clean_address(party.contact.email)
    form = one_form(sending, address)
    event = locked_event(event_id)
    given = _given_before(event_id, form)
    if given:
        return given
    if len(party.members) > (event.group_size or 0):
        raise TooManyPeople(event.group_size or 0)
    ways = [_way(event, number, member) for number, member in enumerate(party.members)]
    members = [member.member_id for member in party.members]
    states = _states(event, taken_of(event_id, now), ways, members, together=party.together, now=now)
    with db.session.begin_nested():  # who is refused leaves nothing of the others behind
        people = _people(party, address, now)
        group = _new_group(event, party, people[address], form, now)
        group.given = states
        made = [
            _make(event, group, number, member, people, way=ways[number], state=states[number], now=now)
            for number, member in enumerate(party.members)
        ]  # fmt: skip
    _tell(group, party, made, states, now)
    return states


def _given_before(event_id: int, form: str) -> list[str]:
    """What an earlier arrival of the same form gave; one of which nobody comes any more makes way for a new one."""
    earlier = group_sent_before(event_id, form)
    if earlier is None:
        return []
    if has_active_members(earlier):
        return list(earlier.given)
    earlier.sending = None
    db.session.flush()
    return []


def _way(event: Event, number: int, member: Member) -> str:
    ways = ways_of(event)
    if len(ways) == 1:
        return ways[0]
    if member.attendance not in ways:
        raise MemberRefused(number, WayNotPossible(""))
    return member.attendance


def _states(
    event: Event, taken: Taken, ways: Sequence[str], members: Sequence[int | None], *, together: bool, now: datetime
) -> list[str]:  # fmt: skip
    """What each of them gets, in their order: a place, a number in the queue, or nothing.

    It is decided without looking at who they are, so that it tells nobody who is registered already.
    """
    answer = availability(event, taken, now)
    if answer not in (Availability.OPEN, Availability.WAITING):
        raise RegistrationRefused(answer)
    left = {way: open_places(event, taken, way) for way in ways_of(event)}
    room, fits = MemberRoom(event), []
    if together and any(not room.could_fit(count) for count in Counter(filter(None, members)).values()):
        raise TooFewPlaces
    for way, member in zip(ways, members, strict=True):
        places = left[way]
        fits.append((places is None or places > 0) and room.fits(member))
        if fits[-1]:
            left[way] = places if places is None else places - 1
            room.take(member)
    otherwise = WAITING if when_full(event) is Availability.WAITING else ""
    if not all(fits) and not otherwise and (together or not any(fits)):
        raise TooFewPlaces
    if together and not all(fits):
        return [otherwise] * len(ways)
    return [state_of_a_place(event) if fit else otherwise for fit in fits]


def _people(party: Party, address: str, now: datetime) -> dict[str, Person]:
    """The people behind all the addresses, held in one order, so that two groups never wait for each other."""
    languages = {clean_address(one.email): one.language for one in party.members if one.email}
    languages[address] = party.contact.language
    return {email: person_for(email, language=languages[email], now=now) for email in sorted(languages)}


def _new_group(event: Event, party: Party, contact: Person, form: str, now: datetime) -> RegistrationGroup:
    group = RegistrationGroup(
        key=secrets.token_hex(16), event_id=event.id, event=event, contact=contact, name=party.contact.name,
        language=party.contact.language, together=party.together, sending=form, created_at=now,
    )  # fmt: skip
    db.session.add(group)
    db.session.flush()
    return group


def _make(
    event: Event, group: RegistrationGroup, number: int, member: Member, people: dict[str, Person], *, way: str,
    state: str, now: datetime,
) -> Registration | None:  # fmt: skip
    """The place of one of them; None where they have one already, or get none. Raises MemberRefused."""
    if not state:
        return None
    email = clean_address(member.email) if member.email else ""
    try:
        kept = checked(event.id, member.answers, has_places=state != WAITING)
    except (OptionFull, QuestionsChanged) as why:
        raise MemberRefused(number, why) from why
    told: dict[str, Any] = {
        "name": member.name, "organisation": member.organisation, "attendance": way,
        "member_id": member.member_id,
        "language": member.language or group.language, "consented_at": now,
        "consent_text": consent.group_consent_words(event, asks=member.answers is not None),
        "consent_version": consent.VERSION,
    }  # fmt: skip
    registration = new_row(event, people.get(email), state, now=now, group=group, email=email, **told)
    if registration is not None:
        begin(registration, now=now, group=group.id)
        keep_answers(registration, kept, now=now)
    return registration


def _tell(
    group: RegistrationGroup, party: Party, made: Sequence[Registration | None], states: Sequence[str], now: datetime
) -> None:
    """One mail to the contact that lists everybody, one to each with another address."""
    named = [(member.name, state) for member, state in zip(party.members, states, strict=True)]
    group_mails.registered(group, named, made, now=now)
    for member, registration, state in zip(party.members, made, states, strict=True):
        if not state or not member.email:
            continue
        if registration is not None and registration.person_id != group.contact_id:
            mails.confirmation(registration, now=now)
        elif registration is None:
            _tell_of_what_they_have(group, clean_address(member.email), now)


def _tell_of_what_they_have(group: RegistrationGroup, email: str, now: datetime) -> None:
    person = person_for(email, language=group.language, now=now)
    place = place_of(group.event_id, person.id)
    if place is not None:
        place.event, place.person = group.event, person
        mails.already_registered(place, now=now)
