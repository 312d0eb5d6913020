"""When an event takes place, in words: in the reader's language, by the clock of the event's own zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from eventhub.events.models import CANCELLED, POSTPONED, Event
from eventhub.i18n.zones import city

NIGHT_HOURS = 12
"""An event that ends the next day, but within these hours, is an evening and not two days."""
FIRST_DAY = re.compile(r"(?<!\S)1(?!\S)")


@dataclass(frozen=True)
class DateParts:
    """The three lines of a date block, such as "wo–do / 20–21 / april"."""

    weekday: str
    day: str
    month: str
    is_range: bool = False


def _locale() -> Locale:
    """How dates are written here: English as in Europe, day first and 24 hours."""
    found = get_locale()
    if found is None or found.language == "en":
        return Locale("en", "GB")
    return found if isinstance(found, Locale) else Locale.parse(str(found))


def _clock(moment: datetime) -> str:
    return format_skeleton("Hm", moment, locale=_locale())


def _clocks(start: datetime, end: datetime) -> str:
    """Two times of one day; an interval of no length is one time."""
    if start == end:
        return _clock(start)
    # Babel shifts moments to UTC unless told their zone; the wall clock is what people read.
    words = format_interval(start.replace(tzinfo=None), end.replace(tzinfo=None), "Hm", locale=_locale())
    return words.replace("\u2009", "") if start.date() == end.date() else f"{_clock(start)}–{_clock(end)}"


def _ordinal(words: str) -> str:
    """A date as French writes it: the first day of a month is the 1er, which its patterns do not know."""
    return FIRST_DAY.sub("1er", words) if _locale().language == "fr" else words


def _day(day: date) -> str:
    return _ordinal(format_date(day, "full", locale=_locale()))


def _day_without_year(day: date) -> str:
    locale = _locale()
    pattern = re.sub(r"[\s,]*y+\.?$", "", str(locale.date_formats["full"].pattern))
    return _ordinal(format_date(day, pattern, locale=locale))


def _short_day(day: date) -> str:
    return _ordinal(format_skeleton("yMMMEd", day, locale=_locale()))


def runs_several_days(event: Event) -> bool:
    """Whether it lasts longer than one day; an evening that ends after midnight does not."""
    first, last = event.local_start.date(), event.last_day
    if first == last:
        return False
    is_one_night = (last - first).days == 1 and event.local_end - event.local_start < timedelta(hours=NIGHT_HOURS)
    return event.is_all_day or not is_one_night


def _hours(event: Event) -> str:
    """The times of a day with a clock: "9:30–16:00", "from 9:30"."""
    start, end = event.local_start, event.local_end
    if event.has_open_end:
        return _("from %(time)s", time=_clock(start))
    if end.date() > start.date():
        return _("%(start)s to %(end)s the next day", start=_clock(start), end=_clock(end))
    return _clocks(start, end)


def _with_zone(words: str, event: Event) -> str:
    return _("%(times)s (%(city)s time)", times=words, city=city(event.zone))


def _days_in_words(event: Event) -> str:
    """Several days, with the times of the first and the last one where they have any."""
    first, last = event.local_start, event.last_day
    opening = _day_without_year(first) if first.year == last.year else _day(first)
    if event.is_all_day:
        return _("%(first)s to %(last)s", first=opening, last=_day(last))
    begin = _("%(date)s, %(times)s", date=opening, times=_clock(first))
    end = _day(last)
    if not event.has_open_end:
        end = _("%(date)s, %(times)s", date=end, times=_clock(event.local_end))
    return _with_zone(_("%(first)s to %(last)s", first=begin, last=end), event)


def when_in_words(event: Event) -> str:
    """Weekday, date, year, times and zone: everything a person needs to be there."""
    if event.starts_at is None:
        return _("The date follows")
    if runs_several_days(event):
        return _days_in_words(event)
    return _("%(date)s, %(times)s", date=_day(event.local_start), times=time_in_words(event))


def time_in_words(event: Event) -> str:
    """The times without the date, for places where a date block stands beside them."""
    if event.starts_at is None:
        return _("The date follows")
    if runs_several_days(event):
        days = (event.last_day - event.local_start.date()).days + 1
        words = ngettext("%(num)d day", "%(num)d days", days)
        if event.is_all_day:
            return words
        return _with_zone(_("%(days)s, from %(time)s", days=words, time=_clock(event.local_start)), event)
    if event.is_all_day:
        return _("all day")
    return _with_zone(_hours(event), event)


def short_when(event: Event) -> str:
    """Date and times in few letters, for tables and lists that name the zone elsewhere."""
    if event.starts_at is None:
        return _("The date follows")
    first = _short_day(event.local_start)
    if runs_several_days(event):
        days = format_interval(event.local_start.date(), event.last_day, "yMMMEd", locale=_locale())
        return _ordinal(days.replace("\u2009", " ").replace(" 0", " "))  # Swedish intervals write "02 maj"
    if event.is_all_day:
        return first
    return _("%(date)s, %(times)s", date=first, times=_hours(event))


def moment_in_words(moment: datetime, zone: str) -> str:
    """A moment, such as the end of registration, by the clock of a zone."""
    local = moment.astimezone(ZoneInfo(zone))
    words = _("%(date)s, %(times)s", date=_day(local), times=_clock(local))
    return _("%(times)s (%(city)s time)", times=words, city=city(zone))


def moved_from_in_words(event: Event) -> str:
    """The date from which the event was moved, with the time where only that is another; empty where it was not."""
    if event.moved_from_at is None or event.state in (CANCELLED, POSTPONED):
        return ""
    before = event.moved_from_at.astimezone(ZoneInfo(event.moved_from_zone))
    if before.date() != event.local_start.date():
        return _day(before)
    return _("%(date)s, %(times)s", date=_day(before), times=_clock(before))


def day_in_words(moment: datetime, zone: str) -> str:
    """The date of a moment in a zone, with weekday and year."""
    return _day(moment.astimezone(ZoneInfo(zone)))


def long_day(day: date) -> str:
    """A day of the calendar, without weekday."""
    return str(format_date(day, "long", locale=_locale()))


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def date_parts(event: Event) -> DateParts:
    """What the date block shows; a question mark while there is no date."""
    if event.starts_at is None:
        return DateParts("", "?", "")
    locale = _locale()
    first = event.local_start.date()
    last = event.last_day if runs_several_days(event) else first

    def both(pattern: str) -> str:
        return _span(format_date(first, pattern, locale).rstrip("."), format_date(last, pattern, locale).rstrip("."))

    is_short = locale.language == "en" or first.month != last.month  # "Sat 5 Dec" is how English reads best
    return DateParts(both("ccc"), both("d"), both("LLL" if is_short else "LLLL"), first != last)


def block_look(event: Event) -> str:
    """The class of the date block: dashed while only announced, struck through when it will not be then."""
    if event.state in (CANCELLED, POSTPONED):
        return "off"
    return "open" if event.state in ("announced", "draft") else ""


def month_in_words(day: date) -> str:
    """A month with its year, as the language writes it."""
    words = str(format_date(day, "LLLL yyyy", locale=get_locale()))
    return words[:1].upper() + words[1:]
