"""Rows as the organisers' pages read them."""

from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.access import WITH_NAMES
from eventhub.events.models import Event


def loaded(event: Event) -> Event:
    """The event with its networks and themes."""
    query = select(Event).options(*WITH_NAMES).where(Event.id == event.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
