"""Reads of the public agenda: a fixed number of queries, however large the hub."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, defer, selectinload

from eventhub.database.model import db
from eventhub.events.filters import IS_PUBLIC, AgendaFilter, at_its_time, conditions
from eventhub.events.models import Event
from eventhub.networks.models import MemberOrganisation, Network, Theme
from eventhub.registrations.availability import places_left
from eventhub.registrations.queries import taken_of_events

PAGE = 50
COUNTED_UP_TO = 1000
FARTHEST_PAGE = 400
MOST_IN_MONTH = 400


@dataclass(frozen=True)
class Listed:
    """One event in a list, with the places left: None where there is no limit."""

    event: Event
    places: int | None


@dataclass(frozen=True)
class Found:
    """One page of events; `total` is exact up to a thousand, then says only that there are more."""

    rows: list[Listed]
    total: int
    page: int
    pages: int

    @property
    def is_more_than_counted(self) -> bool:
        return self.total > COUNTED_UP_TO


@dataclass(frozen=True)
class InMonth:
    """The events of a month by day; `is_cut` where there were too many to show."""

    days: dict[date, list[Listed]]
    is_cut: bool
    most: int = MOST_IN_MONTH


@dataclass
class Choices:
    """What the filters offer."""

    networks: list[Network] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)


def _with_what_rows_show(query: Select[Event]) -> Select[Event]:
    return query.join(Event.network).options(
        contains_eager(Event.network),
        selectinload(Event.co_networks),
        defer(Event.description),
        defer(Event.search_text),
    )


def _page_of(asked: Sequence[ColumnElement[bool]], *, latest_first: bool, most: int, skipped: int = 0) -> Select[Event]:
    """Some events in order. Their ids are sorted first: sorting whole rows costs a large hub ten times as much."""
    order = (Event.starts_at.desc(), Event.id.desc()) if latest_first else (Event.starts_at, Event.id)
    ids = select(Event.id).where(*asked).order_by(*order).limit(most).offset(skipped).subquery()
    return _with_what_rows_show(select(Event).join(ids, ids.c.id == Event.id)).order_by(*order)


def with_places(events: list[Event], now: datetime) -> list[Listed]:
    """The events with their places, counted in one query."""
    counts = taken_of_events([event.id for event in events], now)
    return [Listed(event, places_left(event, counts[event.id])) for event in events]


def find_events(wanted: AgendaFilter, page: int, now: datetime) -> Found:
    """One page of what was asked for: what comes next first, of the past what was last."""
    asked = [*conditions(wanted), *at_its_time(wanted, now)]
    page = min(max(page, 1), FARTHEST_PAGE)
    inner = select(Event.id).where(*asked).limit(COUNTED_UP_TO + 1).subquery()
    counted = select(func.count()).select_from(inner).scalar_subquery()
    query = _page_of(asked, latest_first=wanted.past, most=PAGE, skipped=(page - 1) * PAGE).add_columns(counted)
    rows = db.session.execute(query).unique().all()
    total = int(rows[0][1]) if rows else 0
    pages = min(FARTHEST_PAGE, -(-total // PAGE)) if total <= COUNTED_UP_TO else page + (len(rows) == PAGE)
    return Found(with_places([row[0] for row in rows], now), total, page, pages)


def choices() -> Choices:
    """Networks and themes for the filters, in one query."""
    query = select(Network, Theme).outerjoin(Theme, Theme.network_id == Network.id)
    found = Choices()
    for network, theme in db.session.execute(query.order_by(Network.name, Theme.position, Theme.id)):
        if network not in found.networks:
            found.networks.append(network)
        if theme is not None:
            found.themes.append(theme)
    return found


def events_of_month(wanted: AgendaFilter, year: int, month: int, now: datetime) -> InMonth:
    """The public events of a month by day, in each event's own zone; one of several days stands on each of them."""
    asked = conditions(replace(wanted, month=f"{year}-{month:02}"))
    query = _with_what_rows_show(select(Event)).where(*asked)
    days: dict[date, list[Listed]] = {}
    events = list(db.session.scalars(query.order_by(Event.starts_at, Event.id).limit(MOST_IN_MONTH + 1)).unique())
    for listed in with_places(events[:MOST_IN_MONTH], now):
        day = listed.event.local_start.date()
        while day <= listed.event.last_day:
            if (day.year, day.month) == (year, month):
                days.setdefault(day, []).append(listed)
            day += timedelta(days=1)
    return InMonth(days, is_cut=len(events) > MOST_IN_MONTH)


def lists_of(*about: ColumnElement[bool], now: datetime, most: int = 20) -> tuple[list[Listed], list[Listed]]:
    """Events of a network or theme: those to come and the latest past ones."""
    coming = [IS_PUBLIC, *about, *at_its_time(AgendaFilter(), now)]
    past = [IS_PUBLIC, *about, *at_its_time(AgendaFilter(past=True), now)]
    first = list(db.session.scalars(_page_of(coming, latest_first=False, most=most)).unique())
    second = list(db.session.scalars(_page_of(past, latest_first=True, most=most)).unique())
    listed = with_places([*first, *second], now)
    return listed[: len(first)], listed[len(first) :]


def themes_of_network(network_id: int) -> list[Theme]:
    """A network's themes in its own order."""
    return list(db.session.scalars(select(Theme).where(Theme.network_id == network_id).order_by(Theme.position)))


def members_of_network(network_id: int) -> list[MemberOrganisation]:
    """The organisations that belong to a network, by name."""
    query = select(MemberOrganisation).where(
        MemberOrganisation.network_id == network_id, MemberOrganisation.is_active.is_(True)
    )
    return list(db.session.scalars(query.order_by(MemberOrganisation.name)))
