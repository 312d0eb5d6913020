"""Which events a person may see or change."""

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.events.models import PUBLIC, Event
from eventhub.networks.access import ALLOWED, roles_of

WITH_NAMES = (joinedload(Event.network), selectinload(Event.co_networks), selectinload(Event.themes))


def public_event_or_404(slug: str) -> Event:
    """The event at a public address, with its networks and themes; drafts do not exist for the public."""
    event = db.session.scalar(select(Event).options(*WITH_NAMES).where(Event.slug == slug, Event.state.in_(PUBLIC)))
    return event or abort(404)


def role_permits(account: Account, event: Event, permission: str) -> bool:
    """Whether the account may do this to the event, through the leading network or one that organises with it."""
    if account.is_administrator:
        return permission in ALLOWED
    roles = roles_of(account)
    ids = [event.network_id, *(network.id for network in event.co_networks)]
    return any(roles.get(network_id) in ALLOWED[permission] for network_id in ids)


def managed_event_or_404(slug: str, account: Account, permission: str) -> Event:
    """The event for someone who organises it: 404 for strangers, 403 where the role does not reach."""
    event = db.session.scalar(select(Event).options(*WITH_NAMES).where(Event.slug == slug))
    if event is None:
        abort(404)
    if role_permits(account, event, permission):
        return event
    if role_permits(account, event, "network.read"):
        abort(403)
    return abort(404)
