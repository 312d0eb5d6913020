"""What an event answers someone who wants a place."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub import clock
from eventhub.registrations.availability import Availability, availability, places_left
from eventhub.registrations.queries import confirmed_count, confirmed_counts
from tests.factories import make_event, make_registration

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("values", "taken", "answer"),
    [
        ({}, 0, Availability.OPEN),
        ({"capacity": 2}, 1, Availability.OPEN),
        ({"capacity": 2}, 2, Availability.FULL),
        ({"capacity": 2}, 3, Availability.FULL),
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
    assert availability(make_event(**named), taken, now) is answer


def test_places_left_are_never_below_zero_and_unlimited_is_none(app: Flask) -> None:
    event = make_event(capacity=3)
    assert [places_left(event, taken) for taken in (0, 3, 5)] == [3, 0, 0]
    assert places_left(make_event(), 1000) is None


def test_only_confirmed_rows_count(app: Flask) -> None:
    first, second, empty = make_event(), make_event(), make_event()
    for event in (first, first, second):
        make_registration(event)
    make_registration(second, state="cancelled")
    assert confirmed_counts([first.id, second.id, empty.id]) == {first.id: 2, second.id: 1, empty.id: 0}
    assert confirmed_count(second.id) == 1
    assert confirmed_counts([]) == {}
