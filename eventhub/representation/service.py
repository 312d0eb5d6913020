"""Seats for member organisations: giving them, naming people for them, and passing them on."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.events.access import locked_event
from eventhub.events.models import ANNOUNCED, PUBLISHED, Event
from eventhub.networks.models import MemberOrganisation
from eventhub.questions.asking import Answers
from eventhub.registrations import consent, mails
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.answers import checked, keep_answers
from eventhub.registrations.availability import Availability, free_places, ways_of
from eventhub.registrations.delegation_models import Delegation, Seat, Substitute
from eventhub.registrations.models import ACTIVE, BY_CONTACT, CONFIRMED, OFFERED, Person, Registration
from eventhub.registrations.queries import place_of, taken_of
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.service import take_place
from eventhub.registrations.transitions import NotPossible, begin, current, move
from eventhub.registrations.waiting_list import fill_places
from eventhub.representation.queries import held_seats, named_before, substitutes_of


class NoSeat(Exception):  # noqa: N818 - it says what happened
    """Every seat of the organisation is taken, or as many substitutes as it may have are named."""


class NamedBefore(Exception):  # noqa: N818 - it says what happened
    """The organisation named this address itself."""


class NamingClosed(Exception):  # noqa: N818 - it says what happened
    """The event takes no names: it is over or called off, or its seats are everybody's by now."""


@dataclass(frozen=True)
class Seats:
    """How many seats organisations get: the same for all, with others for some, by their id."""

    each: int
    at_least: int
    substitutes: int
    others: Mapping[int, int]

    def of(self, member_id: int) -> int:
        return self.others.get(member_id, self.each)


def give_seats(
    event_id: int, seats: Seats, *, returns_at: datetime | None, wanted: int | None, actor: Account, now: datetime
) -> None:
    """Give every member organisation its seats. Fewer seats take nobody's place away."""
    event = locked_event(event_id)
    event.seats_return_at, event.members_wanted = returns_at, wanted
    query = select(MemberOrganisation.id).where(
        MemberOrganisation.network_id == event.network_id, MemberOrganisation.is_active
    )
    known = {
        one.member_id: one
        for one in db.session.scalars(
            select(Delegation).where(Delegation.event_id == event_id), execution_options={"populate_existing": True}
        )
    }
    for member_id in db.session.scalars(query.order_by(MemberOrganisation.id)).all():
        delegation = known.get(member_id)
        if delegation is None:
            delegation = Delegation(key=secrets.token_hex(16), event_id=event_id, member_id=member_id)
            db.session.add(delegation)
        delegation.seats = seats.of(member_id)
        delegation.at_least = min(seats.at_least, delegation.seats)
        delegation.substitutes = seats.substitutes
    db.session.flush()
    _record("delegation.seats", event, actor=actor, now=now)
    fill_places(event, now)


def _record(act: str, event: Event, *, now: datetime, actor: Account | None = None, object_id: int | str = "") -> None:
    record(
        act, now=now, user_id=actor.id if actor else None, network_id=event.network_id, event_id=event.id,
        object_id=object_id,
    )  # fmt: skip


def naming_ends_at(event: Event) -> datetime | None:
    """Until when organisations name people and those answer: then the seats are everybody's, or the event begins."""
    moments = [one for one in (event.seats_return_at, event.starts_at) if one is not None]
    return min(moments, default=None)


def takes_names(event: Event, now: datetime) -> bool:
    """Whether organisations may name people now."""
    ends = naming_ends_at(event)
    return event.state in (ANNOUNCED, PUBLISHED) and ends is not None and ends > now


def _open(delegation: Delegation, now: datetime) -> tuple[Event, Delegation]:
    """The event, locked, and the delegation as it is now. Raises NamingClosed."""
    event = locked_event(delegation.event_id)
    fresh = db.session.scalars(
        select(Delegation).where(Delegation.id == delegation.id), execution_options={"populate_existing": True}
    ).one()
    if not takes_names(event, now):
        raise NamingClosed
    return event, fresh


def name_person(
    delegation: Delegation, *, name: str, email: str, member: str, now: datetime
) -> Registration | None:  # fmt: skip
    """Keep one of the organisation's seats for somebody, who is asked by mail; None where they were registered before.

    The contact, who may not learn that, sees no difference; only the person does, by mail.
    Raises NamingClosed, NoSeat, NamedBefore; RegistrationRefused where every place of the event is taken.
    """
    event, delegation = _open(delegation, now)
    return put_on_seat(event, delegation, name=name, email=email, member=member, now=now)


def put_on_seat(
    event: Event, delegation: Delegation, *, name: str, email: str, member: str, now: datetime,
    replaces_id: int | None = None,
) -> Registration | None:  # fmt: skip
    """The same, the event locked and taking names: of the contact, of a substitute, of who represents them always."""
    address, held = clean_address(email), held_seats(delegation.id)
    before = named_before(delegation.id)
    if address in {one.registration.email for one in held} | {one.email for one in before}:
        raise NamedBefore
    if len(held) + len(before) >= delegation.seats:
        raise NoSeat
    taken, way = taken_of(event.id, now), ways_of(event)[0]
    if delegation.sends_nobody_at is None:  # what is kept for organisations is for who comes first, if it is too much
        taken = taken._replace(kept_for_members=0)
    left = free_places(event, taken, way)
    if left is not None and left <= 0:
        raise RegistrationRefused(Availability.FULL)
    person, registration = take_place(
        event, address, OFFERED, now=now, name=name, organisation=member, attendance=way,
        language=event.network.language, offered_until=naming_ends_at(event), member_id=delegation.member_id,
    )  # fmt: skip
    delegation.sends_nobody_at, delegation.nobody_reason = None, ""
    if registration is None:
        _note_registered(event, delegation, person, name=name, address=address, now=now)
        return None
    db.session.add(Seat(registration_id=registration.id, delegation_id=delegation.id, replaces_id=replaces_id))
    begin(registration, now=now)
    mails.named(registration, now=now)
    return registration


def _note_registered(
    event: Event, delegation: Delegation, person: Person, *, name: str, address: str, now: datetime
) -> None:  # fmt: skip
    query = select(Substitute).where(Substitute.delegation_id == delegation.id, Substitute.email == address)
    noted = db.session.scalar(query) or Substitute(delegation_id=delegation.id, email=address)
    noted.name, noted.named_at = name, now
    db.session.add(noted)
    place = place_of(event.id, person.id)
    if place is not None:
        place.event, place.person = event, person
        mails.already_registered(place, now=now)


def add_substitute(delegation: Delegation, *, name: str, email: str, now: datetime) -> None:
    """Note who comes if somebody else does not. They are not written to before.

    Raises NamingClosed, NoSeat, NamedBefore.
    """
    _event, delegation = _open(delegation, now)
    put_substitute(delegation, name=name, email=email)


def put_substitute(delegation: Delegation, *, name: str, email: str) -> None:
    """The same, the event locked and taking names. Raises NoSeat, NamedBefore."""
    known, address = substitutes_of(delegation.id), clean_address(email)
    if address in {one.email for one in [*known, *named_before(delegation.id)]}:
        raise NamedBefore
    if len(known) >= delegation.substitutes:
        raise NoSeat
    db.session.add(Substitute(delegation_id=delegation.id, name=name, email=address))


def remove_substitute(delegation: Delegation, substitute: Substitute, *, now: datetime) -> None:
    """Somebody is no substitute any more. Raises NamingClosed."""
    _open(delegation, now)
    db.session.delete(substitute)


def take_back(delegation: Delegation, registration: Registration, *, now: datetime) -> None:
    """The organisation sends somebody else: who was named is told, and the seat is open again. Raises NamingClosed."""
    _open(delegation, now)
    current(registration)
    if registration.state in ACTIVE:
        move(registration, "cancelled", now=now, by=BY_CONTACT)
        mails.cancelled(registration, now=now)
    seat = db.session.get_one(Seat, registration.id)
    seat.followed_at = now  # the contact did this, and names somebody else if they wish


def send_nobody(delegation: Delegation, *, reason: str, now: datetime) -> None:
    """The organisation sends nobody this time: its open seats are everybody's. Raises NamingClosed."""
    event, delegation = _open(delegation, now)
    delegation.sends_nobody_at, delegation.nobody_reason = now, reason
    db.session.flush()
    _record("delegation.nobody", event, now=now, object_id=delegation.id)
    fill_places(event, now)


def confirm(registration: Registration, *, answers: Answers | None, remark: str, now: datetime) -> None:
    """Somebody who was named comes: they agreed to the words of consent.py and answered the event's questions.

    Raises NotPossible, RegistrationRefused, and of answers.py QuestionsChanged and OptionFull.
    """
    event = current(registration)
    ends = registration.offered_until
    if registration.state != OFFERED or ends is None or ends <= now:
        raise NotPossible(registration.state)
    if event.state not in (ANNOUNCED, PUBLISHED) or event.is_over(now):
        raise RegistrationRefused(Availability.CLOSED)
    kept = checked(event.id, answers)
    move(registration, CONFIRMED, now=now)
    registration.remark, registration.consented_at = remark, now
    registration.consent_text = consent.consent_words(event, asks=answers is not None)
    registration.consent_version = consent.VERSION
    keep_answers(registration, kept, now=now)
    mails.promoted(registration, now=now)


def renew_link(delegation: Delegation, *, event: Event, actor: Account, now: datetime) -> None:
    """Make the link that the contact has useless."""
    delegation.version += 1
    _record("delegation.link", event, actor=actor, now=now, object_id=delegation.id)


def next_substitute(event: Event, seat: Seat, member: str, now: datetime) -> str:
    """Give the seat of somebody who does not come to the first substitute; their name, or nothing.

    They stay substitutes where the seat cannot be given: the event is full, or the organisation has fewer seats now.
    """
    delegation = seat.delegation
    if not takes_names(event, now) or delegation.sends_nobody_at is not None:
        return ""
    for substitute in substitutes_of(delegation.id):
        try:
            given = put_on_seat(
                event, delegation, name=substitute.name, email=substitute.email, member=member, now=now,
                replaces_id=seat.registration_id,
            )  # fmt: skip
        except NamedBefore:  # they sit on another seat of the organisation
            db.session.delete(substitute)
            continue
        except (NoSeat, RegistrationRefused):
            return ""
        if given is not None:
            db.session.delete(substitute)
        return substitute.name
    return ""
