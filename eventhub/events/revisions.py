"""What calendars are told of a change: when it was revised, and whether it moved (`docs/event-life.md`)."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from eventhub.events.models import Event

HALF = 32


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def _moving(event: Event) -> list[Any]:
    """What makes people plan anew: times, state, place and way of taking part."""
    return [
        _moment(event.starts_at), _moment(event.ends_at), event.zone, event.is_all_day, event.has_open_end,
        event.state, event.attendance, event.place_name, event.place_address, event.join_url,
    ]  # fmt: skip


def _telling(event: Event) -> list[Any]:
    """What calendars show besides."""
    return [
        event.title, event.summary, event.description, event.state_reason, event.kind,
        event.contact_name, event.contact_email, event.contact_phone,
        sorted(theme.slug for theme in event.themes),
        sorted(network.slug for network in [event.network, *event.co_networks]),
    ]  # fmt: skip


def _hash(values: list[Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:HALF]


def revise_event(event: Event, now: datetime) -> bool:
    """Note a change of what calendars show of a public event; a save without one changes nothing.

    The fingerprint's first half stands for what moves an event, its second half for the rest.
    `sequence` is 0 at the first publication and only ever grows.
    """
    if not event.is_public:
        return False
    moving, telling = _hash(_moving(event)), _hash(_telling(event))
    if event.fingerprint == moving + telling:
        return False
    if event.fingerprint and event.fingerprint[:HALF] != moving:
        event.sequence += 1
    second = now.replace(microsecond=0)
    # Two changes within a second are two revisions: whoever has the first must see that there is a second.
    event.revised_at = max(second, event.revised_at + timedelta(seconds=1)) if event.revised_at else second
    event.fingerprint = moving + telling
    return True
