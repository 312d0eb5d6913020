"""The questions that the agenda answers: by words, network, theme, kind, way of taking part, month, past or to come."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, DateTime, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from eventhub.events.kinds import KINDS
from eventhub.events.models import BOTH, DRAFT, ON_SITE, ONLINE, Event, EventNetwork, EventTheme
from eventhub.events.schedule import LONGEST_EVENT
from eventhub.events.search import matching
from eventhub.networks.models import Network, Theme

TAKING_PART = {ON_SITE: (ON_SITE, BOTH), ONLINE: (ONLINE, BOTH)}
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
SLUG = re.compile(r"[a-z0-9-]{1,80}")
LONGEST_QUERY = 200
# Written so that SQLite reads by date and stops after a page; a list of states makes it sort every event first.
IS_PUBLIC = Event.state != DRAFT


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
            network=_slug(query.get("network", "")),
            theme=_slug(query.get("theme", "")),
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
    def in_any_month(self) -> "AgendaFilter":
        """The same without its time, for pages that show a month of their own."""
        return replace(self, month="", past=False)

    @property
    def is_empty(self) -> bool:
        return self == AgendaFilter(past=self.past)

    @property
    def for_calendars(self) -> dict[str, str]:
        """The part that a calendar feed can follow: neither words nor a month nor the past."""
        return self.without(q="", month="", past=False)


def _slug(text: str) -> str:
    return text if SLUG.fullmatch(text) else ""


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


def organised_by(network_id: int | ScalarSelect[int]) -> ColumnElement[bool]:
    """Events that a network leads or organises with others."""
    together = select(EventNetwork.event_id).where(EventNetwork.network_id == network_id)
    # Adding nothing keeps databases from gathering all the network's events before they sort: the agenda's index
    # has them in order.
    return or_(Event.network_id + 0 == network_id, Event.id.in_(together))


def between(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Events of which some part lies between two moments."""
    return and_(Event.starts_at < end, Event.starts_at > start - LONGEST_EVENT, Event.ends_at > start)


def conditions(wanted: AgendaFilter) -> list[ColumnElement[bool]]:
    """What the chosen parts ask of a public event, whenever it is."""
    found: list[ColumnElement[bool]] = [IS_PUBLIC]
    if wanted.q:
        found.append(matching(wanted.q))
    if wanted.network:
        chosen = select(Network.id).where(Network.slug == wanted.network)
        found.append(organised_by(chosen.scalar_subquery()))
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
        return [in_month(int(year), int(month))]
    if wanted.past:
        return [Event.starts_at <= now, Event.ends_at <= now]
    return [Event.starts_at > now - LONGEST_EVENT, Event.ends_at > now]
