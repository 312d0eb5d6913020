"""When people read their mail at work: deadlines end then."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(8), time(20)
SEEN_BY = time(10)
"""By when a mail of the night or the weekend has been read."""
SATURDAY = 5


def _is_working_day(moment: datetime) -> bool:
    return moment.weekday() < SATURDAY


def within_working_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself where it lies between 8 and 20 of a working day in the zone, else 10:00 of the next one."""
    local = moment.astimezone(zone)
    if _is_working_day(local) and OPENS <= local.time() < CLOSES:
        return moment
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    later = datetime.combine(day, SEEN_BY, zone)
    while not _is_working_day(later):
        later += timedelta(days=1)
    return later.astimezone(moment.tzinfo)
