"""Free places that only some people may have, until a date."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, or_, select
from sqlalchemy.orm.util import identity_key

from eventhub.database.model import db
from eventhub.events.models import BOTH, ONLINE, Event
from eventhub.registrations.delegation_models import Delegation, Seat
from eventhub.registrations.invitation_models import Invitation
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


def keeps_for_invited(event: Event, now: datetime) -> bool:
    """Whether places are kept for who is invited now."""
    return bool(event.kept_for_invited) and (event.kept_until_at is None or event.kept_until_at > now)


def _to_ask(event_ids: Iterable[int], now: datetime) -> list[int]:
    """The events of which it is not known, without asking the database, that they keep nothing."""
    known = db.session.identity_map
    loaded = {event_id: known.get(identity_key(Event, event_id)) for event_id in event_ids}
    return [key for key, event in loaded.items() if event is None or keeps_for_invited(event, now)]


def _for_invited(event_ids: list[int], now: datetime) -> dict[int, int]:
    holds = and_(
        Registration.id == Invitation.registration_id, Registration.state.in_(HOLDING),
        or_(Event.attendance != BOTH, Registration.attendance != ONLINE),
    )  # fmt: skip
    query = (
        select(Event.id, Event.kept_for_invited, func.count(Registration.id))
        .outerjoin(Invitation, Invitation.event_id == Event.id)
        .outerjoin(Registration, holds)
        .where(
            Event.id.in_(event_ids), Event.kept_for_invited > 0,
            or_(Event.kept_until_at.is_(None), Event.kept_until_at > now),
        )
        .group_by(Event.id, Event.kept_for_invited)
    )  # fmt: skip
    return {event_id: max(0, (places or 0) - held) for event_id, places, held in db.session.execute(query)}


def invited_to(event_id: int) -> frozenset[int]:
    """The registrations of an event that came by an invitation."""
    query = select(Invitation.registration_id).where(Invitation.event_id == event_id)
    return frozenset(one for one in db.session.scalars(query) if one is not None)


def kept_for_invited(event_ids: Iterable[int], now: datetime) -> dict[int, int]:
    """Event id to the places kept now for the invited, where there are any. Events that are loaded cost no query."""
    ids = _to_ask(event_ids, now)
    return _for_invited(ids, now) if ids else {}


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
