"""From the clock on the wall to a moment: times that do not exist are refused, of two equal ones the first counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventhub.events.kinds import OPEN_END
from eventhub.events.models import Event


class NoSuchTime(ValueError):  # noqa: N818 - it says what happened
    """The clocks skip this time on this day."""


class EndsBeforeStart(ValueError):  # noqa: N818 - it says what happened
    """The end lies before the start."""


class LastsTooLong(ValueError):  # noqa: N818 - it says what happened
    """It would last longer than any event does: a year was mistyped."""


LONGEST_YEARS = 5
LONGEST_EVENT = timedelta(days=LONGEST_YEARS * 366)
"""Nothing lasts longer, so that an index on the start finds all that still runs without reading the whole past."""


@dataclass(frozen=True)
class Schedule:
    """When an event takes place: UTC moments, with the zone in which they were typed."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    is_all_day: bool = False
    has_open_end: bool = False


def moment(day: date, clock: time, zone: str) -> datetime:
    """The UTC moment of a local time; of a time that comes twice, the first. Raises NoSuchTime."""
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    found = local.astimezone(UTC)
    if found.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(f"{local:%Y-%m-%d %H:%M} {zone}")
    return found


def moved_along(at: datetime, before: Schedule, after: Schedule) -> datetime:
    """A moment that belongs to an event, as many days further as its start moved, at the same time on the wall."""
    local = at.astimezone(ZoneInfo(before.zone))
    days = local_date(after) - local_date(before)
    return (local.replace(tzinfo=None, fold=0) + days).replace(tzinfo=ZoneInfo(after.zone)).astimezone(UTC)


def local_date(schedule: Schedule) -> date:
    """The first day, by the clock there."""
    return schedule.starts_at.astimezone(ZoneInfo(schedule.zone)).date()


def comes_twice(day: date, clock: time, zone: str) -> bool:
    """Whether the clocks show this time twice on this day."""
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    return local.replace(fold=0).utcoffset() > local.replace(fold=1).utcoffset()  # type: ignore[operator]


def midnight(day: date, zone: str) -> datetime:
    """The first moment of a day; where midnight itself is skipped, the moment after the gap."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise EndsBeforeStart
    if last - first >= LONGEST_EVENT:
        raise LastsTooLong


def all_day(first: date, last: date, zone: str) -> Schedule:
    """Whole days, the last one included. Raises EndsBeforeStart, LastsTooLong."""
    _check_days(first, last)
    return Schedule(midnight(first, zone), midnight(last + timedelta(days=1), zone), zone, is_all_day=True)


def timed(first: date, starts: time, last: date, ends: time | None, zone: str) -> Schedule:
    """From a time to a time; without an end it is open, and assumed. Raises NoSuchTime and what `all_day` does."""
    _check_days(first, last)
    starts_at = moment(first, starts, zone)
    if ends is None:
        return open_ended(starts_at, last, zone)
    ends_at = moment(last, ends, zone)
    if ends_at <= starts_at:
        raise EndsBeforeStart
    return Schedule(starts_at, ends_at, zone)


def open_ended(starts_at: datetime, last: date, zone: str) -> Schedule:
    """An event whose end nobody knows yet: assumed two hours on, on its last day, at most until midnight."""
    local = starts_at.astimezone(ZoneInfo(zone)).replace(year=last.year, month=last.month, day=last.day)
    ends_at = min(local.astimezone(UTC) + OPEN_END, midnight(last + timedelta(days=1), zone))
    return Schedule(starts_at, ends_at, zone, has_open_end=True)


def schedule_of(event: Event) -> Schedule | None:
    """When an event takes place; None while it has no date."""
    if event.starts_at is None or event.ends_at is None:
        return None
    return Schedule(event.starts_at, event.ends_at, event.zone, event.is_all_day, event.has_open_end)
