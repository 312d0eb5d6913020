"""The public agenda: list, month, networks, themes."""

from calendar import Calendar
from datetime import date, datetime
from typing import Any, NamedTuple

from babel.dates import get_day_names
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.calendar_links import Links, feed_links
from eventhub.events.filters import AgendaFilter, organised_by
from eventhub.events.kinds import KINDS
from eventhub.events.models import Event, EventTheme
from eventhub.events.when import month_in_words
from eventhub.feeds.choice import choice_in_words
from eventhub.feeds.feed import window_start
from eventhub.i18n.languages import in_words
from eventhub.networks.models import Network, Theme
from eventhub.pages import agenda_queries
from eventhub.web.kept_pages import keep_while_unchanged
from eventhub.web.tokens import settings

bp = Blueprint("agenda", __name__)
MONTHS_AHEAD = 12
YEARS = range(2000, 2101)


class Month(NamedTuple):
    """A month as the filter offers it."""

    value: str
    words: str


def _following(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def months_ahead(today: date) -> list[Month]:
    """This month and those of the coming year."""
    days = [_following(today, count) for count in range(MONTHS_AHEAD + 1)]
    return [Month(f"{day:%Y-%m}", month_in_words(day)) for day in days]


def months_offered(today: date, chosen: str) -> list[Month]:
    """The months to choose from, and the one that was chosen where it is another."""
    months = months_ahead(today)
    if chosen and chosen not in {month.value for month in months}:
        months.insert(0, Month(chosen, month_in_words(date.fromisoformat(f"{chosen}-01"))))
    return months


def _with_query(endpoint: str, query: dict[str, Any]) -> str:
    return url_for(endpoint, **query)


def _page_number() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _calendar_of(wanted: AgendaFilter, choices: agenda_queries.Choices, now: datetime) -> Links | None:
    """Where a list can be followed; None where something is unknown, or its month lies before what calendars hold."""
    names = choice_in_words(wanted, choices.networks, choices.themes)
    if names is None or (wanted.month and wanted.month < f"{window_start(now):%Y-%m}"):
        return None
    return feed_links("feeds.hub", " · ".join([*names, settings().hub_name]), **wanted.without(past=False))


@bp.get("/")
@keep_while_unchanged
def upcoming() -> str | AnyResponse:
    """What comes up, or what was, as a list with filters."""
    wanted, now = AgendaFilter.from_query(request.args), clock.now()
    found = agenda_queries.find_events(wanted, _page_number(), now)
    if found.page > 1 and not found.rows:
        return redirect(_with_query("agenda.upcoming", wanted.without()), 303)
    choices = agenda_queries.choices()
    return render_template(
        "agenda/upcoming.html", wanted=wanted, found=found, choices=choices,
        months=months_offered(now.date(), wanted.month), month_in_words=month_in_words,
        links=_calendar_of(wanted, choices, now), kinds=KINDS,
        shown_month=date.fromisoformat(f"{wanted.month}-01") if wanted.month else now.date(),
    )  # fmt: skip


@bp.get("/calendar/<int:year>/<int:month>")
@keep_while_unchanged
def month(year: int, month: int) -> str:
    """One month as a grid, the same events as in the list."""
    if year not in YEARS or not 1 <= month <= 12:
        abort(404)
    wanted, first = AgendaFilter.from_query(request.args).in_any_month, date(year, month, 1)
    choices, now = agenda_queries.choices(), clock.now()
    found = agenda_queries.events_of_month(wanted, year, month, now)
    names = get_day_names("short", context="stand-alone", locale=get_locale())
    return render_template(
        "agenda/month.html", wanted=wanted, first=first, title=month_in_words(first),
        weeks=Calendar().monthdatescalendar(year, month), today=now.date(), found=found,
        links=_calendar_of(wanted, choices, now) if found.days else None,
        weekdays=[names[day] for day in range(7)], before=_following(first, -1),
        after=_following(first, 1), years=YEARS, choices=choices,
        month_in_words=month_in_words, kinds=KINDS,
    )  # fmt: skip


@bp.get("/networks")
@keep_while_unchanged
def networks() -> str:
    """All networks."""
    return render_template("agenda/networks.html", choices=agenda_queries.choices())


@bp.get("/themes")
@keep_while_unchanged
def themes() -> str:
    """All themes, by network."""
    return render_template("agenda/themes.html", choices=agenda_queries.choices())


@bp.get("/networks/<slug>")
@keep_while_unchanged
def network(slug: str) -> str:
    """A network: what it is, what it does next, what it did."""
    found = db.session.scalar(select(Network).where(Network.slug == slug)) or abort(404)
    coming, past = agenda_queries.lists_of(organised_by([found.id]), now=clock.now())
    return render_template(
        "agenda/network.html", network=found, coming=coming, past=past,
        themes=agenda_queries.themes_of_network(found.id), members=agenda_queries.members_of_network(found.id),
        links=feed_links("feeds.network", found.name, slug=slug),
    )  # fmt: skip


@bp.get("/themes/<slug>")
@keep_while_unchanged
def theme(slug: str) -> str:
    """A theme: what it means, and everything under it."""
    query = select(Theme).options(joinedload(Theme.network)).where(Theme.slug == slug)
    found = db.session.scalar(query) or abort(404)
    about = Event.id.in_(select(EventTheme.event_id).where(EventTheme.theme_id == found.id))
    coming, past = agenda_queries.lists_of(about, now=clock.now())
    name = in_words(found.name, None, found.network.languages)
    return render_template(
        "agenda/theme.html", theme=found, coming=coming, past=past,
        links=feed_links("feeds.theme", name, slug=slug),
    )  # fmt: skip
