"""Whether an event takes people now, and if not, why: the same answer for pages, forms and rules."""

from datetime import datetime
from enum import StrEnum

from eventhub.events import models as events
from eventhub.events.kinds import PLACES_LEFT
from eventhub.events.models import Event

FEW = 10
"""So few places left that who wants one should know, also where the event does not show their number otherwise."""


class Availability(StrEnum):
    """What a person who wants a place is told."""

    NONE = "none"
    ANNOUNCED = "announced"
    NOT_YET = "not_yet"
    OPEN = "open"
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


def places_left(event: Event, taken: int) -> int | None:
    """How many places are free: None where there is no limit, never below 0."""
    return None if event.capacity is None else max(0, event.capacity - taken)


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


def availability(event: Event, taken: int, now: datetime) -> Availability:
    """What the event answers someone who wants a place; `taken` counts its confirmed registrations."""
    if event.state in STATE_DECIDES:
        return STATE_DECIDES[event.state]
    if event.is_over(now):
        return Availability.OVER
    if not event.takes_registrations:
        return Availability.NONE
    if event.state == events.ANNOUNCED:
        return Availability.ANNOUNCED
    answer = _within_window(event, now)
    if answer is Availability.OPEN and places_left(event, taken) == 0:
        return Availability.FULL
    return answer
