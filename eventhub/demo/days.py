"""Days of the demo, told from today: `+5w thu` is the Thursday five weeks on."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPEN_END_LASTS = timedelta(hours=2)


def day_of(words: str, today: date) -> date:
    """The date that words such as `-3w tue` mean, counted from the Monday of this week."""
    weeks, weekday = words.split()
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=int(weeks.removesuffix("w")), days=WEEKDAYS.index(weekday))


def span_of(entry: dict[str, Any], today: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end of an event of the demo, aware."""
    first = day_of(entry["day"], today)
    last = first + timedelta(days=entry.get("days", 1) - 1)
    if entry.get("all_day"):
        after = last + timedelta(days=1)
        return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)
    start = datetime.combine(first, time.fromisoformat(entry["start"]), zone)
    if entry.get("open_end"):
        return start, start + OPEN_END_LASTS
    return start, datetime.combine(last, time.fromisoformat(entry["end"]), zone)
