"""Which state a feed is in, told from a few sums and without building it."""

import hashlib
from functools import reduce
from importlib.metadata import version
from operator import add
from typing import Any

from sqlalchemy import BigInteger, Text, cast, func, select

from eventhub.database.model import db
from eventhub.events.calendar import FORMAT
from eventhub.events.models import Event
from eventhub.feeds.cache import Revision
from eventhub.feeds.feed import Feed
from eventhub.networks.models import Network, Theme
from eventhub.web.tokens import settings

WRITER = f"{FORMAT}/{version('icalendar')}/{version('tzdata')}"
"""What writes the bytes; times written in UTC depend on the rules of the zones too."""


def _digest(*facts: object) -> str:
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()


def _joined(*columns: Any) -> Any:
    """A subquery that puts all rows of a small table into one text."""
    line = reduce(add, [cast(column, Text) + "/" for column in columns])
    return select(func.aggregate_strings(line, "|")).scalar_subquery()


NAMES = select(
    _joined(Network.id, Network.slug, Network.name, Network.languages),
    _joined(Theme.id, Theme.position, Theme.name),
)
"""The names in use, of networks and themes. Made once: to build this statement takes longer than to run it."""


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


def revision_of(feed: Feed) -> Revision:
    """The feed's present state. An edit, a new event, a removal and a renamed network each change the tag."""
    names = _digest(*db.session.execute(NAMES).one())
    size, sums = _sums_of(feed)
    itself = (feed.key, feed.language, feed.audience, feed.name, feed.about, feed.page, feed.source, feed.colour)
    state = _digest(WRITER, settings().base_url, itself, names, size, sums)
    return Revision(size, names, f'W/"{state}"')
