"""The questions that the agenda answers: by words, network, theme, kind, way of taking part, month, past or to come."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.datastructures import MultiDict

from eventhub.events.kinds import KINDS
from eventhub.events.models import BOTH, DRAFT, ON_SITE, ONLINE, Event, EventNetwork, EventTheme
from eventhub.events.schedule import LONGEST_EVENT
from eventhub.events.search import matching
from eventhub.networks.models import Network, Theme

TAKING_PART = {ON_SITE: (ON_SITE, BOTH), ONLINE: (ONLINE, BOTH)}
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
SLUG = re.compile(r"[a-z0-9-]{1,80}")
MEANS_SOMETHING: dict[str, Callable[[str], object]] = {
    "network": SLUG.fullmatch, "theme": SLUG.fullmatch, "kind": KINDS.get, "attendance": TAKING_PART.get,
}  # fmt: skip
LONGEST_QUERY = 200
# Written so that SQLite reads by date and stops after a page; a list of states makes it sort every event first.
IS_PUBLIC = Event.state != DRAFT


@dataclass(frozen=True)
class AgendaFilter:
    """What a visitor asked for, of a list or of a calendar; an empty part asks for everything.

    Values of one name add to each other, names narrow each other down. An unknown value fits no event: a list that
    ignored it would show what nobody asked for. Of such a filter no calendar is offered, and a calendar's address that
    holds one is answered with 404, because an empty calendar would wipe the subscriber's own.
    """

    q: str = ""
    network: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    attendance: tuple[str, ...] = ()
    month: str = ""
    past: bool = False
    makes_sense: bool = True

    @classmethod
    def from_query(cls, query: MultiDict[str, str]) -> "AgendaFilter":
        """Read a query string; what makes no sense is left out, and noted."""
        asked = {name: set(query.getlist(name)) - {""} for name in MEANS_SOMETHING}
        known = {name: {value for value in asked[name] if MEANS_SOMETHING[name](value)} for name in asked}
        month = query.get("month", "")
        is_month = MONTH.fullmatch(month) is not None
        return cls(
            **{name: tuple(sorted(values)) for name, values in known.items()},
            q=query.get("q", "").strip()[:LONGEST_QUERY],
            month=month if is_month else "",
            past=query.get("past", "") == "1",
            makes_sense=known == asked and (is_month or not month),
        )

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """The parameters of an address with this filter, some of it changed; empty parts are left out."""
        changed = replace(self, **changes)
        several = [(name, value) for name in MEANS_SOMETHING for value in getattr(changed, name)]
        pairs = [("q", changed.q), *several, ("month", changed.month), ("past", "1" if changed.past else "")]
        return [(name, value) for name, value in pairs if value]

    def without(self, **changes: Any) -> dict[str, list[str]]:
        """The same by name, as `url_for` takes it."""
        return MultiDict(self.pairs(**changes)).to_dict(flat=False)

    @property
    def in_any_month(self) -> "AgendaFilter":
        """The same without its time, for pages that show a month of their own."""
        return replace(self, month="", past=False)

    @property
    def is_empty(self) -> bool:
        return self == AgendaFilter(past=self.past)


def month_span(year: int, month: int) -> tuple[datetime, datetime]:
    """The first moment of a month and that of the next one, as clocks show them."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return datetime.combine(date(year, month, 1), time()), datetime.combine(following, time())


def _by_its_clock(moment: InstrumentedAttribute[datetime | None]) -> ColumnElement[datetime]:
    return func.timezone(Event.zone, moment, type_=DateTime())


def in_month(year: int, month: int) -> ColumnElement[bool]:
    """Events of which some part lies in a month, each by the clock of its own zone."""
    start, end = month_span(year, month)
    starts, ends = _by_its_clock(Event.starts_at), _by_its_clock(Event.ends_at)
    # The index finds what may fit: clocks differ from UTC by less than a day.
    near = between(start.replace(tzinfo=UTC) - timedelta(days=1), end.replace(tzinfo=UTC) + timedelta(days=1))
    return and_(near, starts < end, or_(ends > start, starts >= start))


def organised_by(network_ids: Collection[int] | Select[int]) -> ColumnElement[bool]:
    """Events that any of these networks leads or organises with others."""
    together = select(EventNetwork.event_id).where(EventNetwork.network_id.in_(network_ids))
    # Adding nothing keeps databases from gathering all the network's events before they sort: the agenda's index
    # has them in order.
    return or_((Event.network_id + 0).in_(network_ids), Event.id.in_(together))


def between(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Events of which some part lies between two moments."""
    return and_(Event.starts_at < end, Event.starts_at > start - LONGEST_EVENT, Event.ends_at > start)


def conditions(wanted: AgendaFilter) -> list[ColumnElement[bool]]:
    """What the chosen parts ask of a public event."""
    found: list[ColumnElement[bool]] = [IS_PUBLIC] if wanted.makes_sense else [false()]
    if wanted.q:
        found.append(matching(wanted.q))
    if wanted.network:
        found.append(organised_by(select(Network.id).where(Network.slug.in_(wanted.network))))
    if wanted.theme:
        about = select(EventTheme.event_id).join(Theme, Theme.id == EventTheme.theme_id)
        found.append(Event.id.in_(about.where(Theme.slug.in_(wanted.theme))))
    if wanted.kind:
        found.append(Event.kind.in_(wanted.kind))
    if wanted.attendance:
        found.append(Event.attendance.in_(sorted({way for name in wanted.attendance for way in TAKING_PART[name]})))
    if wanted.month:
        found.append(in_month(*map(int, wanted.month.split("-"))))
    return found


def at_its_time(wanted: AgendaFilter, now: datetime) -> list[ColumnElement[bool]]:
    """When the events of a list take place: in the past, or from now on; a month says so by itself."""
    if wanted.month:
        return []
    if wanted.past:
        return [Event.starts_at <= now, Event.ends_at <= now]
    return [Event.starts_at > now - LONGEST_EVENT, Event.ends_at > now]
