"""Which state a feed is in, told from a few sums and without building it."""

import hashlib
from datetime import datetime, timedelta
from functools import reduce
from importlib.metadata import version
from operator import add
from typing import Any

from sqlalchemy import BigInteger, Text, cast, func, select

from eventhub.database.model import db
from eventhub.events.calendar import FORMAT
from eventhub.events.models import Event
from eventhub.feeds.cache import Revision, caches
from eventhub.feeds.feed import Feed
from eventhub.networks.models import Network, Theme
from eventhub.web.tokens import settings

WRITER = f"{FORMAT}/{version('icalendar')}/{version('tzdata')}"
"""What writes the bytes; times written in UTC depend on the rules of the zones too."""


KEPT_FOR = timedelta(seconds=10)


def _digest(*facts: object) -> str:
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()


def _joined(*columns: Any) -> Any:
    """A subquery that puts all rows of a small table into one text."""
    line = reduce(add, [cast(column, Text) + "/" for column in columns])
    return select(func.aggregate_strings(line, "|")).scalar_subquery()


HUB_STATE = select(
    _joined(Network.id, Network.slug, Network.name, Network.languages),
    _joined(Theme.id, Theme.position, Theme.name),
    select(func.max(Event.updated_at)).scalar_subquery(),
)
"""Made once: to build this statement takes longer than to run it."""


def _hub_state() -> tuple[str, datetime | None]:
    """The names in use, of networks and themes, and when any event was saved last."""
    networks, themes, saved = db.session.execute(HUB_STATE).one()
    return _digest(networks, themes), saved


def _sums_of(feed: Feed) -> tuple[int, tuple[str, ...]]:
    """How many events the feed holds, and sums that every edit, addition and removal changes."""
    held = feed.events.with_only_columns(
        Event.id, Event.uid, Event.version, Event.sequence, Event.updated_at, Event.revised_at
    ).subquery()
    columns, ids = held.c, cast(held.c.id, BigInteger)
    sums = select(
        func.count(), func.sum(ids), func.sum(ids * columns.version), func.sum(ids * columns.sequence),
        func.max(columns.updated_at), func.max(columns.revised_at), func.min(columns.uid), func.max(columns.uid),
    )  # fmt: skip
    count, *rest = db.session.execute(sums.select_from(held)).one()
    return count, tuple(str(fact) for fact in rest)


def _computed(feed: Feed, names: str) -> Revision:
    size, sums = _sums_of(feed)
    itself = (feed.key, feed.language, feed.audience, feed.name, feed.about, feed.page, feed.source, feed.colour)
    state = _digest(WRITER, settings().base_url, itself, names, size, sums)
    return Revision(size, names, f'W/"{state}"')


def revision_of(feed: Feed, now: datetime) -> Revision:
    """The feed's present state. An edit, a new event, a removal and a renamed network each change the tag.

    A public feed's state is kept for some seconds while no event is saved: two saves that overlap could hide one
    of them for as long.
    """
    hub = _hub_state()
    if feed.audience != "public":
        return _computed(feed, hub[0])
    key = (feed.key, feed.name, feed.about, feed.colour, *hub)
    kept = caches().revisions.get(key)
    if kept is None or not timedelta() <= now - kept[1] < KEPT_FOR:
        kept = (_computed(feed, hub[0]), now)
        caches().revisions.put(key, kept, 600)
    return kept[0]
