"""How a mail will look: real event, and the organiser in the place of who gets it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.database.types import Texts
from eventhub.events.models import PUBLIC, Event
from eventhub.i18n.languages import NAMES
from eventhub.mail.words import Words
from eventhub.networks.models import Network
from eventhub.registrations.mails import ANSWERED, FAREWELLS, words_about
from eventhub.registrations.models import CONFIRMED, OFFERED, WAITING, Person, Registration
from eventhub.registrations.wordings import Wording, worded, wording_of

NOBODY = "0" * 32
"""The key in the links of an example: they look real and open nobody's page."""
OF_STATE = {"registration_queued": WAITING, "registration_asked": "pending", **dict.fromkeys(ANSWERED, OFFERED)}


class Preview(NamedTuple):
    """A mail in one language."""

    language: str
    language_name: str
    words: Words


def example_event(network: Network) -> Event | None:
    """The network's event with a date that is next, else its latest; None while it has none."""
    query = (
        select(Event)
        .options(joinedload(Event.network), selectinload(Event.co_networks), selectinload(Event.themes))
        .where(Event.network_id == network.id, Event.state.in_(PUBLIC), Event.starts_at.is_not(None))
    )
    return db.session.scalar(query.order_by(Event.starts_at.desc()).limit(1))


def _example(event: Event, kind: str, language: str, account: Account, now: datetime) -> tuple[Registration, Person]:
    person = Person(key=NOBODY, version=1, email=account.email, language=language)
    registration = Registration(
        key=NOBODY, event_id=event.id, state=OF_STATE.get(kind, "cancelled" if kind in FAREWELLS else CONFIRMED),
        name=account.name or account.email, email=account.email, language=language, reason="", attendance="",
        offered_until=now + timedelta(hours=event.offer_hours) if kind in ANSWERED else None,
    )  # fmt: skip
    for name, value in (("event", event), ("person", person), ("group", None)):
        set_committed_value(registration, name, value)
    return registration, person


def preview(
    event: Event, kind: str, language: str, *, account: Account, now: datetime, subject: str, message: str,
    is_of_network: bool,
) -> Words:  # fmt: skip
    """The mail with these words; where they say nothing, with the network's, and then with ours."""
    registration, person = _example(event, kind, language, account, now)
    wording: Wording | None = worded(event, language, subject, message) if subject or message else None
    if not is_of_network and not (subject and message):
        below = wording_of(event, kind, language, of_network_alone=True)
        if below is not None:
            wording = worded(event, language, subject or below.subject, message or below.message)
    return words_about(kind, registration, person, wording=wording)


def previews(
    event: Event, kind: str, languages: list[str], *, account: Account, now: datetime, subject: Texts, message: Texts,
    is_of_network: bool,
) -> list[Preview]:  # fmt: skip
    """The mail in each of these languages."""
    return [
        Preview(code, NAMES.get(code, code), preview(
            event, kind, code, account=account, now=now, subject=subject.get(code, ""), message=message.get(code, ""),
            is_of_network=is_of_network,
        ))
        for code in languages
    ]  # fmt: skip
