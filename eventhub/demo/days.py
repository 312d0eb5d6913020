"""Days of the demo, told from today: `+5w thu` is the Thursday five weeks on, or the next one on which people work."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPEN_END_LASTS = timedelta(hours=2)
WEEK = timedelta(weeks=1)
OPENS_AT, CLOSES_AT = time(9), time(17)
EVERY_YEAR = frozenset({(5, 1), (8, 15), (11, 1), (11, 11), (12, 6)})
"""Month and day of holidays in one of the networks' countries."""
AROUND_EASTER = frozenset({-3, -2, 1, 39, 40, 50})
"""From Maundy Thursday to Whit Monday, as days after Easter."""


def _easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian rule."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + rest - 7 * ((a + 11 * h + 22 * rest) // 451) + 114, 31)
    return date(year, month, day + 1)


def is_working_day(day: date) -> bool:
    """Whether somebody would plan an event then: no weekend, no holiday, not around New Year, Midsummer or in July."""
    is_midwinter = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 6)
    is_summer = (6, 19) <= (day.month, day.day) <= (7, 31)
    is_holiday = (day.month, day.day) in EVERY_YEAR or (day - _easter(day.year)).days in AROUND_EASTER
    return day.weekday() < 5 and not (is_midwinter or is_summer or is_holiday)


def day_of(words: str, today: date, length: int = 1) -> date:
    """The first day that words such as `-3w tue` mean, counted from the Monday of this week.

    Where people do not work on one of its days it is some weeks later, in the past some weeks earlier.
    """
    weeks, weekday = words.split()
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=int(weeks.removesuffix("w")), days=WEEKDAYS.index(weekday))
    return settled(day, WEEK if day >= today else -WEEK, length)


def settled(day: date, step: timedelta, length: int = 1) -> date:
    """The day itself, or the first one after so many steps on which and on the days after it people work."""
    while not all(is_working_day(day + timedelta(days=count)) for count in range(length)):
        day += step
    return day


def span_of(entry: dict[str, Any], today: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end of an event of the demo, aware."""
    length = entry.get("days", 1)
    first = day_of(entry["day"], today, length)
    last = first + timedelta(days=length - 1)
    if entry.get("all_day"):
        after = last + timedelta(days=1)
        return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)
    start = datetime.combine(first, time.fromisoformat(entry["start"]), zone)
    if entry.get("open_end"):
        return start, start + OPEN_END_LASTS
    return start, datetime.combine(last, time.fromisoformat(entry["end"]), zone)


def a_week_before(start: datetime) -> datetime:
    """The date an event had before it moved: the same hour about a week before."""
    return datetime.combine(settled(start.date() - WEEK, -WEEK), start.timetz())


def days_before(start: datetime, days: int, clock: time) -> datetime:
    """A moment of registration: so many days before an event, or on the Friday before that."""
    day = start.date() - timedelta(days=days)
    return datetime.combine(day - timedelta(days=max(0, day.weekday() - 4)), clock, start.tzinfo)


def in_working_hours(moment: datetime, count: int, zone: ZoneInfo) -> datetime:
    """The same day, at a time of day when people fill in forms."""
    return moment.astimezone(zone).replace(hour=8 + count * 5 % 11, minute=count * 17 % 60, second=count * 7 % 60)
