"""Deadlines end when people read their mail."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from eventhub.registrations.working_hours import within_working_hours
from tests.factories import utc

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-11-25T08:00", "2026-11-25T08:00"),
        ("2026-11-25T19:59", "2026-11-25T19:59"),
        ("2026-11-25T20:00", "2026-11-26T10:00"),
        ("2026-11-25T07:59", "2026-11-25T10:00"),
        ("2026-11-27T23:00", "2026-11-30T10:00"),
        ("2026-11-28T12:00", "2026-11-30T10:00"),
        ("2026-11-29T12:00", "2026-11-30T10:00"),
        ("2027-03-27T22:00", "2027-03-29T10:00"),
    ],
)
def test_deadline_lies_in_working_hours_of_the_zone(moment: str, ends: str) -> None:
    typed, expected = (datetime.fromisoformat(text).replace(tzinfo=BRUSSELS) for text in (moment, ends))
    assert within_working_hours(typed, BRUSSELS) == expected


def test_the_zone_decides_and_not_the_clock_of_the_server() -> None:
    assert within_working_hours(utc(2026, 11, 25, 19, 30), BRUSSELS) == utc(2026, 11, 26, 9)
