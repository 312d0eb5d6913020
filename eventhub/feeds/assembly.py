"""Putting a feed together from parts that are kept in memory, each made once a revision."""

import gzip
from collections.abc import Hashable, Iterable
from itertools import islice
from typing import Any

from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.access import WITH_NAMES
from eventhub.events.calendar import Part, event_component, join_calendar
from eventhub.events.models import Event
from eventhub.feeds.cache import Body, Revision, caches
from eventhub.feeds.feed import Feed, head
from eventhub.web.logs import log
from eventhub.web.tokens import settings

LOADED_AT_ONCE = 200
SIZE_BESIDES = 600
"""What a kept part costs in memory beside its bytes, about."""


def _make(event: Event, feed: Feed) -> Part | None:
    """The event's part, or None where its row cannot be written: one bad event must not take a feed away."""
    try:
        return event_component(event, feed.audience, feed.language, settings().base_url)
    except Exception:
        log.exception("event left out of a feed", event_id=event.id)
        return None


def _made(ids: Iterable[int], feed: Feed) -> Iterable[tuple[int, Part | None]]:
    waiting = iter(ids)
    while batch := list(islice(waiting, LOADED_AT_ONCE)):
        for event in db.session.scalars(select(Event).options(*WITH_NAMES).where(Event.id.in_(batch))):
            yield event.id, _make(event, feed)


def _key(row: tuple[Any, ...], feed: Feed, revision: Revision) -> Hashable:
    """Everything that can alter the bytes of a part."""
    return (*row, revision.names, feed.audience, feed.language, settings().base_url)


def parts_of(feed: Feed, revision: Revision) -> list[Part]:
    """The feed's parts in their order, from memory where they are there."""
    rows = db.session.execute(
        feed.events.with_only_columns(
            Event.id, Event.uid, Event.version, Event.sequence, Event.updated_at, Event.revised_at
        )
    ).all()
    keys = {row.id: _key(tuple(row), feed, revision) for row in rows}
    kept = caches().parts
    found = {event_id: kept.get(key) for event_id, key in keys.items()}
    for event_id, part in _made([event_id for event_id, part in found.items() if part is None], feed):
        found[event_id] = part
        if part is not None:
            kept.put(keys[event_id], part, len(part.body) + SIZE_BESIDES)
    return [part for part in found.values() if part is not None]


def body_of(feed: Feed, revision: Revision) -> Body:
    """The feed's bytes, plain and compressed. A person's own feed is not kept: it is small, and theirs."""
    key = (feed.key, revision.etag)
    kept = caches().bodies.get(key)
    if kept is None:
        plain = join_calendar(head(feed).to_ical(), parts_of(feed, revision))
        kept = Body(plain, gzip.compress(plain, 6, mtime=0))
        if feed.audience == "public":
            caches().bodies.put(key, kept, len(kept.plain) + len(kept.zipped))
    return kept
