"""Links that put an event into somebody's calendar: made here, so that no script and no third party is needed."""

from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from flask import url_for

from eventhub.events.calendar_words import place_line
from eventhub.events.models import Event
from eventhub.i18n.languages import in_words
from eventhub.web.tokens import settings

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.office.com/calendar/0/deeplink/compose"
COMPACT = "%Y%m%dT%H%M%SZ"


def absolute(path: str) -> str:
    """A path of this site as a whole address."""
    return settings().base_url + path


def event_url(event: Event) -> str:
    """The one address of an event's page."""
    return absolute(url_for("event.show", slug=event.slug))


def subscription(path: str) -> str:
    """A calendar's address as programs take it to follow it."""
    parts = urlsplit(absolute(path))
    return f"webcal://{parts.netloc}{parts.path}"


def _moments(event: Event) -> tuple[datetime, datetime]:
    return event.local_start.astimezone(UTC), event.local_end.astimezone(UTC)


def google_link(event: Event) -> str:
    """Google's form for a new entry, filled in."""
    start, end = _moments(event)
    dates = f"{start:{COMPACT}}/{end:{COMPACT}}"
    if event.is_all_day:
        dates = f"{event.local_start:%Y%m%d}/{event.local_end:%Y%m%d}"
    values = {
        "action": "TEMPLATE", "text": in_words(event.title, None, event.network.languages), "dates": dates,
        "ctz": event.zone, "details": event_url(event), "location": place_line(event),
    }  # fmt: skip
    return f"{GOOGLE}?{urlencode(values)}"


def outlook_link(event: Event) -> str:
    """Outlook's form for a new entry, filled in."""
    start, end = _moments(event)
    pattern = "%Y-%m-%d" if event.is_all_day else "%Y-%m-%dT%H:%M:%SZ"
    if event.is_all_day:
        start, end = event.local_start, event.local_end
    values = {
        "path": "/calendar/action/compose", "rru": "addevent",
        "subject": in_words(event.title, None, event.network.languages),
        "startdt": start.strftime(pattern), "enddt": end.strftime(pattern),
        "allday": "true" if event.is_all_day else "false", "body": event_url(event), "location": place_line(event),
    }  # fmt: skip
    return f"{OUTLOOK}?{urlencode(values)}"
