"""Free places that only some may have: how many an event keeps now, and for whom."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, or_, select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.registrations.delegation_models import Delegation, Seat
from eventhub.registrations.models import HOLDING, Registration

HELD = (
    select(func.count())
    .select_from(Seat)
    .join(Registration, Registration.id == Seat.registration_id)
    .where(Seat.delegation_id == Delegation.id, Registration.state.in_(HOLDING))
    .correlate(Delegation)
    .scalar_subquery()
)


class Kept(NamedTuple):
    """Free places by those who may have them."""

    for_members: int = 0


def kept_of(event_ids: Collection[int], now: datetime) -> dict[int, Kept]:
    """What events keep for member organisations that have not named everybody yet; only events that keep any."""
    query = (
        select(Delegation.event_id, func.sum(case((Delegation.seats > HELD, Delegation.seats - HELD), else_=0)))
        .join(Event, Event.id == Delegation.event_id)
        .where(
            Delegation.event_id.in_(event_ids), Delegation.sends_nobody_at.is_(None),
            or_(Event.seats_return_at.is_(None), Event.seats_return_at > now),
        )
        .group_by(Delegation.event_id)
    )  # fmt: skip
    return {event_id: Kept(int(seats)) for event_id, seats in db.session.execute(query)}
