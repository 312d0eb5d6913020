"""Which state a feed is in, told from a few sums and without building it."""

import hashlib
from importlib.metadata import version
from typing import NamedTuple

from sqlalchemy import BigInteger, Text, cast, func, select

from eventhub.database.model import db
from eventhub.events.calendar import FORMAT
from eventhub.events.models import Event
from eventhub.feeds.feed import Feed
from eventhub.networks.models import Network, Theme
from eventhub.web.tokens import settings

WRITER = f"{FORMAT}/{version('icalendar')}/{version('tzdata')}"
"""What writes the bytes; times written in UTC depend on the rules of the zones too."""


class Revision(NamedTuple):
    """A feed's state: how many events, the names used in them, and the tag that stands for all of it."""

    size: int
    names: str
    etag: str


def _digest(*facts: object) -> str:
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()


def _names() -> str:
    """One short text that changes when a network or a theme gets another name."""
    networks = select(Network.id, Network.slug, Network.name, cast(Network.languages, Text)).order_by(Network.id)
    themes = select(Theme.id, Theme.position, cast(Theme.name, Text)).order_by(Theme.id)
    return _digest(*(tuple(row) for query in (networks, themes) for row in db.session.execute(query)))


def revision_of(feed: Feed) -> Revision:
    """The feed's present state. An edit, a new event, a removal and a renamed network each change the tag."""
    held = feed.events.with_only_columns(
        Event.id, Event.uid, Event.version, Event.sequence, Event.updated_at, Event.revised_at
    ).subquery()
    columns, ids = held.c, cast(held.c.id, BigInteger)
    sums = select(
        func.count(), func.sum(ids), func.sum(ids * columns.version), func.sum(ids * columns.sequence),
        func.max(columns.updated_at), func.max(columns.revised_at), func.min(columns.uid), func.max(columns.uid),
    )  # fmt: skip
    count, *rest = db.session.execute(sums.select_from(held)).one()
    names = _names()
    itself = (feed.key, feed.language, feed.audience, feed.name, feed.about, feed.page, feed.source, feed.colour)
    state = _digest(WRITER, settings().base_url, itself, names, count, [str(fact) for fact in rest])
    return Revision(count, names, f'W/"{state}"')
