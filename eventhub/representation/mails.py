"""What the contact of a member organisation is written."""

from datetime import datetime

from flask_babel import force_locale

from eventhub.events.models import Event
from eventhub.events.when import moment_in_words, when_in_words
from eventhub.i18n.languages import in_words
from eventhub.mail.service import queue_mail
from eventhub.mail.words import Words, in_language
from eventhub.registrations.delegation_models import Delegation
from eventhub.registrations.mails import greeted_name
from eventhub.representation.service import naming_ends_at
from eventhub.web import tokens
from eventhub.web.links import whole_address

PURPOSE, ASKED_MAIL, FREED_MAIL = "delegation", "naming_asked", "seat_freed"


def contact_token(delegation: Delegation) -> str:
    """What the contact's link is signed with now."""
    return tokens.sign(PURPOSE, delegation.key, delegation.version)


def _language(delegation: Delegation, event: Event) -> str:
    """What the contact reads: what the organisation says, else the network's first."""
    return delegation.member.contact_language or event.network.language


def _words(kind: str, delegation: Delegation, event: Event, **own: str) -> Words:
    language, ends = _language(delegation, event), naming_ends_at(event)
    with force_locale(language):
        until = moment_in_words(ends, event.zone) if ends else ""
    return in_language(
        kind, language, event=event, title=in_words(event.title, language, event.network.languages),
        when=when_in_words, until=until, organisation=delegation.member.name, seats=delegation.seats,
        name=greeted_name(delegation.member.contact_name),
        naming_page=whole_address("seats.name", token=contact_token(delegation)), **own,
    )  # fmt: skip


def asked_words(delegation: Delegation, event: Event, said: str) -> Words:
    """How the mail that asks for names reads."""
    return _words(ASKED_MAIL, delegation, event, said=said)


def _queue(kind: str, words: Words, delegation: Delegation, event: Event, now: datetime) -> None:
    queue_mail(
        kind=kind, to_address=delegation.member.contact_email, to_name=greeted_name(delegation.member.contact_name),
        language=_language(delegation, event), words=words, now=now,
        reply_to=event.contact_email or event.network.contact_email, network_id=event.network_id, event_id=event.id,
    )  # fmt: skip


def ask(delegation: Delegation, event: Event, *, said: str, now: datetime) -> None:
    """Ask the contact to name people, with what the organisers say; only where there is an address."""
    _queue(ASKED_MAIL, asked_words(delegation, event, said), delegation, event, now)


def seat_freed(delegation: Delegation, event: Event, *, who: str, substitute: str, now: datetime) -> None:
    """Somebody who was named does not come; who was asked instead, if anybody."""
    if delegation.member.contact_email:
        words = _words(FREED_MAIL, delegation, event, who=greeted_name(who), substitute=greeted_name(substitute))
        _queue(FREED_MAIL, words, delegation, event, now)
