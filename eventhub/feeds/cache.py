"""What feeds keep in memory: parts, whole bodies, and when a feed was last seen to change."""

from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from flask import current_app

from eventhub.events.calendar import Part
from eventhub.web.memory import MEBI, Kept


class Body(NamedTuple):
    """A whole feed, as it is and compressed."""

    plain: bytes
    zipped: bytes


class Revision(NamedTuple):
    """A feed's state: how many events, the names used in them, and the tag that stands for all of it."""

    size: int
    names: str
    etag: str


class Seen(NamedTuple):
    """A state of a feed and when this process first saw it."""

    etag: str
    since: datetime


class Caches:
    """The memory of one application's feeds."""

    def __init__(self) -> None:
        self.parts: Kept[Part] = Kept(48 * MEBI)
        self.bodies: Kept[Body] = Kept(32 * MEBI)
        self._seen: Kept[Seen] = Kept(1 * MEBI)
        self._lock = Lock()

    def changed_at(self, feed: str, etag: str, now: datetime) -> datetime:
        """When the feed changed last, as far as this process knows: never earlier than it truly did.

        A removal leaves no row that could tell when it was made, so the time is that of first seeing the new
        state. Two states within one second get two times, or a client that only has dates would miss the second.
        """
        with self._lock:
            seen = self._seen.get(feed)
            if seen is None or seen.etag != etag:
                second = now.replace(microsecond=0)
                seen = Seen(etag, max(second, seen.since + timedelta(seconds=1)) if seen else second)
                self._seen.put(feed, seen, len(feed) + 400)
            return seen.since


def caches() -> Caches:
    """The memory of the running application."""
    found: Caches = current_app.extensions["feeds"]
    return found
