"""A time zone as iCalendar text: two yearly rules, the one form that every calendar program reads rightly."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 2020, 2037
RULES_BEGIN = 1970
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Change(NamedTuple):
    """One change of the clock; `wall` is what the clock shows just before, without a zone."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str


class Rule(NamedTuple):
    """A change that comes back every year: the month, which weekday of it (-1 the last), the hour."""

    month: int
    weekday: int
    ordinal: int
    hour: timedelta
    before: timedelta
    after: timedelta
    name: str


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> Change:
    """The change of the clock between two UTC moments that lie on either side of it."""
    before = low.astimezone(zone).utcoffset() or timedelta()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    local = high.astimezone(zone)
    return Change((high + before).replace(tzinfo=None), before, local.utcoffset() or timedelta(), local.tzname() or "")


def _changes(zone: ZoneInfo) -> list[Change]:
    """Every change of the clock in the years looked at."""
    moment, end, found = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC), []
    while moment < end:
        following = moment + timedelta(days=7)
        if moment.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            found.append(_change_between(zone, moment, following))
        moment = following
    return found


def _ordinal(days: list[date]) -> int | None:
    """Which weekday of its month all these days are: -1 for the last, 1 to 4, None where they differ."""
    if all(day.day + 7 > monthrange(day.year, day.month)[1] for day in days):
        return -1
    ordinals = {(day.day - 1) // 7 + 1 for day in days}
    return ordinals.pop() if len(ordinals) == 1 else None


def _rule(changes: list[Change]) -> Rule | None:
    """The yearly rule behind one kind of change, if there is one for all the years."""
    days = [change.wall.date() for change in changes]
    hours = {change.wall - datetime.combine(change.wall.date(), datetime.min.time()) for change in changes}
    kinds = {(day.month, day.weekday()) for day in days}
    offsets = {(change.before, change.after, change.name) for change in changes}
    ordinal = _ordinal(days)
    every_year = [day.year for day in days] == list(range(FIRST_YEAR, LAST_YEAR + 1))
    if not every_year or ordinal is None or any(len(facts) != 1 for facts in (hours, kinds, offsets)):
        return None
    (month, weekday), (before, after, name) = kinds.pop(), offsets.pop()
    return Rule(month, weekday, ordinal, hours.pop(), before, after, name)


def _onset(rule: Rule) -> datetime:
    """The first time the rule applied, had it always been there."""
    days = [date(RULES_BEGIN, rule.month, day) for day in range(1, monthrange(RULES_BEGIN, rule.month)[1] + 1)]
    fitting = [day for day in days if day.weekday() == rule.weekday]
    return (
        datetime.combine(fitting[rule.ordinal if rule.ordinal < 0 else rule.ordinal - 1], datetime.min.time())
        + rule.hour
    )


def _offset(offset: timedelta) -> str:
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}{minutes % 60:02}"


def _observance(kind: str, onset: datetime, before: timedelta, after: timedelta, *more: str) -> list[str]:
    offsets = (f"TZOFFSETFROM:{_offset(before)}", f"TZOFFSETTO:{_offset(after)}")
    return [f"BEGIN:{kind}", f"DTSTART:{onset:%Y%m%dT%H%M%S}", *more[:1], *offsets, *more[1:], f"END:{kind}"]


def _seasonal(kind: str, rule: Rule) -> list[str]:
    yearly = f"RRULE:FREQ=YEARLY;BYMONTH={rule.month};BYDAY={rule.ordinal}{DAYS[rule.weekday]}"
    name = [f"TZNAME:{rule.name}"] if rule.name.isalpha() else []
    return _observance(kind, _onset(rule), rule.before, rule.after, yearly, *name)


def _observances(zone: ZoneInfo) -> list[str] | None:
    changes = _changes(zone)
    if not changes:
        always = datetime(FIRST_YEAR, 1, 1, tzinfo=zone).utcoffset() or timedelta()
        return _observance("STANDARD", datetime(RULES_BEGIN, 1, 1), always, always)  # noqa: DTZ001 - wall time
    back = _rule([change for change in changes if change.after < change.before])
    forth = _rule([change for change in changes if change.after > change.before])
    if back is None or forth is None:
        return None
    return [*_seasonal("STANDARD", back), *_seasonal("DAYLIGHT", forth)]


@lru_cache(maxsize=600)
def vtimezone(name: str) -> bytes | None:
    """The VTIMEZONE of an IANA zone, or None where no yearly rule tells its clock: then write UTC.

    Zones that are no place (`UTC`, `Etc/GMT+5`) have none either: programs misread a zone called GMT.
    Raises ZoneInfoNotFoundError for a name that is no zone.
    """
    zone = ZoneInfo(name)
    if "/" not in name or name.startswith("Etc/"):
        return None
    observances = _observances(zone)
    if observances is None:
        return None
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *observances, "END:VTIMEZONE"]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")
