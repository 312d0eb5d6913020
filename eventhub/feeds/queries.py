"""Which events each feed holds, and under which name it goes."""

from datetime import datetime
from urllib.parse import urlencode

from flask import abort
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.filters import AgendaFilter, conditions, organised_by
from eventhub.events.models import PUBLIC, Event, EventTheme
from eventhub.feeds.choice import choice_in_words
from eventhub.feeds.feed import Feed, shown_events
from eventhub.i18n.languages import in_words, known
from eventhub.networks.models import Network, Theme
from eventhub.registrations.models import CONFIRMED, Person, Registration
from eventhub.web.tokens import settings


def language_of(asked: str | None, own: str) -> str:
    """The language a feed is written in: the one asked for where it is offered, else its own, else the hub's."""
    offered = settings().languages
    return known(asked, offered) or known(own, offered) or offered[0]


def _page(path: str) -> str:
    return f"{settings().base_url}{path}"


def _language_pair(asked: str | None) -> list[tuple[str, str]]:
    language = known(asked, settings().languages)
    return [("lang", language)] if language else []


def _source(path: str, asked: str | None) -> str:
    """The feed's own address, without parameters that it does not know."""
    query = urlencode(_language_pair(asked))
    return _page(f"{path}.ics") + (f"?{query}" if query else "")


def hub_feed(wanted: AgendaFilter, *, asked: str | None, now: datetime) -> Feed:
    """Every public event, or those that a list with the same filter shows, the past ones of the window among them."""
    language, hub = language_of(asked, ""), settings().hub_name
    networks = db.session.scalars(select(Network).where(Network.slug.in_(wanted.network)).order_by(Network.name))
    themes = db.session.scalars(select(Theme).where(Theme.slug.in_(wanted.theme)).order_by(Theme.slug))
    with force_locale(language):
        names = choice_in_words(wanted, networks, themes)
        if names is None:
            abort(404)
        about = _("Events of every network on %(hub)s.", hub=hub)
        if names:
            about = _("Events on %(hub)s: %(choice)s.", hub=hub, choice=" · ".join(names))
    filters = wanted.pairs(past=False)
    query = urlencode([*filters, *_language_pair(asked)])
    return Feed(
        key=f"/?{language}&{query}", events=shown_events(now, *conditions(wanted)), language=language,
        name=" · ".join([*names, hub]), about=about, page=_page("/") + (f"?{urlencode(filters)}" if filters else ""),
        source=_page("/calendar.ics") + (f"?{query}" if query else ""),
    )  # fmt: skip


def network_feed(slug: str, *, asked: str | None, now: datetime) -> Feed:
    """Every event that a network organises, alone or with others. 404 where there is no such network."""
    network = db.session.scalar(select(Network).where(Network.slug == slug)) or abort(404)
    language, path = language_of(asked, network.language), f"/networks/{slug}"
    with force_locale(language):
        about = _("Events of %(network)s.", network=network.name)
    return Feed(
        key=f"{path}?{language}", events=shown_events(now, organised_by([network.id])), language=language,
        name=network.name, about=about, page=_page(path), source=_source(path, asked), colour=network.colour,
    )  # fmt: skip


def theme_feed(slug: str, *, asked: str | None, now: datetime) -> Feed:
    """Every event about a theme. 404 where there is no such theme."""
    found = db.session.execute(select(Theme, Network).join(Network).where(Theme.slug == slug)).one_or_none()
    theme, network = found or abort(404)
    about_it = select(EventTheme.event_id).where(EventTheme.theme_id == theme.id)
    language, path = language_of(asked, network.language), f"/themes/{slug}"
    name = in_words(theme.name, language, network.languages)
    with force_locale(language):
        about = _("Events of %(network)s about %(theme)s.", network=network.name, theme=name)
    return Feed(
        key=f"{path}?{language}", events=shown_events(now, Event.id.in_(about_it)), language=language,
        name=f"{name} · {network.name}", about=about, page=_page(path), source=_source(path, asked),
        colour=network.colour,
    )  # fmt: skip


def event_feed(slug: str, *, asked: str | None) -> Feed:
    """One public event, to download. 404 where the public has no such event."""
    its_network = select(Network).join(Event, Event.network_id == Network.id)
    network = db.session.scalar(its_network.where(Event.slug == slug, Event.state.in_(PUBLIC))) or abort(404)
    language = language_of(asked, network.language)
    return Feed(
        key=f"/events/{slug}?{language}",
        events=select(Event).where(Event.slug == slug, Event.state.in_(PUBLIC)),
        language=language,
    )


def private_feed(person: Person, *, asked: str | None, now: datetime) -> Feed:
    """The events a person has a place at."""
    theirs = select(Registration.event_id).where(
        Registration.person_id == person.id, Registration.state == CONFIRMED
    )  # fmt: skip
    language = language_of(asked, person.language)
    with force_locale(language):
        name, about = _("My events"), _("The events you registered for.")
    return Feed(
        key=f"/me/{person.id}?{language}", events=shown_events(now, Event.id.in_(theirs)), language=language,
        audience="registered", name=f"{name} · {settings().hub_name}", about=about, page=_page("/"),
    )  # fmt: skip
