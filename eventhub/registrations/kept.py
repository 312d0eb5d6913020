"""Free places that only some may have: how many an event keeps now, and for whom."""

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, or_, select

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


KEPT_FOR_MEMBERS = "kept_for_members"


def kept_for_members(which: ColumnElement[bool]) -> Select[int, str, str, int]:
    """What events keep, at the moment `now`, for member organisations that have not named everybody yet.

    Rows as those of places that are taken, so that both are counted by one query; none of an event that keeps nothing.
    """
    return (
        select(
            Delegation.event_id, literal(KEPT_FOR_MEMBERS), literal(""),
            func.sum(case((Delegation.seats > HELD, Delegation.seats - HELD), else_=0)),
        )
        .join(Event, Event.id == Delegation.event_id)
        .where(
            which, Delegation.sends_nobody_at.is_(None),
            or_(Event.seats_return_at.is_(None), Event.seats_return_at > bindparam("now")),
        )
        .group_by(Delegation.event_id)
    )  # fmt: skip
