"""Reads of the public agenda: a fixed number of queries, however large the hub."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, defer, selectinload

from eventhub.database.model import db
from eventhub.events.filters import AgendaFilter, at_its_time, between, conditions, month_span
from eventhub.events.models import PUBLIC, Event
from eventhub.networks.models import MemberOrganisation, Network, Theme
from eventhub.registrations.availability import places_left
from eventhub.registrations.queries import confirmed_counts

PAGE = 50
COUNTED_UP_TO = 1000
FARTHEST_PAGE = 400
MOST_IN_MONTH = 500


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


def with_places(events: list[Event]) -> list[Listed]:
    """The events with their places, counted in one query."""
    counts = confirmed_counts([event.id for event in events])
    return [Listed(event, places_left(event, counts.get(event.id, 0))) for event in events]


def find_events(wanted: AgendaFilter, page: int, now: datetime) -> Found:
    """One page of what was asked for: what comes next first, of the past what was last."""
    asked = [*conditions(wanted), *at_its_time(wanted, now)]
    page = min(max(page, 1), FARTHEST_PAGE)
    inner = select(Event.id).where(*asked).limit(COUNTED_UP_TO + 1).subquery()
    counted = select(func.count()).select_from(inner).scalar_subquery()
    order = (Event.starts_at.desc(), Event.id.desc()) if wanted.past else (Event.starts_at, Event.id)
    query = _with_what_rows_show(select(Event)).add_columns(counted).where(*asked).order_by(*order)
    rows = db.session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).unique().all()
    total = int(rows[0][1]) if rows else 0
    pages = min(FARTHEST_PAGE, -(-total // PAGE)) if total <= COUNTED_UP_TO else page + (len(rows) == PAGE)
    return Found(with_places([row[0] for row in rows]), total, page, pages)


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


def events_of_month(wanted: AgendaFilter, year: int, month: int) -> dict[date, list[Event]]:
    """The public events of a month by day, in each event's own zone; one of several days stands on each of them."""
    start, end = month_span(year, month)
    query = _with_what_rows_show(select(Event)).where(*conditions(wanted), between(start, end))
    days: dict[date, list[Event]] = {}
    for event in db.session.scalars(query.order_by(Event.starts_at, Event.id).limit(MOST_IN_MONTH)).unique():
        day = event.local_start.date()
        while day <= event.last_day:
            if (day.year, day.month) == (year, month):
                days.setdefault(day, []).append(event)
            day += timedelta(days=1)
    return days


def lists_of(*about: ColumnElement[bool], now: datetime, most: int = 20) -> tuple[list[Listed], list[Listed]]:
    """Events of a network or theme: those to come and the latest past ones."""
    query = _with_what_rows_show(select(Event)).where(Event.state.in_(PUBLIC), *about)
    coming = query.where(Event.ends_at > now).order_by(Event.starts_at, Event.id).limit(most)
    past = query.where(Event.ends_at <= now).order_by(Event.starts_at.desc(), Event.id.desc()).limit(most)
    first, second = list(db.session.scalars(coming).unique()), list(db.session.scalars(past).unique())
    listed = with_places([*first, *second])
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
