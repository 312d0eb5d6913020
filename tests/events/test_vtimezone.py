"""Our zones against the tz database."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr

from eventhub.events.vtimezone import FIRST_YEAR, LAST_YEAR, vtimezone

SEASONAL = ("Europe/Brussels", "Europe/Helsinki", "Europe/Copenhagen", "Europe/London", "Europe/Dublin",
            "America/New_York", "Australia/Lord_Howe")  # fmt: skip
FIXED = ("Asia/Kolkata", "Africa/Lagos", "Atlantic/Reykjavik", "America/Sao_Paulo")


def offset(text: str) -> timedelta:
    hours, minutes = int(text[1:3]), int(text[3:5])
    return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)


def onsets(name: str) -> list[tuple[datetime, timedelta]]:
    """Every change of the clock that the rules tell of: the UTC moment and the offset after it."""
    found = []
    for block in re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)\r\n(.*?)END:", (vtimezone(name) or b"").decode(), re.DOTALL):
        lines = dict(line.split(":", 1) for line in block.split("\r\n") if line)
        start = datetime.strptime(lines["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the clock on the wall
        walls = rrulestr(lines["RRULE"], dtstart=start).between(
            start.replace(year=FIRST_YEAR, month=1, day=1), start.replace(year=LAST_YEAR, month=12, day=31)
        )
        found += [
            (wall.replace(tzinfo=UTC) - offset(lines["TZOFFSETFROM"]), offset(lines["TZOFFSETTO"])) for wall in walls
        ]
    return sorted(found)


@pytest.mark.parametrize("name", SEASONAL)
def test_rules_tell_every_change_of_the_clock(name: str) -> None:
    zone, second = ZoneInfo(name), timedelta(seconds=1)
    changes = onsets(name)
    assert len(changes) == 2 * (LAST_YEAR - FIRST_YEAR + 1)
    for at, after in changes:
        assert at.astimezone(zone).utcoffset() == after != (at - second).astimezone(zone).utcoffset()


@pytest.mark.parametrize("name", FIXED)
def test_fixed_zone_has_one_offset(name: str) -> None:
    text = (vtimezone(name) or b"").decode()
    assert (text.count("BEGIN:STANDARD"), text.count("BEGIN:DAYLIGHT"), "RRULE" in text) == (1, 0, False)
    assert offset(text.split("TZOFFSETTO:")[1][:5]) == datetime(2026, 7, 1, tzinfo=ZoneInfo(name)).utcoffset()


@pytest.mark.parametrize("name", ["Africa/Casablanca", "Asia/Jerusalem", "UTC", "GMT", "Etc/GMT+5", "CET"])
def test_zone_without_yearly_rule_or_place_has_none(name: str) -> None:
    assert vtimezone(name) is None


@pytest.mark.parametrize("name", [*SEASONAL, *FIXED])
def test_zone_is_read_without_complaint(name: str) -> None:
    parsed = icalendar.Calendar.from_ical((vtimezone(name) or b"").decode())
    assert (str(parsed["TZID"]), parsed.errors) == (name, [])


def test_brussels_is_written_as_every_program_knows_it() -> None:
    assert (vtimezone("Europe/Brussels") or b"").decode().split("\r\n") == [
        "BEGIN:VTIMEZONE", "TZID:Europe/Brussels",
        "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "END:STANDARD",
        "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "END:DAYLIGHT",
        "END:VTIMEZONE", "",
    ]  # fmt: skip
