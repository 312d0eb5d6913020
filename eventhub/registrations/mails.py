"""The mails about a place at an event, in the language of the person who gets them."""

import re
from datetime import datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import func, select

from eventhub.database.model import db
from eventhub.events.calendar import event_file
from eventhub.events.facts import facts_of
from eventhub.events.models import CANCELLED, POSTPONED
from eventhub.events.when import moment_in_words, moved_from_in_words, when_in_words
from eventhub.i18n.languages import in_words
from eventhub.mail.models import OutboxMessage
from eventhub.mail.service import queue_mail
from eventhub.mail.words import Frames, Words, in_language
from eventhub.registrations.models import (
    BY_CONTACT,
    BY_ORGANISER,
    CONFIRMED,
    OFFERED,
    PENDING,
    WAITING,
    Person,
    Registration,
)
from eventhub.registrations.people import personal_token
from eventhub.web import tokens
from eventhub.web.links import whole_address
from eventhub.web.memory import MEBI

CONFIRMED_MAIL, ALREADY_MAIL, LINK_MAIL = "registration_confirmed", "registration_already", "my_link"
CHANGED_MAIL, REINSTATED_MAIL = "event_changed", "event_reinstated"
ASKED_MAIL, QUEUED_MAIL, PROMOTED_MAIL = "registration_asked", "registration_queued", "registration_promoted"
OF_BEGINNING = {CONFIRMED: CONFIRMED_MAIL, PENDING: ASKED_MAIL, WAITING: QUEUED_MAIL, OFFERED: "place_offered"}
OF_A_PLACE_THAT_ENDED = frozenset({"registration_cancelled", "registration_cancelled_by_organiser"})
OF_STATE = {CANCELLED: "event_cancelled", POSTPONED: "event_postponed"}
LINKS_AN_HOUR = 3
LONGEST_GREETED = 80
FRAMES = Frames(4 * MEBI)
LIKE_AN_ADDRESS = re.compile(r"[:/@<>\[\]{}()|\\#*`=]|www|\w\.\w{2}", re.IGNORECASE)


def greeted_name(name: str) -> str:
    """The name to greet with; none where mail programs could make a link of what somebody typed as a name."""
    return "" if len(name) > LONGEST_GREETED or LIKE_AN_ADDRESS.search(name) else name


def _sent_lately(kind: str, now: datetime, *, to_address: str, registration_id: int | None = None) -> int:
    """How many mails of a kind an address got within the last hour, about one registration or altogether."""
    query = select(func.count()).where(
        OutboxMessage.to_address == to_address,
        OutboxMessage.kind == kind,
        OutboxMessage.created_at > now - timedelta(hours=1),
    )
    if registration_id is not None:
        query = query.where(OutboxMessage.registration_id == registration_id)
    return db.session.scalar(query) or 0


def _own_words(registration: Registration, person: Person, comes: bool) -> dict[str, str]:
    """What a mail says to this person alone."""
    event, token = registration.event, personal_token(person)
    join_page = answer_page = ends = ""
    if event.is_online and event.join_url and comes:
        join_page = whole_address("personal.join", token=token, key=registration.key)
    if registration.offered_until is not None:
        answer_page = whole_address("personal.answer", token=token, key=registration.key)
        with force_locale(registration.language):
            ends = moment_in_words(registration.offered_until, event.zone)
    return {
        "name": greeted_name(registration.name), "join_page": join_page, "answer_page": answer_page, "ends": ends,
        "my_page": whole_address("registrations.mine", token=token), "said": registration.reason,
        "organisation": registration.organisation,
    }  # fmt: skip


def _about_event(kind: str, registration: Registration, *, now: datetime, is_moved: bool = False) -> None:
    """Queue one mail about a registration; its event and person must be loaded. With the old date where it moved."""
    if registration.person is None:  # forgotten, or of a group: there is nobody to write to
        return
    event = registration.event
    holds = registration.state == CONFIRMED
    comes = holds and event.state not in (CANCELLED, POSTPONED)
    own = _own_words(registration, registration.person, comes)
    words = FRAMES.in_language(
        kind, registration.language, facts=(facts_of(event), is_moved, holds, comes), own=own,
        event=event, when=when_in_words, comes=comes, holds=holds, moved_from=moved_from_in_words if is_moved else None,
        event_page=whole_address("event.show", slug=event.slug),
        reason=in_words(event.state_reason, registration.language, event.network.languages),
    )  # fmt: skip
    queue_mail(
        kind=kind, to_address=registration.email, to_name=own["name"], language=registration.language, words=words,
        now=now, reply_to=event.contact_email or event.network.contact_email, calendar=_calendar(registration, kind),
        network_id=event.network_id, event_id=event.id, registration_id=registration.id,
    )  # fmt: skip


def _calendar(registration: Registration, kind: str) -> bytes | None:
    """The entry for somebody's own calendar: with the way in for who has a place; none for who hopes for one."""
    event, has_place = registration.event, registration.state == CONFIRMED
    if event.starts_at is None or not (has_place or kind in OF_A_PLACE_THAT_ENDED):
        return None
    return event_file(event, "registered" if has_place else "public", language=registration.language)


def confirmation(registration: Registration, *, now: datetime) -> None:
    """The place is theirs, or what they have instead of one."""
    _about_event(OF_BEGINNING[registration.state], registration, now=now)


def promoted(registration: Registration, *, now: datetime) -> None:
    """A place came for one who waited, or was accepted or approved; or now the organisers decide."""
    _about_event(ASKED_MAIL if registration.state == PENDING else PROMOTED_MAIL, registration, now=now)


def approved(registration: Registration, *, now: datetime) -> None:
    """The organisers said yes."""
    _about_event(CONFIRMED_MAIL, registration, now=now)


def rejected(registration: Registration, *, now: datetime) -> None:
    """The organisers said no, with what they said."""
    _about_event("registration_rejected", registration, now=now)


def offered(registration: Registration, *, now: datetime) -> None:
    """A place is kept for them for a while."""
    _about_event("place_offered", registration, now=now)


def named(registration: Registration, *, now: datetime) -> None:
    """Their organisation named them for one of its seats."""
    _about_event("seat_named", registration, now=now)


def free_place(registration: Registration, *, now: datetime) -> None:
    """A place is free for whoever takes it first."""
    _about_event("place_free", registration, now=now)


def declined(registration: Registration, *, now: datetime) -> None:
    """They left the place to somebody else."""
    _about_event("place_declined", registration, now=now)


def expired(registration: Registration, *, now: datetime) -> None:
    """The offer ended without an answer."""
    _about_event("place_expired", registration, now=now)


def already_registered(registration: Registration, *, now: datetime) -> None:
    """The place was theirs before; once an hour at most, so that a form cannot fill somebody's mailbox."""
    address = registration.email
    if not _sent_lately(ALREADY_MAIL, now, to_address=address, registration_id=registration.id):
        _about_event(ALREADY_MAIL, registration, now=now)


def cancelled(registration: Registration, *, now: datetime) -> None:
    """The place was given back, or the organisers took it."""
    by_organiser = registration.cancelled_by in (BY_ORGANISER, BY_CONTACT)
    _about_event(
        "registration_cancelled_by_organiser" if by_organiser else "registration_cancelled", registration, now=now
    )


def left_queue(registration: Registration, *, now: datetime) -> None:
    """They do not wait any longer."""
    _about_event("waiting_left", registration, now=now)


def changed(registration: Registration, *, now: datetime) -> None:
    """The details are different now."""
    _about_event("registration_changed", registration, now=now)


def event_changed(registration: Registration, *, is_moved: bool = False, now: datetime) -> None:
    """The event was cancelled or postponed, or takes place elsewhere, on another date (`is_moved`), or after all."""
    kind = OF_STATE.get(registration.event.state, CHANGED_MAIL)
    if kind == CHANGED_MAIL and _told_last(registration) == OF_STATE[CANCELLED]:
        kind = REINSTATED_MAIL
    _about_event(kind, registration, now=now, is_moved=is_moved)


def _told_last(registration: Registration) -> str | None:
    """The kind of the latest mail about what became of the event."""
    told = (CHANGED_MAIL, REINSTATED_MAIL, *OF_STATE.values())
    query = select(OutboxMessage.kind).where(
        OutboxMessage.registration_id == registration.id, OutboxMessage.kind.in_(told)
    )
    return db.session.scalar(query.order_by(OutboxMessage.id.desc()).limit(1))


def link_words(token: str, language: str) -> Words:
    """What the mail with a personal link says."""
    return in_language(LINK_MAIL, language, my_page=whole_address("registrations.mine", token=token))


def my_link(person: Person, *, now: datetime) -> bool:
    """The personal link once more; whether it goes out, which is at most three times an hour."""
    words = link_words(personal_token(person), person.language)
    if _sent_lately(LINK_MAIL, now, to_address=person.email) >= LINKS_AN_HOUR:
        return False
    queue_mail(
        kind=LINK_MAIL, to_address=person.email, language=person.language, words=words, now=now,
    )  # fmt: skip
    return True


def no_link(language: str) -> None:
    """Do the work of writing a link's mail for an address nobody knows, so that time tells nothing."""
    link_words(tokens.sign("person", "0" * 32, 1), language)
