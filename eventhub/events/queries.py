"""Reads that organisers of events need."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.events.access import WITH_NAMES
from eventhub.events.models import Event, EventTheme
from eventhub.networks.models import Network, Theme

COPYABLE = 30


@dataclass(frozen=True)
class Saved:
    """Who saved an event last, and when."""

    account_id: int
    name: str
    at: datetime


def last_saved(event: Event) -> Saved | None:
    """The last change of an event that a person made."""
    query = (
        select(Account.id, Account.name, Account.email, AuditEntry.at)
        .join(Account, Account.id == AuditEntry.user_id)
        .where(AuditEntry.event_id == event.id, AuditEntry.action.like("event.%"))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    return Saved(row.id, row.name or row.email, row.at) if row else None


def number_about(theme: Theme) -> int:
    """How many events, in any state, carry a theme."""
    query = select(func.count()).select_from(EventTheme).where(EventTheme.theme_id == theme.id)
    return db.session.scalar(query) or 0


def events_to_copy(network: Network) -> list[Event]:
    """The network's latest events, for a copy of one."""
    query = select(Event).options(*WITH_NAMES).where(Event.network_id == network.id)
    return list(db.session.scalars(query.order_by(Event.created_at.desc(), Event.id.desc()).limit(COPYABLE)))


def themes_of(network_ids: list[int]) -> list[Theme]:
    """The themes of some networks, in the order of each."""
    query = select(Theme).where(Theme.network_id.in_(network_ids))
    return list(db.session.scalars(query.order_by(Theme.network_id, Theme.position, Theme.id)))


def other_networks(network: Network) -> list[Network]:
    """The networks that may organise together with this one."""
    return list(db.session.scalars(select(Network).where(Network.id != network.id).order_by(Network.name)))
