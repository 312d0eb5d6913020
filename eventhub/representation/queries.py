"""Reading who represents whom: a fixed number of queries, however many organisations there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventhub.database.model import db
from eventhub.events.models import CANCELLED, Event
from eventhub.networks.models import MemberOrganisation
from eventhub.registrations.delegation_models import Delegation, Seat, Substitute
from eventhub.registrations.models import ACTIVE, CONFIRMED, HOLDING, Registration
from eventhub.text.slugs import folded

MISSING, FEWER, ENOUGH, NOBODY, NONE_GIVEN = "missing", "fewer", "enough", "nobody", "none"
FROM_GAPS = (MISSING, FEWER, NOBODY, ENOUGH, NONE_GIVEN)
"""The states, what needs somebody first."""


def held_seats(delegation_id: int) -> list[Seat]:
    """The seats of an organisation on which somebody sits or is asked to, in the order of naming."""
    query = (
        select(Seat)
        .options(joinedload(Seat.registration))
        .join(Registration, Registration.id == Seat.registration_id)
        .where(Seat.delegation_id == delegation_id, Registration.state.in_(HOLDING))
    )
    return list(db.session.scalars(query.order_by(Registration.id)))


def substitutes_of(delegation_id: int) -> list[Substitute]:
    """Who would take over, the first one first."""
    query = select(Substitute).where(Substitute.delegation_id == delegation_id, Substitute.named_at.is_(None))
    return list(db.session.scalars(query.order_by(Substitute.id)))


def named_before(delegation_id: int) -> list[Substitute]:
    """Whom the organisation named although they are registered, in the order of naming."""
    query = select(Substitute).where(Substitute.delegation_id == delegation_id, Substitute.named_at.is_not(None))
    return list(db.session.scalars(query.order_by(Substitute.named_at)))


def delegation_with_key(key: str) -> Delegation | None:
    """The delegation that a contact's link names, with its event and organisation."""
    loaded = select(Delegation).options(
        joinedload(Delegation.member),
        joinedload(Delegation.event).joinedload(Event.network),
        joinedload(Delegation.event).selectinload(Event.co_networks),
        joinedload(Delegation.event).selectinload(Event.themes),
    )
    return db.session.scalar(loaded.where(Delegation.key == key))


def delegations_of(event_id: int) -> list[Delegation]:
    """All of an event, by the name of the organisation."""
    query = select(Delegation).options(joinedload(Delegation.member)).join(Delegation.member)
    return list(db.session.scalars(query.where(Delegation.event_id == event_id).order_by(MemberOrganisation.name)))


def seats_to_follow() -> list[Seat]:
    """Seats of people who do not come any more, which nobody passed on yet."""
    query = (
        select(Seat)
        .join(Registration, Registration.id == Seat.registration_id)
        .where(Seat.followed_at.is_(None), Registration.state.not_in(ACTIVE))
    )
    return list(db.session.scalars(query.order_by(Seat.registration_id).limit(100)))


def last_represented(network_id: int, before: datetime, members: Iterable[MemberOrganisation]) -> dict[int, datetime]:
    """When somebody of each organisation had a place at an event of the network last, by the organisation's id.

    Whoever sits on a seat counts for its organisation; who has none, for that whose name they wrote.
    """
    query = (
        select(Delegation.member_id, Registration.organisation, func.max(Event.starts_at))
        .join(Event, Event.id == Registration.event_id)
        .outerjoin(Seat, Seat.registration_id == Registration.id)
        .outerjoin(Delegation, Delegation.id == Seat.delegation_id)
        .where(
            Event.network_id == network_id, Event.ends_at <= before, Event.state != CANCELLED,
            Registration.state == CONFIRMED,
        )
        .group_by(Delegation.member_id, Registration.organisation)
    )  # fmt: skip
    ids = {folded(one.name): one.id for one in members}
    found: dict[int, datetime] = {}
    for member_id, name, at in db.session.execute(query):
        key = member_id or ids.get(folded(name))
        if key is not None and at is not None:
            found[key] = max(at, found.get(key, at))
    return found


@dataclass
class Line:
    """One organisation on the board."""

    delegation: Delegation
    named: int = 0
    confirmed: int = 0
    last_at: datetime | None = None
    came_last_time: bool = False
    people: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.named >= max(1, self.delegation.at_least) and self.confirmed == self.named:
            return ENOUGH
        if self.named:
            return FEWER
        if self.delegation.sends_nobody_at is not None:
            return NOBODY
        return MISSING if self.delegation.seats else NONE_GIVEN

    @property
    def open(self) -> int:
        return max(0, self.delegation.seats - self.named)


@dataclass(frozen=True)
class Board:
    """Who is represented at an event."""

    lines: list[Line]
    guests: int

    @property
    def given(self) -> list[Line]:
        return [one for one in self.lines if one.state != NONE_GIVEN]

    @property
    def gaps_first(self) -> list[Line]:
        """All of them, what is still to be done on top."""
        return sorted(self.lines, key=lambda line: FROM_GAPS.index(line.state))

    @property
    def represented(self) -> int:
        return sum(one.named > 0 for one in self.lines)

    @property
    def named(self) -> int:
        return sum(one.named for one in self.lines)

    @property
    def confirmed(self) -> int:
        return sum(one.confirmed for one in self.lines)

    @property
    def missing(self) -> list[Line]:
        return [one for one in self.lines if one.state == MISSING]


def board_of(event: Event, now: datetime) -> Board:
    """The whole board in four queries."""
    delegations = delegations_of(event.id)
    last = last_represented(event.network_id, now, [one.member for one in delegations])
    latest = max(last.values(), default=None)
    people: dict[int, list[tuple[str, str]]] = defaultdict(list)
    query = select(Seat.delegation_id, Registration.name, Registration.state).join(Seat.registration)
    of_event = (Registration.event_id == event.id, Registration.state.in_(HOLDING))
    for delegation_id, name, state in db.session.execute(query.where(*of_event).order_by(Registration.id)):
        people[delegation_id].append((name, state))
    lines = []
    for one in delegations:
        sitting, last_at = people[one.id], last.get(one.member_id)
        confirmed = sum(state == CONFIRMED for _name, state in sitting)
        lines.append(
            Line(one, len(sitting), confirmed, last_at, last_at is not None and last_at == latest,
                 [name for name, _state in sitting])
        )  # fmt: skip
    is_seated = select(Seat.registration_id).where(Seat.registration_id == Registration.id).exists()
    guests = db.session.scalar(select(func.count(Registration.id)).where(*of_event, ~is_seated)) or 0
    return Board(lines, guests)
