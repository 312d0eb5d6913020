"""Which events a person may see or change."""

from typing import Any

from flask import abort
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.events.models import PUBLIC, Event
from eventhub.networks.access import ALLOWED, refuse_colleague, roles_of

WITH_NAMES = (joinedload(Event.network), selectinload(Event.co_networks), selectinload(Event.themes))
WHOLE = select(Event).options(joinedload(Event.network), joinedload(Event.co_networks), joinedload(Event.themes))
"""A single event with what `WITH_NAMES` loads: one query, and half the work of three."""
BY_SLUG = WHOLE.where(Event.slug == bindparam("slug"))
PUBLIC_BY_SLUG = BY_SLUG.where(Event.state.in_(PUBLIC))
LOCKED = WHOLE.where(Event.id == bindparam("id")).with_for_update(of=Event).execution_options(populate_existing=True)


def _one(query: Select[Event], **values: Any) -> Event | None:
    return db.session.scalars(query, values).unique().one_or_none()


def locked_event(event_id: int) -> Event:
    """The event as it is now, with its networks and themes; nobody else changes it until the transaction ends.

    On SQLite a transaction that writes already is the lock. Raises NoResultFound.
    """
    return db.session.scalars(LOCKED, {"id": event_id}).unique().one()


def public_event_or_404(slug: str) -> Event:
    """The event at a public address, with its networks and themes; drafts do not exist for the public."""
    return _one(PUBLIC_BY_SLUG, slug=slug) or abort(404)


def role_permits(account: Account, event: Event, permission: str) -> bool:
    """Whether the account may do this to the event, through the leading network or one that organises with it."""
    if account.is_administrator:
        return permission in ALLOWED
    roles = roles_of(account)
    ids = [event.network_id, *(network.id for network in event.co_networks)]
    return any(roles.get(network_id) in ALLOWED[permission] for network_id in ids)


def managed_event_or_404(slug: str, account: Account, permission: str) -> Event:
    """The event for someone who organises it: 404 for strangers, 403 where the role does not reach."""
    event = _one(BY_SLUG, slug=slug)
    if event is None:
        abort(404)
    if role_permits(account, event, permission):
        return event
    if role_permits(account, event, "network.read"):
        refuse_colleague(event.network_id)
    return abort(404)
