"""Choosing among the hub's events: by network, theme, kind, and how one takes part."""

from typing import NamedTuple

from flask import abort
from sqlalchemy import ColumnElement, or_, select

from eventhub.database.model import db
from eventhub.events.filters import TAKING_PART
from eventhub.events.kinds import KINDS
from eventhub.events.models import Event, EventNetwork, EventTheme
from eventhub.i18n.languages import in_words
from eventhub.networks.models import Network, Theme


class Wanted(NamedTuple):
    """What an address asks for; values of one name add to each other, names narrow each other down."""

    network: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    attendance: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The same as parameters of an address, in one order."""
        return [(name, value) for name, values in self._asdict().items() for value in values]


class Choice(NamedTuple):
    """The conditions on events, and the names of what was chosen."""

    conditions: list[ColumnElement[bool]]
    names: list[str]


def _of_networks(slugs: tuple[str, ...]) -> Choice:
    found = list(db.session.scalars(select(Network).where(Network.slug.in_(slugs)).order_by(Network.name)))
    if len(found) < len(slugs):
        abort(404)
    ids = [network.id for network in found]
    together = select(EventNetwork.event_id).where(EventNetwork.network_id.in_(ids))
    names = [network.name for network in found]
    return Choice([or_(Event.network_id.in_(ids), Event.id.in_(together))], names)


def _of_themes(slugs: tuple[str, ...], language: str) -> Choice:
    found = list(db.session.scalars(select(Theme).where(Theme.slug.in_(slugs)).order_by(Theme.slug)))
    if len(found) < len(slugs):
        abort(404)
    about = select(EventTheme.event_id).where(EventTheme.theme_id.in_([theme.id for theme in found]))
    return Choice([Event.id.in_(about)], [in_words(theme.name, language) for theme in found])


def choice_of(wanted: Wanted, language: str) -> Choice:
    """The choice behind an address. An unknown name is 404: an empty calendar would wipe the subscriber's own."""
    if set(wanted.kind) - set(KINDS) or set(wanted.attendance) - set(TAKING_PART):
        abort(404)
    parts = []
    if wanted.network:
        parts.append(_of_networks(wanted.network))
    if wanted.theme:
        parts.append(_of_themes(wanted.theme, language))
    if wanted.kind:
        parts.append(Choice([Event.kind.in_(wanted.kind)], [str(KINDS[kind].name) for kind in wanted.kind]))
    if wanted.attendance:
        ways = {way for name in wanted.attendance for way in TAKING_PART[name]}
        parts.append(Choice([Event.attendance.in_(sorted(ways))], []))
    return Choice([c for part in parts for c in part.conditions], [name for part in parts for name in part.names])
