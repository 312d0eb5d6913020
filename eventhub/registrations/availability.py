"""Whether an event takes people now, and if not, why: the same answer for pages, forms and rules."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from eventhub.events import models as events
from eventhub.events.kinds import PLACES_LEFT
from eventhub.events.models import BOTH, NO_LIST, ON_SITE, ONLINE, Event

FEW = 10
"""So few places left that who wants one should know, also where the event does not show their number otherwise."""


class Availability(StrEnum):
    """What a person who wants a place is told."""

    NONE = "none"
    ANNOUNCED = "announced"
    NOT_YET = "not_yet"
    INVITED = "invited"
    OPEN = "open"
    WAITING = "waiting"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


STATE_DECIDES = {
    events.DRAFT: Availability.NONE,
    events.CANCELLED: Availability.CANCELLED,
    events.POSTPONED: Availability.POSTPONED,
}


class Taken(NamedTuple):
    """How many places of an event are held, and how many people wait for one.

    Only of an event that is on site and online are the two told apart; of every other all are `on_site`.
    """

    on_site: int = 0
    online: int = 0
    waiting_on_site: int = 0
    waiting_online: int = 0
    waiting_for_member: int = 0
    """Who waits besides, only for room in their own member organisation: a free place is not kept for them."""
    pending: int = 0
    """How many of the places are asked for and wait for the organisers' answer."""
    kept_for_invited: int = 0
    kept_for_members: int = 0
    """Free places, on site where there is a choice, that only some may have: the invited, or member organisations."""

    @property
    def places(self) -> int:
        return self.on_site + self.online

    @property
    def kept(self) -> int:
        return self.kept_for_invited + self.kept_for_members

    @property
    def waiting(self) -> int:
        return self.waiting_on_site + self.waiting_online


def ways_of(event: Event) -> tuple[str, ...]:
    """The ways of taking part among which a person chooses; one without a name where there is no choice."""
    return (ON_SITE, ONLINE) if event.attendance == BOTH else ("",)


def way_of(event: Event, attendance: str) -> str:
    """Of which places somebody's is; they may have chosen before the event was on site and online, or no longer is."""
    if event.attendance != BOTH:
        return ""
    return ONLINE if attendance == ONLINE else ON_SITE


def all_places(event: Event) -> int | None:
    """How many places there are in all; None where there is room for everyone."""
    parts = (event.capacity, event.online_capacity) if event.attendance == BOTH else (event.capacity,)
    return None if None in parts else sum(part or 0 for part in parts)


def free_places(event: Event, taken: Taken, way: str = "") -> int | None:
    """How many places nobody holds and anybody may have, of one way of taking part.

    None without a limit, below 0 if overbooked. Who may have a kept place asks with a Taken that keeps none for them.
    """
    if event.attendance != BOTH:
        return None if event.capacity is None else event.capacity - taken.places - taken.kept
    on_site = (event.capacity, taken.on_site + taken.kept)
    capacity, held = (event.online_capacity, taken.online) if way == ONLINE else on_site
    return None if capacity is None else capacity - held


def open_places(event: Event, taken: Taken, way: str = "") -> int | None:
    """How many places somebody new can get. While others wait that is none: a free place is theirs."""
    free = free_places(event, taken, way)
    if event.attendance != BOTH:
        waiting = taken.waiting
    else:
        waiting = taken.waiting_online if way == ONLINE else taken.waiting_on_site
    return None if free is None else max(0, free) if not waiting else 0


def places_left(event: Event, taken: Taken) -> int | None:
    """How many places are open in all: None where there is no limit, never below 0."""
    found = [open_places(event, taken, way) for way in ways_of(event)]
    return None if None in found else sum(places or 0 for places in found)


def told_places(event: Event, places: int | None) -> int | None:
    """The number of places left that people are told: where the event shows it, and everywhere once there are few."""
    is_told = places is not None and (places <= FEW or PLACES_LEFT in event.shown_parts)
    return places if is_told else None


def _within_window(event: Event, now: datetime) -> Availability:
    if event.registration_opens_at is not None and now < event.registration_opens_at:
        return Availability.NOT_YET
    if event.registration_closes_at is not None and now >= event.registration_closes_at:
        return Availability.CLOSED
    return Availability.OPEN


def gives_places(event: Event, now: datetime) -> Availability:
    """What the event answers before any question of how many places there are; OPEN if that is the question."""
    if event.state in STATE_DECIDES:
        return STATE_DECIDES[event.state]
    if event.is_over(now):
        return Availability.OVER
    if not event.takes_registrations:
        return Availability.NONE
    if event.state == events.ANNOUNCED:
        return Availability.ANNOUNCED
    return _within_window(event, now)


def when_full(event: Event) -> Availability:
    """What remains for who wants a place when there is none."""
    return Availability.FULL if event.waiting_list == NO_LIST else Availability.WAITING


def answer_of(event: Event, places: int | None, now: datetime) -> Availability:
    """What the event answers someone who wants a place; `places` are those left, None without a limit."""
    answer = gives_places(event, now)
    if event.invited_only and answer in (Availability.OPEN, Availability.NOT_YET):
        return Availability.INVITED
    return when_full(event) if answer is Availability.OPEN and places == 0 else answer


def availability(event: Event, taken: Taken, now: datetime) -> Availability:
    """The same, of the places that are taken."""
    return answer_of(event, places_left(event, taken), now)
