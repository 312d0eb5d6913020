"""The questions that the agenda answers: by words, network, theme, kind, way of taking part, month, past or to come."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from eventhub.events.kinds import KINDS
from eventhub.events.models import BOTH, ON_SITE, ONLINE, PUBLIC, Event, EventNetwork, EventTheme
from eventhub.events.search import matching
from eventhub.networks.models import Network, Theme

TAKING_PART = {ON_SITE: (ON_SITE, BOTH), ONLINE: (ONLINE, BOTH)}
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
LONGEST_QUERY = 200
# No event lasts longer, so that an index on the start finds everything that may still be running.
LONGEST_EVENT = timedelta(days=366)


@dataclass(frozen=True)
class AgendaFilter:
    """What a visitor asked for; an empty text asks for everything."""

    q: str = ""
    network: str = ""
    theme: str = ""
    kind: str = ""
    attendance: str = ""
    month: str = ""
    past: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "AgendaFilter":
        """Read a query string; what makes no sense is left out."""
        kind, attendance, month = query.get("kind", ""), query.get("attendance", ""), query.get("month", "")
        return cls(
            q=query.get("q", "").strip()[:LONGEST_QUERY],
            network=query.get("network", "")[:80],
            theme=query.get("theme", "")[:80],
            kind=kind if kind in KINDS else "",
            attendance=attendance if attendance in TAKING_PART else "",
            month=month if MONTH.fullmatch(month) else "",
            past=query.get("past", "") == "1",
        )

    def without(self, **changes: Any) -> dict[str, str]:
        """The query string of this filter with some of it changed; empty parts are left out."""
        changed = replace(self, **changes)
        texts = {key: value for key, value in vars(changed).items() if isinstance(value, str) and value}
        return {**texts, **({"past": "1"} if changed.past else {})}

    @property
    def is_empty(self) -> bool:
        return self == AgendaFilter(past=self.past)

    @property
    def for_calendars(self) -> dict[str, str]:
        """The part that a calendar feed can follow: neither words nor a month nor the past."""
        return self.without(q="", month="", past=False)


def month_span(year: int, month: int) -> tuple[datetime, datetime]:
    """A month as moments, a day wider on each side, since zones differ."""
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    start, end = (datetime.combine(day, time(), UTC) for day in (first, following))
    return start - timedelta(days=1), end + timedelta(days=1)


def organised_by(network_id: int) -> ColumnElement[bool]:
    """Events that a network leads or organises with others."""
    together = select(EventNetwork.event_id).where(EventNetwork.network_id == network_id)
    return or_(Event.network_id == network_id, Event.id.in_(together))


def _by_network_slug(slug: str) -> ColumnElement[bool]:
    chosen = select(Network.id).where(Network.slug == slug).scalar_subquery()
    together = select(EventNetwork.event_id).where(EventNetwork.network_id == chosen)
    return or_(Event.network_id == chosen, Event.id.in_(together))


def between(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Events of which some part lies between two moments."""
    return and_(Event.starts_at < end, Event.starts_at > start - LONGEST_EVENT, Event.ends_at > start)


def conditions(wanted: AgendaFilter) -> list[ColumnElement[bool]]:
    """What the chosen parts ask of a public event, whenever it is."""
    found: list[ColumnElement[bool]] = [Event.state.in_(PUBLIC)]
    if wanted.q:
        found.append(matching(wanted.q))
    if wanted.network:
        found.append(_by_network_slug(wanted.network))
    if wanted.theme:
        about = select(EventTheme.event_id).join(Theme, Theme.id == EventTheme.theme_id)
        found.append(Event.id.in_(about.where(Theme.slug == wanted.theme)))
    if wanted.kind:
        found.append(Event.kind == wanted.kind)
    if wanted.attendance:
        found.append(Event.attendance.in_(TAKING_PART[wanted.attendance]))
    return found


def at_its_time(wanted: AgendaFilter, now: datetime) -> list[ColumnElement[bool]]:
    """When the events asked for take place: in a month, in the past, or from now on."""
    if wanted.month:
        year, month = wanted.month.split("-")
        return [between(*month_span(int(year), int(month)))]
    if wanted.past:
        return [Event.ends_at <= now]
    return [Event.starts_at > now - LONGEST_EVENT, Event.ends_at > now]
