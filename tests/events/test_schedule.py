"""Local times become moments; those that do not exist are refused."""

from datetime import date, time

import pytest

from eventhub.events.fields import read_clock, read_day
from eventhub.events.schedule import EndsBeforeStart, NoSuchTime, Schedule, all_day, comes_twice, moment, timed
from tests.factories import utc

ZONE = "Europe/Brussels"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-05-01", date(2027, 5, 1)), ("1.5.2027", date(2027, 5, 1)), ("01/05/2027", date(2027, 5, 1)),
        ("1-5-2027", date(2027, 5, 1)), ("1 5 2027", date(2027, 5, 1)), ("31.2.2027", None), ("5/2027", None),
        ("0001-01-01", None), ("9999-12-31", None), ("mei", None), ("١.٥.٢٠٢٧", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(typed: str, day: date | None) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("09:30", time(9, 30)), ("9.30", time(9, 30)), ("9u30", time(9, 30)), ("9h", time(9)), ("0930", time(9, 30)),
        ("9:30:00", time(9, 30)), ("14", time(14)), ("24:00", None), ("9:75", None), ("straks", None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(typed: str, clock: time | None) -> None:
    assert read_clock(typed) == clock


def test_time_in_the_gap_of_spring_is_refused() -> None:
    with pytest.raises(NoSuchTime):
        moment(date(2026, 3, 29), time(2, 30), ZONE)


def test_of_a_time_that_comes_twice_the_first_counts() -> None:
    assert moment(date(2026, 10, 25), time(2, 30), ZONE) == utc(2026, 10, 25, 0, 30)
    assert comes_twice(date(2026, 10, 25), time(2, 30), ZONE) is True
    assert comes_twice(date(2026, 10, 26), time(2, 30), ZONE) is False
    assert comes_twice(date(2026, 3, 29), time(2, 30), ZONE) is False


def test_event_over_a_change_of_the_clocks_keeps_its_wall_times() -> None:
    schedule = timed(date(2026, 3, 28), time(22), date(2026, 3, 29), time(4), ZONE)
    assert (schedule.starts_at, schedule.ends_at) == (utc(2026, 3, 28, 21), utc(2026, 3, 29, 2))


def test_whole_days_end_at_the_midnight_after_the_last() -> None:
    expected = Schedule(utc(2026, 10, 23, 22), utc(2026, 10, 25, 23), ZONE, is_all_day=True)
    assert all_day(date(2026, 10, 24), date(2026, 10, 25), ZONE) == expected


def test_open_end_is_assumed_two_hours_on_but_not_after_midnight() -> None:
    morning = timed(date(2026, 6, 1), time(9, 30), date(2026, 6, 1), None, ZONE)
    night = timed(date(2026, 6, 1), time(23), date(2026, 6, 1), None, ZONE)
    assert (morning.ends_at, morning.has_open_end) == (utc(2026, 6, 1, 9, 30), True)
    assert night.ends_at == utc(2026, 6, 1, 22)


def test_end_lies_after_the_start() -> None:
    day = date(2026, 6, 1)
    with pytest.raises(EndsBeforeStart):
        timed(day, time(10), day, time(9), ZONE)
    with pytest.raises(EndsBeforeStart):
        all_day(day, date(2026, 5, 31), ZONE)
    with pytest.raises(EndsBeforeStart):
        timed(day, time(10), date(2026, 5, 31), None, ZONE)
