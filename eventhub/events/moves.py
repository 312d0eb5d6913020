"""When an event moves to another date, the one that people knew before is kept, to be said beside the new one."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventhub.events.models import Event
from eventhub.events.schedule import Schedule

SETTLES = timedelta(minutes=2)
"""An organiser often saves several times in a row; people hear of all of it as one change."""


def _is_move(before: Schedule, event: Event) -> bool:
    """Whether it begins on another day, or at another time of the same one; to name a time at last is no move."""
    if event.starts_at is None or before.starts_at == event.starts_at:
        return False
    is_other_day = before.starts_at.astimezone(ZoneInfo(before.zone)).date() != event.local_start.date()
    return is_other_day or not (before.is_all_day or event.is_all_day)


def forget_move(event: Event) -> None:
    """Nobody knows of another date."""
    event.moved_from_at, event.moved_from_zone = None, ""
    event.moved_at, event.moved_sequence = None, 0


def note_move(event: Event, before: Schedule | None, now: datetime) -> None:
    """Keep the start that a public event had `before`, which people have read; called after `revise_event`.

    Of several moves the last one counts. Those made within `SETTLES` of each other are one, from the first date.
    """
    if not event.is_public:
        forget_move(event)
        return
    if before is None or not _is_move(before, event):
        return
    is_same_move = event.moved_at is not None and now - event.moved_at < SETTLES
    if not is_same_move:
        event.moved_from_at, event.moved_from_zone = before.starts_at, before.zone
    event.moved_at, event.moved_sequence = now, event.sequence
    if event.moved_from_at == event.starts_at:
        forget_move(event)
