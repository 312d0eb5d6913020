"""An event as search engines read it: schema.org/Event as JSON-LD. The join link is in none of it."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from eventhub.events.calendar_links import absolute, event_url
from eventhub.events.kinds import PLACES_LEFT
from eventhub.events.models import BOTH, CANCELLED, ON_SITE, ONLINE, POSTPONED, Event
from eventhub.i18n.languages import in_words
from eventhub.text.markdown import to_text

SCHEMA = "https://schema.org/"
STATUS = {CANCELLED: "EventCancelled", POSTPONED: "EventPostponed"}
ATTENDANCE = {
    ON_SITE: "OfflineEventAttendanceMode", ONLINE: "OnlineEventAttendanceMode", BOTH: "MixedEventAttendanceMode",
}  # fmt: skip


def _dates(event: Event) -> dict[str, str]:
    if event.starts_at is None:
        return {}
    if event.is_all_day:
        return {"startDate": event.local_start.date().isoformat(), "endDate": event.last_day.isoformat()}
    dates = {"startDate": event.local_start.isoformat()}
    return dates if event.has_open_end else {**dates, "endDate": event.local_end.isoformat()}


def _dates_before(event: Event) -> dict[str, str]:
    """When it was to begin, if it moved."""
    if event.moved_from_at is None or event.state in STATUS:
        return {}
    return {"previousStartDate": event.moved_from_at.astimezone(ZoneInfo(event.moved_from_zone)).isoformat()}


def _location(event: Event) -> list[dict[str, str]]:
    places = []
    if event.is_on_site and (event.place_name or event.place_address):
        name = event.place_name or event.place_address
        places.append({"@type": "Place", "name": name, "address": event.place_address or name})
    if event.is_online:
        places.append({"@type": "VirtualLocation", "url": event_url(event)})
    return places


def _organisers(event: Event) -> list[dict[str, str]]:
    return [
        {"@type": "Organization", "name": network.name, "url": absolute(url_for("agenda.network", slug=network.slug))}
        for network in (event.network, *event.co_networks)
    ]


def summary_of(event: Event) -> str:
    """What it is about in a sentence or two, without marks."""
    own = event.network.languages
    text = in_words(event.summary, None, own) or to_text(in_words(event.description, None, own))
    words = " ".join(text.split())
    return words if len(words) <= 300 else words[:297].rsplit(" ", 1)[0] + "…"


def structured_event(event: Event, places: int | None) -> dict[str, Any]:
    """The event as schema.org knows it; what is not known is left out."""
    moved = _dates_before(event)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": in_words(event.title, None, event.network.languages),
        "description": summary_of(event),
        "url": event_url(event),
        "eventStatus": SCHEMA + STATUS.get(event.state, "EventRescheduled" if moved else "EventScheduled"),
        **moved,
        "eventAttendanceMode": SCHEMA + ATTENDANCE[event.attendance],
        "location": _location(event),
        "organizer": _organisers(event),
        "inLanguage": event.languages,
        **_dates(event),
    }
    if event.picture_key:
        found["image"] = absolute(url_for("event.picture", slug=event.slug, v=event.picture_key[-8:]))
    if event.capacity is not None and PLACES_LEFT in event.shown_parts:
        found["maximumAttendeeCapacity"] = event.capacity
        found["remainingAttendeeCapacity"] = places
    return {name: value for name, value in found.items() if value not in ("", [], None)}
