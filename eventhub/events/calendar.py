"""An event as an iCalendar component: the one builder behind feeds, downloads and the files in mails."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from flask_babel import force_locale
from icalendar import Calendar
from icalendar import Event as Component

from eventhub.events.calendar_words import Audience, categories, contact_line, described, place_line, titled
from eventhub.events.facts import facts_of
from eventhub.events.kinds import OPEN_END
from eventhub.events.models import ANNOUNCED, CANCELLED, POSTPONED, PUBLISHED, Event
from eventhub.events.vtimezone import FIRST_YEAR, LAST_YEAR, vtimezone
from eventhub.web.memory import MEBI, Kept
from eventhub.web.tokens import settings

FORMAT = 3
"""Raise it with every change of what is written here, and with the icalendar package: kept parts are then made anew."""
PRODID = f"-//EventHub//EventHub {FORMAT}//EN"
STATUS = {ANNOUNCED: "TENTATIVE", PUBLISHED: "CONFIRMED", POSTPONED: "CANCELLED", CANCELLED: "CANCELLED"}


class Part(NamedTuple):
    """One VEVENT as bytes, and the zone whose VTIMEZONE has to stand before it ('' for none)."""

    body: bytes
    zone: str


PARTS: Kept[Part] = Kept(8 * MEBI)
BESIDES_PART = 600
"""What a kept part costs in memory beside its bytes and its key, about."""


def _span(event: Event) -> tuple[datetime, datetime]:
    """Start and end by the clock there; an end that is not after the start is assumed."""
    start, end = event.local_start.astimezone(UTC), event.local_end.astimezone(UTC)  # wall clocks cannot be compared
    return event.local_start, (end if end > start else start + OPEN_END).astimezone(event.tz)


def _is_plain_in_its_zone(start: datetime, end: datetime, zone: str) -> bool:
    """Whether local times say the moments rightly in every calendar program.

    They do not in the repeated hour of autumn, across a change of the clock, or where a zone has no yearly rule.
    """
    years_known = start.year >= FIRST_YEAR and end.year <= LAST_YEAR
    same_offset = start.utcoffset() == end.utcoffset()
    return years_known and same_offset and not (start.fold or end.fold) and vtimezone(zone) is not None


def _add_times(component: Component, event: Event) -> str:
    """Write start and end; the zone they are written in, 'UTC', or '' for whole days."""
    start, end = _span(event)
    if event.is_all_day:
        component.add("dtstart", start.date())
        component.add("dtend", max(event.local_end.date(), start.date() + timedelta(days=1)))
        return ""
    plain = _is_plain_in_its_zone(start, end, event.zone)
    component.add("dtstart", start if plain else start.astimezone(UTC))
    component.add("dtend", end if plain else end.astimezone(UTC))
    return event.zone if plain else "UTC"


def _add_busyness(component: Component, event: Event, audience: Audience) -> None:
    """A subscriber is not busy at every event of a network; whoever registered is, once it is certain."""
    coming = audience == "registered"
    busy = coming and event.state == PUBLISHED and not event.is_all_day
    component.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    tentative = coming and event.state == ANNOUNCED
    component.add("x-microsoft-cdo-busystatus", "BUSY" if busy else "TENTATIVE" if tentative else "FREE")


def _add_stamps(component: Component, event: Event) -> None:
    revised = (event.revised_at or event.updated_at).replace(microsecond=0)
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", revised)
    component.add("last-modified", revised)
    component.add("created", event.created_at.replace(microsecond=0))


def _add_text(component: Component, name: str, texts: str | list[str], language: str) -> None:
    """Write words with the language they are in, where that is one."""
    if texts:
        component.add(name, texts, parameters={"LANGUAGE": language} if language else {})


def _add_words(component: Component, event: Event, language: str) -> None:
    _add_text(component, "summary", *titled(event, language))
    _add_text(component, "location", place_line(event), "" if event.is_on_site else language)
    _add_text(component, "categories", *categories(event, language))
    component.add("contact", contact_line(event))


def event_component(event: Event, audience: Audience, language: str, base_url: str) -> Part:
    """The VEVENT of an event that has a date, loaded with its networks and themes (`WITH_NAMES`).

    Nothing in it comes from the present moment: the same row gives the same bytes.
    """
    component = Component()
    url = f"{base_url}/events/{event.slug}"
    with force_locale(language):
        _add_stamps(component, event)
        written_in = _add_times(component, event)
        _add_words(component, event, language)
        _add_text(component, "description", *described(event, audience, language, url, written_in == "UTC"))
        component.add("url", url)
        component.add("status", STATUS[event.state])
        component.add("class", "PUBLIC")
        _add_busyness(component, event, audience)
    return Part(component.to_ical(), "" if written_in == "UTC" else written_in)


def kept_component(event: Event, audience: Audience, language: str, base_url: str) -> Part:
    """The same, made once for as long as no column of the event, its networks and its themes is another.

    Everyone who registers gets it with their mail, and it takes longer to make than the rest of the registration.
    """
    key = (facts_of(event), audience, language, base_url)
    part = PARTS.get(key)
    if part is None:
        part = event_component(event, audience, language, base_url)
        PARTS.put(key, part, len(part.body) + len(key[0]) + BESIDES_PART)
    return part


def new_calendar() -> Calendar:
    """An empty calendar: version, product and scale. No METHOD and no UID, which belong to messages."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    return calendar


@cache
def _plain_head() -> bytes:
    head: bytes = new_calendar().to_ical()
    return head


def join_calendar(head: bytes, parts: Iterable[Part]) -> bytes:
    """A whole calendar: its head, an empty calendar; the zones that its parts name; the parts in their order."""
    parts = list(parts)
    opening, closing, nothing = head.partition(b"END:VCALENDAR\r\n")
    zones = (vtimezone(zone) for zone in sorted({part.zone for part in parts if part.zone}))
    return b"".join((opening, *filter(None, zones), *(part.body for part in parts), closing, nothing))


def event_file(event: Event, audience: Audience = "public", *, language: str) -> bytes:
    """One event as a calendar file, to download or to attach; no METHOD, so it can be imported anywhere."""
    return join_calendar(_plain_head(), [kept_component(event, audience, language, settings().base_url)])
