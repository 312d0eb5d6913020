"""What an event answers someone who wants a place."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub import clock
from eventhub.registrations.availability import Availability, Taken, availability, free_places, open_places, places_left
from eventhub.registrations.queries import taken_of, taken_of_events
from tests.factories import make_event, make_registration

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("values", "taken", "answer"),
    [
        ({}, 0, Availability.OPEN),
        ({"capacity": 2}, 1, Availability.OPEN),
        ({"capacity": 2}, 2, Availability.FULL),
        ({"capacity": 2}, 3, Availability.FULL),
        ({"capacity": 2, "waiting_list": "automatic"}, 2, Availability.WAITING),
        ({"capacity": 2, "attendance": "both"}, 2, Availability.OPEN),
        ({"capacity": 2, "attendance": "both", "online_capacity": 0}, 2, Availability.FULL),
        ({"capacity": 0}, 0, Availability.FULL),
        ({"state": "draft"}, 0, Availability.NONE),
        ({"state": "announced"}, 0, Availability.ANNOUNCED),
        ({"state": "cancelled", "capacity": 0}, 0, Availability.CANCELLED),
        ({"state": "postponed"}, 0, Availability.POSTPONED),
        ({"takes_registrations": False}, 0, Availability.NONE),
        ({"opens": HOUR}, 0, Availability.NOT_YET),
        ({"opens": -HOUR}, 0, Availability.OPEN),
        ({"opens": timedelta()}, 0, Availability.OPEN),
        ({"closes": HOUR}, 0, Availability.OPEN),
        ({"closes": timedelta()}, 0, Availability.CLOSED),
        ({"closes": -HOUR, "capacity": 0}, 0, Availability.CLOSED),
        ({"starts": -3 * HOUR}, 0, Availability.OVER),
        ({"starts": -HOUR}, 0, Availability.OPEN),
        ({"starts": -3 * HOUR, "state": "cancelled"}, 0, Availability.CANCELLED),
    ],
)
def test_each_event_gives_its_own_answer(app: Flask, values: dict[str, Any], taken: int, answer: Availability) -> None:
    now = clock.now()
    moments = {"opens": "registration_opens_at", "closes": "registration_closes_at", "starts": "starts_at"}
    named = {moments.get(key, key): now + value if key in moments else value for key, value in values.items()}
    assert availability(make_event(**named), Taken(taken), now) is answer


def test_places_left_are_never_below_zero_and_unlimited_is_none(app: Flask) -> None:
    event = make_event(capacity=3)
    assert [places_left(event, Taken(taken)) for taken in (0, 3, 5)] == [3, 0, 0]
    assert places_left(make_event(), Taken(1000)) is None


def test_while_somebody_waits_no_place_is_open_to_others(app: Flask) -> None:
    event = make_event(capacity=3, waiting_list="automatic")
    assert places_left(event, Taken(1, waiting_on_site=1)) == 0


def test_places_on_site_and_online_are_told_apart(app: Flask) -> None:
    event = make_event(attendance="both", capacity=3, online_capacity=10)
    make_registration(event)
    make_registration(event, attendance="online")
    make_registration(event, attendance="online", state="waiting", queue_number=1)
    taken = taken_of(event.id, clock.now())
    assert taken == Taken(on_site=1, online=1, waiting_online=1)
    assert (free_places(event, taken, "online"), open_places(event, taken, "online")) == (9, 0)
    assert places_left(event, taken) == 2


def test_only_rows_that_hold_a_place_count(app: Flask) -> None:
    first, second, empty = make_event(), make_event(), make_event()
    for state in ("confirmed", "pending", "offered", "waiting", "declined", "expired", "rejected", "cancelled"):
        make_registration(first, state=state)
    make_registration(second)
    expected = {first.id: Taken(3, waiting_on_site=1, pending=1), second.id: Taken(1), empty.id: Taken()}
    assert taken_of_events([first.id, second.id, empty.id], clock.now()) == expected
    assert {event_id: taken_of(event_id, clock.now()) for event_id in expected} == expected
    assert taken_of_events([], clock.now()) == {}


def test_kept_places_are_not_open_to_others(app: Flask) -> None:
    event = make_event(capacity=5)
    assert places_left(event, Taken(1, kept_for_invited=2, kept_for_members=1)) == 1
    both = make_event(attendance="both", capacity=5, online_capacity=5)
    taken = Taken(1, online=1, kept_for_invited=2)
    assert (free_places(both, taken, "on_site"), free_places(both, taken, "online")) == (2, 4)
