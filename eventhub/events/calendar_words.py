"""What a calendar entry says: title, place, description. Our words are in the reader's language, to be read anywhere.

Organisers' words are in a language that they wrote. Texts go with the language that they are in: '' where they are
in two, for one parameter can only name one.
"""

from collections.abc import Iterable
from typing import Literal

from flask_babel import gettext as _

from eventhub.events.kinds import CONTACT
from eventhub.events.models import ANNOUNCED, CANCELLED, POSTPONED, Event
from eventhub.events.when import moved_from_in_words, when_in_words
from eventhub.i18n.languages import spoken
from eventhub.text.ical import calendar_line, calendar_text, shortened
from eventhub.text.markdown import to_text

Audience = Literal["public", "registered"]
LONGEST_ABSTRACT = 1000


def only_language(languages: Iterable[str]) -> str:
    """The language that all of them are; '' where they differ, or where there is none."""
    found = set(languages)
    return found.pop() if len(found) == 1 else ""


def titled(event: Event, language: str) -> tuple[str, str]:
    """The title with its state before it, and its language."""
    text, spoken_in = spoken(event.title, language, event.network.languages)
    title, mixed = calendar_line(text), only_language((language, spoken_in))
    if event.state == ANNOUNCED:
        return _("Save the date: %(title)s", title=title), mixed
    if event.state == POSTPONED:
        return _("POSTPONED: %(title)s", title=title), mixed
    if event.state == CANCELLED:
        return _("CANCELLED: %(title)s", title=title), mixed
    return title, spoken_in


def categories(event: Event, language: str) -> tuple[list[str], str]:
    """The names of the event's themes, and their language."""
    names = [spoken(theme.name, language, event.network.languages) for theme in event.themes]
    return [calendar_line(name) for name, _language in names], only_language(code for _name, code in names)


def place_line(event: Event) -> str:
    """Where it is, on one line; empty while nothing is known."""
    if not event.is_on_site:
        return _("Online")
    return calendar_line(", ".join(part for part in (event.place_name, event.place_address) if part))


def contact_line(event: Event) -> str:
    """Whom to ask: the contact, where the event's page names it, and the network."""
    person = (event.contact_name, event.contact_email, event.contact_phone) if CONTACT in event.shown_parts else ()
    return calendar_line(", ".join(part for part in (*person, event.network.name) if part.strip()))


def _moved_line(event: Event) -> str:
    before = moved_from_in_words(event)
    return _("Moved from %(before)s to %(when)s.", before=before, when=when_in_words(event)) if before else ""


def _state_lines(event: Event, reason: str) -> list[str]:
    if event.state == ANNOUNCED:
        return [_moved_line(event), _("This date is announced. The details follow.")]
    if event.state == POSTPONED:
        return [_("This event does not take place on this date. A new date follows."), reason]
    if event.state == CANCELLED:
        return [_("This event is cancelled."), reason]
    return [_moved_line(event)]


def _time_lines(event: Event, in_utc: bool) -> list[str]:
    lines = [_("The end of the event is open.")] if event.has_open_end else []
    if in_utc:
        lines.append(_("Local time: %(when)s", when=when_in_words(event)))
    return lines


def _joining_line(event: Event, audience: Audience) -> str:
    """How one takes part online. The address of the room itself is in no calendar: calendars are shared."""
    if not event.is_online or event.state in (POSTPONED, CANCELLED):
        return ""
    if audience == "registered":
        return _("You find the link to join on your own page; its address is in the mail that confirmed your place.")
    return _("People who register get the link to join.") if event.takes_registrations else ""


def _abstract(*texts: str) -> str:
    return shortened("\n\n".join(to_text(text) for text in texts if text), LONGEST_ABSTRACT)


def _organisers(event: Event) -> str:
    names = dict.fromkeys([event.network.name, *(network.name for network in event.co_networks)])
    return _("Organised by %(names)s", names=", ".join(names))


def described(event: Event, audience: Audience, language: str, url: str, in_utc: bool) -> tuple[str, str]:
    """State and time first, then what it is about, its page last: many programs hide the URL property."""
    own = [spoken(texts, language, event.network.languages) for texts in (event.summary, event.description)]
    reason = spoken(
        event.state_reason if event.state in (POSTPONED, CANCELLED) else {}, language, event.network.languages
    )
    blocks = (
        "\n".join(line for line in (*_state_lines(event, reason[0]), *_time_lines(event, in_utc)) if line),
        _joining_line(event, audience),
        _abstract(*(text for text, _language in own)),
        _organisers(event),
        url,
    )
    text = calendar_text("\n\n".join(block for block in blocks if block))
    return text, only_language((language, *(code for _text, code in (*own, reason))))
