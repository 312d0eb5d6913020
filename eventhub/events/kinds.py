"""Kinds of events: presets that fill in a new event. What they fill in can be changed afterwards, event by event."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from eventhub.events.models import ON_SITE, ONLINE

DESCRIPTION, PLACE, CONTACT, MATERIALS, PLACES_LEFT = "description", "place", "contact", "materials", "places_left"
PARTS: dict[str, Any] = {
    DESCRIPTION: _l("The description"),
    PLACE: _l("The place and how to get there"),
    CONTACT: _l("Whom to ask"),
    MATERIALS: _l("Materials"),
    PLACES_LEFT: _l("How many places are left"),
}
"""The parts of an event's page that can be left out."""
ALL_PARTS = tuple(PARTS)
OPEN_END = timedelta(hours=2)
"""How long an event with an open end is assumed to last, for order and calendars."""


@dataclass(frozen=True)
class Kind:
    """What a new event of this kind begins with. `length` is that of one day; registration closes some days before."""

    name: Any
    description: Any
    attendance: str
    starts: time
    length: timedelta
    days: int = 1
    is_all_day: bool = False
    takes_registrations: bool = True
    closes_days_before: int = 0
    capacity: int | None = None
    shown_parts: tuple[str, ...] = ALL_PARTS

    @property
    def ends(self) -> time:
        """The time of day at which it ends."""
        minutes = self.starts.hour * 60 + self.starts.minute + int(self.length.total_seconds() // 60)
        return time(minutes // 60 % 24, minutes % 60)


KINDS: dict[str, Kind] = {
    "network_day": Kind(
        _l("Network day"), _l("Everyone of the network together, for a whole day in one place."),
        ON_SITE, time(9, 30), timedelta(hours=6, minutes=30), closes_days_before=7,
    ),
    "network_meeting": Kind(
        _l("Network meeting"), _l("Working together for half a day, in one place."),
        ON_SITE, time(9, 30), timedelta(hours=3), closes_days_before=3,
    ),
    "launch_webinar": Kind(
        _l("Launch webinar"), _l("Showing something new to many people, online."),
        ONLINE, time(13), timedelta(hours=2), shown_parts=(DESCRIPTION, CONTACT, MATERIALS),
    ),
    "conference": Kind(
        _l("Conference"), _l("Two days with people from many places."),
        ON_SITE, time(9), timedelta(hours=8), days=2, closes_days_before=14,
    ),
    "exchange": Kind(
        _l("Exchange"), _l("The same people, often, for an hour and a half online."),
        ONLINE, time(10), timedelta(minutes=90), shown_parts=(DESCRIPTION, CONTACT, MATERIALS),
    ),
    "working_group": Kind(
        _l("Working group"), _l("A small group on one question."),
        ON_SITE, time(13, 30), timedelta(hours=2, minutes=30), closes_days_before=1,
        shown_parts=(DESCRIPTION, PLACE, CONTACT, MATERIALS),
    ),
    "training": Kind(
        _l("Training"), _l("Learning together for a day, in a group with a limited number of places."),
        ON_SITE, time(9, 30), timedelta(hours=6, minutes=30), closes_days_before=7,
    ),
    "other": Kind(
        _l("Something else"), _l("An event of your own kind: everything can be set."),
        ON_SITE, time(10), timedelta(hours=2),
    ),
}  # fmt: skip
OTHER = "other"


def kind_of(code: str) -> Kind:
    """The preset with this code; events whose kind is no longer offered are of another kind."""
    return KINDS.get(code, KINDS[OTHER])


def kind_name(code: str) -> str:
    """What a kind is called, in the reader's language."""
    return str(kind_of(code).name) if code in KINDS else gettext("Event")
