"""Dates in words: six languages, three zones, the turns of the clock."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from eventhub.app import create_app
from eventhub.events.models import PUBLISHED, Event
from eventhub.events.when import (
    DateParts,
    date_parts,
    moment_in_words,
    runs_several_days,
    short_when,
    time_in_words,
    when_in_words,
)
from tests.conftest import test_settings
from tests.factories import utc


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application without a database: words need none."""
    return create_app(test_settings(tmp_path_factory.mktemp("when")))


@pytest.fixture(autouse=True)
def in_english(english: Flask) -> Iterator[None]:
    with english.app_context(), force_locale("en"):
        yield


def event(**values: Any) -> Event:
    defaults = {
        "starts_at": utc(2027, 2, 16, 8, 30), "ends_at": utc(2027, 2, 16, 15), "zone": "Europe/Brussels",
        "is_all_day": False, "has_open_end": False, "state": PUBLISHED,
    }  # fmt: skip
    return Event(**{**defaults, **values})


def several_days(**values: Any) -> Event:
    return event(**{"starts_at": utc(2027, 4, 20, 7, 30), "ends_at": utc(2027, 4, 21, 14), **values})


def test_one_day_names_weekday_date_year_times_and_city() -> None:
    assert when_in_words(event()) == "Tuesday, 16 February 2027, 09:30–16:00 (Brussels time)"


@pytest.mark.parametrize(
    ("zone", "times"),
    [
        ("Europe/Brussels", "09:30–16:00 (Brussels time)"),
        ("Europe/Helsinki", "10:30–17:00 (Helsinki time)"),
        ("Europe/Copenhagen", "09:30–16:00 (Copenhagen time)"),
    ],
)
def test_times_are_those_of_the_events_zone(zone: str, times: str) -> None:
    assert time_in_words(event(zone=zone)) == times


@pytest.mark.parametrize(
    ("language", "day", "city"),
    [
        ("nl", "dinsdag 16 februari 2027", "Brussel"),
        ("fi", "tiistai 16. helmikuuta 2027", "Bryssel"),
        ("da", "tirsdag den 16. februar 2027", "Bruxelles"),
        ("sv", "tisdag 16 februari 2027", "Bryssel"),
        ("fr", "mardi 16 février 2027", "Bruxelles"),
        ("en", "Tuesday, 16 February 2027", "Brussels"),
    ],
)
def test_every_language_has_its_own_words_for_the_date_and_the_city(language: str, day: str, city: str) -> None:
    with force_locale(language):
        words = when_in_words(event())
    assert words.startswith(day)
    assert city in words


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("nl", DateParts("di–wo", "20–21", "april", True)),
        ("fi", DateParts("ti–ke", "20–21", "huhtikuu", True)),
        ("da", DateParts("tirs–ons", "20–21", "april", True)),
        ("sv", DateParts("tis–ons", "20–21", "april", True)),
        ("fr", DateParts("mar–mer", "20–21", "avril", True)),
        ("en", DateParts("Tue–Wed", "20–21", "Apr", True)),
    ],
)
def test_date_block_of_several_days_spans_them(language: str, parts: DateParts) -> None:
    with force_locale(language):
        assert date_parts(several_days()) == parts


def test_date_block_across_months_names_both() -> None:
    over_may_day = several_days(starts_at=utc(2027, 4, 30, 8), ends_at=utc(2027, 5, 2, 10))
    assert date_parts(over_may_day) == DateParts("Fri–Sun", "30–2", "Apr–May", True)


def test_several_days_name_first_and_last_with_their_times() -> None:
    words = "Tuesday, 20 April, 09:30 to Wednesday, 21 April 2027, 16:00 (Brussels time)"
    assert when_in_words(several_days()) == words
    assert time_in_words(several_days()) == "2 days, from 09:30 (Brussels time)"


def test_days_in_two_years_name_both_years() -> None:
    new_year = several_days(starts_at=utc(2027, 12, 31, 8), ends_at=utc(2028, 1, 1, 15))
    words = "Friday, 31 December 2027, 09:00 to Saturday, 1 January 2028, 16:00 (Brussels time)"
    assert when_in_words(new_year) == words


def test_several_days_are_short_in_lists() -> None:
    assert short_when(several_days()) == "Tue, 20 Apr – Wed, 21 Apr 2027"


def test_swedish_intervals_write_no_leading_zero() -> None:
    with force_locale("sv"):
        assert short_when(several_days(ends_at=utc(2027, 5, 2, 14))) == "tis 20 apr.–sön 2 maj 2027"


def test_all_day_event_ends_on_its_last_day_not_on_the_midnight_after() -> None:
    one = event(starts_at=utc(2027, 4, 19, 22), ends_at=utc(2027, 4, 20, 22), is_all_day=True)
    two = event(starts_at=utc(2027, 4, 19, 22), ends_at=utc(2027, 4, 21, 22), is_all_day=True)
    assert when_in_words(one) == "Tuesday, 20 April 2027, all day"
    assert date_parts(one) == DateParts("Tue", "20", "Apr", False)
    assert when_in_words(two) == "Tuesday, 20 April to Wednesday, 21 April 2027"
    assert time_in_words(two) == "2 days"


def test_open_end_says_only_when_it_begins() -> None:
    opened = event(has_open_end=True)
    assert when_in_words(opened) == "Tuesday, 16 February 2027, from 09:30 (Brussels time)"
    assert short_when(opened) == "Tue, 16 Feb 2027, from 09:30"


def test_evening_that_ends_after_midnight_is_one_day() -> None:
    evening = event(starts_at=utc(2027, 4, 19, 18), ends_at=utc(2027, 4, 19, 23))
    assert when_in_words(evening) == "Monday, 19 April 2027, 20:00 to 01:00 the next day (Brussels time)"
    assert date_parts(evening) == DateParts("Mon", "19", "Apr", False)


def test_event_until_midnight_sharp_is_one_day() -> None:
    evening = event(starts_at=utc(2027, 4, 19, 18), ends_at=utc(2027, 4, 19, 22))
    assert not runs_several_days(evening)
    assert time_in_words(evening) == "20:00 to 00:00 the next day (Brussels time)"


def test_clocks_go_forward_while_it_runs() -> None:
    """28 March 2027: at 2 the clocks in Brussels say 3; from 1:30 to 3:30 is one hour."""
    night = event(starts_at=utc(2027, 3, 28, 0, 30), ends_at=utc(2027, 3, 28, 1, 30))
    assert time_in_words(night) == "01:30–03:30 (Brussels time)"


def test_same_hour_stays_the_same_on_the_wall_after_the_clocks_turn() -> None:
    before = event(starts_at=utc(2027, 3, 27, 9), ends_at=utc(2027, 3, 27, 10))
    after = event(starts_at=utc(2027, 3, 29, 8), ends_at=utc(2027, 3, 29, 9))
    assert time_in_words(before) == time_in_words(after) == "10:00–11:00 (Brussels time)"


def test_date_is_that_of_the_zone_and_not_of_utc() -> None:
    late = event(starts_at=utc(2027, 2, 16, 22, 30), ends_at=utc(2027, 2, 16, 23, 30), zone="Europe/Helsinki")
    assert date_parts(late) == DateParts("Wed", "17", "Feb", False)


def test_event_of_no_length_has_one_time() -> None:
    assert time_in_words(event(ends_at=utc(2027, 2, 16, 8, 30))) == "09:30 (Brussels time)"


def test_event_without_a_date_says_so() -> None:
    undated = event(starts_at=None, ends_at=None)
    assert [when_in_words(undated), time_in_words(undated), short_when(undated)] == ["The date follows"] * 3
    assert date_parts(undated) == DateParts("", "?", "")


def test_deadline_names_its_zone() -> None:
    deadline = utc(2027, 2, 9, 22, 59) + timedelta(seconds=30)
    assert moment_in_words(deadline, "Europe/Brussels") == "Tuesday, 9 February 2027, 23:59 (Brussels time)"
    assert moment_in_words(deadline, "Europe/Helsinki") == "Wednesday, 10 February 2027, 00:59 (Helsinki time)"


def test_french_says_premier_for_the_first_day_of_a_month_and_only_for_that() -> None:
    with force_locale("fr"):
        first = event(starts_at=utc(2027, 5, 1, 8), ends_at=utc(2027, 5, 1, 9))
        two = event(starts_at=utc(2027, 5, 31, 8), ends_at=utc(2027, 6, 1, 9))
        shown = [short_when(first), short_when(two), when_in_words(event(starts_at=utc(2027, 5, 11, 8)))]
        assert "samedi 1er mai 2027" in when_in_words(first)
    assert [re.findall(r"\S+ mai|\S+ juin", words) for words in shown] == [
        ["1er mai"],
        ["31 mai", "1er juin"],
        ["11 mai"],
    ]
