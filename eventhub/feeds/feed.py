"""What makes one calendar: its events, its reader, its name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from icalendar import Calendar, vText
from sqlalchemy import ColumnElement, Select, or_, select

from eventhub.events.calendar import new_calendar
from eventhub.events.calendar_words import Audience
from eventhub.events.models import CANCELLED, POSTPONED, PUBLIC, Event
from eventhub.text.ical import calendar_line

MONTHS_BACK = 3
TOMBSTONE = timedelta(days=7)
MOST_EVENTS = 1000
REFRESH = "PT1H"


@dataclass(frozen=True)
class Feed:
    """One calendar. `key` tells it apart from every other; `name` is empty for a single event's file.

    `events` selects whole rows of public events; `page` and `source` are absolute addresses, `source` empty where
    the address is a secret.
    """

    key: str
    events: Select[Any]
    language: str
    audience: Audience = "public"
    name: str = ""
    about: str = ""
    page: str = ""
    source: str = ""
    colour: str = ""


def window_start(now: datetime) -> datetime:
    """The first day of the month three months back, so that bytes do not change every midnight."""
    months = now.year * 12 + now.month - 1 - MONTHS_BACK
    return now.replace(year=months // 12, month=months % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def shown_at(now: datetime) -> ColumnElement[bool]:
    """Which events a feed holds: public, in the window; what does not take place until a week after its end."""
    held = or_(Event.state.not_in((CANCELLED, POSTPONED)), Event.ends_at > now - TOMBSTONE)
    return Event.state.in_(PUBLIC) & (Event.starts_at >= window_start(now)) & held


def shown_events(now: datetime, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The events of a feed, the nearest to the window's start first, no more than a client takes."""
    ordered = select(Event).where(shown_at(now), *conditions).order_by(Event.starts_at, Event.uid)
    return ordered.limit(MOST_EVENTS)


def _add_name(calendar: Calendar, names: tuple[str, str], text: str) -> None:
    # A plain text would be written unescaped under these names.
    for name in names:
        calendar.add(name, vText(calendar_line(text)))


def head(feed: Feed) -> Calendar:
    """The calendar's own properties: name, description, how often to look, where it is from."""
    calendar = new_calendar()
    if not feed.name:
        return calendar
    _add_name(calendar, ("x-wr-calname", "name"), feed.name)
    _add_name(calendar, ("x-wr-caldesc", "description"), feed.about)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    calendar.add("url", feed.page)
    if feed.source:
        calendar.add("source", feed.source, parameters={"VALUE": "URI"})
    if feed.colour:
        calendar.add("x-apple-calendar-color", feed.colour)
    return calendar
