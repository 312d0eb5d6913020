"""Links into calendars, made here so that no script and no third party is needed: for one event, for a whole feed."""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from flask import url_for
from flask_babel import gettext as _

from eventhub.events.calendar_words import place_line, titled
from eventhub.events.models import CANCELLED, POSTPONED, Event
from eventhub.i18n.languages import current_language
from eventhub.web.tokens import settings

GOOGLE = "https://calendar.google.com/calendar/"
OUTLOOK, OUTLOOK_WORK = "https://outlook.live.com/calendar/0/", "https://outlook.office.com/calendar/0/"
COMPACT = "%Y%m%dT%H%M%SZ"
LONGEST_FOR_GOOGLE = 256
"""Google takes a longer address without a word, and shows nothing."""


class Links(NamedTuple):
    """One link for each kind of calendar program, '' where it cannot follow; `https` is the plain address, to copy."""

    webcal: str
    google: str
    outlook: str
    outlook_work: str
    https: str


def absolute(path: str) -> str:
    """A path of this site as a whole address."""
    return settings().base_url + path


def event_url(event: Event) -> str:
    """The one address of an event's page."""
    return absolute(url_for("event.show", slug=event.slug))


def subscription_links(address: str, name: str) -> Links:
    """The links that follow the feed at an absolute address, under the name the calendar shall have there."""
    webcal = f"webcal://{address.partition('://')[2]}"
    form = "addfromweb?" + urlencode({"url": address, "name": name}, quote_via=quote)
    google = f"{GOOGLE}r?cid={quote(webcal, safe='')}" if len(webcal) <= LONGEST_FOR_GOOGLE else ""
    return Links(webcal, google, OUTLOOK + form, OUTLOOK_WORK + form, address)


def feed_links(endpoint: str, name: str, **values: Any) -> Links:
    """The links that follow one of our public feeds, in the language of the page that offers them."""
    return subscription_links(absolute(url_for(endpoint, **values, lang=current_language())), name)


def _moments(event: Event) -> tuple[datetime, datetime]:
    """Start and end: by the clock there for whole days, else in UTC."""
    if event.is_all_day:
        return event.local_start, event.local_end
    return event.local_start.astimezone(UTC), event.local_end.astimezone(UTC)


def _about(event: Event) -> str:
    """What the entry says: its page, and that the end is only assumed where it is open."""
    words = [_("The end of the event is open.")] if event.has_open_end else []
    return "\n\n".join([*words, event_url(event)])


def google_link(event: Event) -> str:
    """Google's form for a new entry, filled in."""
    start, end = _moments(event)
    pattern = "%Y%m%d" if event.is_all_day else COMPACT
    values = {
        "action": "TEMPLATE", "text": titled(event, current_language())[0],
        "dates": f"{start:{pattern}}/{end:{pattern}}", "ctz": event.zone, "details": _about(event),
        "location": place_line(event),
    }  # fmt: skip
    return f"{GOOGLE}render?{urlencode(values)}"


def outlook_link(event: Event) -> str:
    """Outlook's form for a new entry, filled in."""
    start, end = _moments(event)
    pattern = "%Y-%m-%d" if event.is_all_day else "%Y-%m-%dT%H:%M:%SZ"
    values = {
        "path": "/calendar/action/compose", "rru": "addevent",
        "subject": titled(event, current_language())[0],
        "startdt": start.strftime(pattern), "enddt": end.strftime(pattern),
        "allday": "true" if event.is_all_day else "false", "body": _about(event), "location": place_line(event),
    }  # fmt: skip
    return f"{OUTLOOK_WORK}deeplink/compose?{urlencode(values)}"


def links_of(event: Event) -> dict[str, str]:
    """Where the event can be put into a calendar, or followed; nowhere while it has no date or has lost it."""
    if event.starts_at is None or event.state in (CANCELLED, POSTPONED):
        return {}
    network = event.network
    follow = feed_links("feeds.network", network.name, slug=network.slug)
    return {"google": google_link(event), "outlook": outlook_link(event), "follow": follow.webcal}
