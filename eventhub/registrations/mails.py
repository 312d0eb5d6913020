"""The mails about a place at an event, in the language of the person who gets them."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import force_locale
from markupsafe import escape
from sqlalchemy import func, select

from eventhub.database.model import db
from eventhub.events.calendar import event_file
from eventhub.events.facts import facts_of
from eventhub.events.models import CANCELLED, POSTPONED
from eventhub.events.when import moment_in_words, moved_from_in_words, when_in_words
from eventhub.i18n.languages import in_words
from eventhub.mail.models import OutboxMessage
from eventhub.mail.service import queue_mail
from eventhub.mail.words import Frames, Words
from eventhub.questions.queries import asks_anything
from eventhub.registrations.consent import consent_words
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
from eventhub.registrations.queries import names_in_hand, speaks_for_others
from eventhub.registrations.wordings import Wording, wording_of
from eventhub.web.links import whole_address
from eventhub.web.memory import MEBI

CONFIRMED_MAIL, ALREADY_MAIL = "registration_confirmed", "registration_already"
CHANGED_MAIL, REINSTATED_MAIL = "event_changed", "event_reinstated"
ASKED_MAIL, QUEUED_MAIL, PROMOTED_MAIL = "registration_asked", "registration_queued", "registration_promoted"
OF_BEGINNING = {CONFIRMED: CONFIRMED_MAIL, PENDING: ASKED_MAIL, WAITING: QUEUED_MAIL, OFFERED: "place_offered"}
OF_LEAVING = frozenset({"place_handed_over"})
"""Mails to somebody whose place goes on without them."""
OF_A_PLACE_THAT_ENDED = frozenset({"registration_cancelled", "registration_cancelled_by_organiser", *OF_LEAVING})
OWN, ONE_IN_HAND, ALL_IN_HAND = "own", "one", "all"
"""For whom a mail is: the reader, or people without an address whom the reader registered."""
OF_STATE = {CANCELLED: "event_cancelled", POSTPONED: "event_postponed"}
OF_EVENT = frozenset({CHANGED_MAIL, REINSTATED_MAIL, *OF_STATE.values()})
ANSWERED = frozenset({"place_offered", "place_free", "seat_named"})
"""The kinds that ask for an answer: without the link to it they are worth nothing."""
FAREWELLS = frozenset({
    *OF_A_PLACE_THAT_ENDED, "place_declined", "place_expired", "registration_rejected", "waiting_left",
})  # fmt: skip
"""The kinds after which there is nothing to manage, so they carry no personal link."""
LONGEST_GREETED = 80
FRAMES = Frames(4 * MEBI)
LIKE_AN_ADDRESS = re.compile(r"[:/@<>\[\]{}()|\\#*`=]|www|\w\.\w{2}", re.IGNORECASE)


def greeted_name(name: str) -> str:
    """The name to greet with; none where mail programs could make a link of what somebody typed as a name."""
    return "" if len(name) > LONGEST_GREETED or LIKE_AN_ADDRESS.search(name) else name


def sent_lately(kind: str, now: datetime, *, to_address: str, registration_id: int | None = None) -> int:
    """How many mails of a kind an address got within the last hour, about one registration or altogether."""
    query = select(func.count()).where(
        OutboxMessage.to_address == to_address,
        OutboxMessage.kind == kind,
        OutboxMessage.created_at > now - timedelta(hours=1),
    )
    if registration_id is not None:
        query = query.where(OutboxMessage.registration_id == registration_id)
    return db.session.scalar(query) or 0


def addressee(registration: Registration) -> Person | None:
    """Who is written to: the person, or for one of a group without an address the contact; None once forgotten."""
    if registration.person is not None:
        return registration.person
    return registration.group.contact if registration.group is not None else None


def _greeted(registration: Registration) -> str:
    """The name with which the mail begins: that of who reads it."""
    group = registration.group
    return greeted_name(registration.name if registration.person is not None or group is None else group.name)


def _own_words(registration: Registration, person: Person, kind: str, comes: bool) -> dict[str, str]:
    """What a mail says to this person alone."""
    group, is_own = registration.group, registration.person is not None
    event, token = registration.event, personal_token(person)
    join_page = answer_page = ends = ""
    if event.is_online and event.join_url and comes:
        join_page = whole_address("personal.join", token=token, key=registration.key)
    if registration.offered_until is not None:
        answer_page = whole_address("personal.answer", token=token, key=registration.key)
        with force_locale(registration.language):
            ends = moment_in_words(registration.offered_until, event.zone)
    return {
        "name": _greeted(registration),
        "about": "" if is_own else greeted_name(registration.name),
        "by": greeted_name(group.name) if is_own and group is not None and kind in OF_BEGINNING.values() else "",
        "join_page": join_page, "answer_page": answer_page, "ends": ends,
        "my_page": whole_address("registrations.mine", token=token), "said": registration.reason,
        "giver": "", "receiver": "", "agreed": "",
        "organisation": registration.organisation, "others": _others(registration, person) if kind in OF_EVENT else "",
    }  # fmt: skip


def _others(registration: Registration, person: Person) -> str:
    """The names of those who hear news of the event only from the reader; none where one could be made a link."""
    names = [greeted_name(name) for name in names_in_hand(registration, person.id)]
    return ", ".join(names) if all(names) else ""


class LinkMissing(Exception):  # noqa: N818 - it says what is wrong
    """A mail does not carry the link that it is sent for, so it does not leave."""


def _check_link(kind: str, words: Words, own: Mapping[str, str]) -> None:
    """Raise LinkMissing where the personal link of such a mail does not stand in its text or in its HTML."""
    link = own["answer_page"] if kind in ANSWERED else "" if kind in FAREWELLS else own["my_page"]
    if (kind in ANSWERED and not link) or link not in words.text or escape(link) not in words.html:
        raise LinkMissing(kind)


def _language(registration: Registration) -> str:
    """The language of who reads the mail: the group's contact where somebody has no address."""
    is_own = registration.person is not None
    return registration.language if is_own or registration.group is None else registration.group.language


def words_about(
    kind: str, registration: Registration, person: Person, *, wording: Wording | None, is_moved: bool = False,
    **more: str,
) -> Words:  # fmt: skip
    """What a mail about a registration says to this person. Raises LinkMissing."""
    event, language = registration.event, _language(registration)
    for_whom = OWN if registration.person is not None else ALL_IN_HAND if kind in OF_EVENT else ONE_IN_HAND
    holds = registration.state == CONFIRMED and kind not in OF_LEAVING
    comes = holds and event.state not in (CANCELLED, POSTPONED)
    own = {**_own_words(registration, person, kind, comes), **more}
    words = FRAMES.in_language(
        kind, language, facts=(facts_of(event), is_moved, holds, comes, for_whom, wording), own=own, for_whom=for_whom,
        event=event, when=when_in_words, comes=comes, holds=holds, moved_from=moved_from_in_words if is_moved else None,
        event_page=whole_address("event.show", slug=event.slug), wording=wording,
        reason=in_words(event.state_reason, language, event.network.languages),
    )  # fmt: skip
    _check_link(kind, words, own)
    return words


def _about_event(
    kind: str, registration: Registration, *, now: datetime, is_moved: bool = False, **more: str
) -> None:  # fmt: skip
    """Queue one mail about a registration; its event and person must be loaded. With the old date where it moved.

    `more` are texts that only this mail tells.
    """
    person = addressee(registration)
    if person is None:  # forgotten
        return
    event, language = registration.event, _language(registration)
    wording = wording_of(event, kind, language)
    words = words_about(kind, registration, person, wording=wording, is_moved=is_moved, **more)
    queue_mail(
        kind=kind, to_address=registration.email or person.email, to_name=_greeted(registration), language=language,
        words=words, now=now, calendar=_calendar(registration, kind),
        reply_to=event.contact_email or event.network.contact_email,
        network_id=event.network_id, event_id=event.id, registration_id=registration.id,
    )  # fmt: skip


def _calendar(registration: Registration, kind: str) -> bytes | None:
    """The entry for somebody's own calendar: with the way in for who has a place; none for who hopes for one."""
    event, has_place = registration.event, registration.state == CONFIRMED and kind not in OF_LEAVING
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


def handed_over(registration: Registration, *, to: str, now: datetime) -> None:
    """Their place goes to a colleague."""
    _about_event("place_handed_over", registration, now=now, receiver=greeted_name(to))


def place_received(registration: Registration, *, giver: str, now: datetime) -> None:
    """A colleague gave them a place; what they need not agree to is said."""
    with force_locale(registration.language):
        agreed = consent_words(registration.event, asks=asks_anything(registration.event_id))
    _about_event("place_received", registration, now=now, giver=greeted_name(giver), agreed=agreed)


def already_registered(registration: Registration, *, now: datetime) -> None:
    """The place was theirs before; once an hour at most, so that a form cannot fill somebody's mailbox."""
    address = registration.email
    if not sent_lately(ALREADY_MAIL, now, to_address=address, registration_id=registration.id):
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


def reopened(registration: Registration, *, now: datetime) -> None:
    """They changed something, and the organisers look at it once more; the place is kept."""
    _about_event("registration_reopened", registration, now=now)


def event_changed(registration: Registration, *, is_moved: bool = False, now: datetime) -> None:
    """The event was cancelled or postponed, or takes place elsewhere, on another date (`is_moved`), or after all."""
    if registration.person is None and not speaks_for_others(registration):
        return
    kind = OF_STATE.get(registration.event.state, CHANGED_MAIL)
    if kind == CHANGED_MAIL and _told_last(registration) == OF_STATE[CANCELLED]:
        kind = REINSTATED_MAIL
    _about_event(kind, registration, now=now, is_moved=is_moved)


def _told_last(registration: Registration) -> str | None:
    """The kind of the latest mail about what became of the event."""
    query = select(OutboxMessage.kind).where(
        OutboxMessage.registration_id == registration.id, OutboxMessage.kind.in_(OF_EVENT)
    )
    return db.session.scalar(query.order_by(OutboxMessage.id.desc()).limit(1))
