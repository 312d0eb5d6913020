"""How many people each member organisation sends, where an event limits that.

Seats that the organisation's contact names and places that people take themselves count together. A named seat is never
refused for this: the organisers gave it. Counted from the rows under the event's lock, as every other place.
"""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import case, func, select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.networks.models import MemberOrganisation
from eventhub.registrations.availability import Taken, way_of
from eventhub.registrations.models import HOLDING, WAITING, Registration, RegistrationGroup


def members_asked(event: Event) -> list[MemberOrganisation]:
    """The organisations among which people choose: those of all networks that organise it; none without a limit."""
    if event.member_capacity is None:
        return []
    networks = [event.network_id, *(network.id for network in event.co_networks)]
    query = select(MemberOrganisation).where(MemberOrganisation.network_id.in_(networks), MemberOrganisation.is_active)
    return list(db.session.scalars(query.order_by(MemberOrganisation.name, MemberOrganisation.id)))


def held_by_members(event: Event) -> dict[int, int]:
    """How many places each organisation holds; no query where the event sets no limit."""
    if event.member_capacity is None:
        return {}
    query = (
        select(Registration.member_id, func.count())
        .where(Registration.event_id == event.id, Registration.member_id.is_not(None), Registration.state.in_(HOLDING))
        .group_by(Registration.member_id)
    )
    return {member: count for member, count in db.session.execute(query) if member is not None}


class MemberRoom:
    """The room that organisations have left, while places are given. The event is locked."""

    def __init__(self, event: Event) -> None:
        self._most = event.member_capacity
        self._held = Counter(held_by_members(event))

    def left(self, member_id: int | None) -> int | None:
        """How many more people the organisation may send; None without a limit, never below 0."""
        return None if self._most is None or member_id is None else max(0, self._most - self._held[member_id])

    def fits(self, *member_ids: int | None) -> bool:
        """Whether there is room for all of these together."""
        wanted = Counter(one for one in member_ids if one is not None)
        return all((left := self.left(one)) is None or left >= count for one, count in wanted.items())

    def take(self, *member_ids: int | None) -> None:
        """Count people who have a place now."""
        self._held.update(one for one in member_ids if one is not None)

    def could_fit(self, count: int) -> bool:
        """Whether so many of one organisation fit once nobody else of it comes."""
        return self._most is None or count <= self._most


def without_the_blocked(event: Event, taken: Taken) -> Taken:
    """The same without those who wait only for their own organisation: a place that is free is not kept for them."""
    if event.member_capacity is None or not taken.waiting:
        return taken
    together = case((RegistrationGroup.together, Registration.group_id))
    query = (
        select(Registration.member_id, together, Registration.attendance, func.count())
        .outerjoin(RegistrationGroup, RegistrationGroup.id == Registration.group_id)
        .where(
            Registration.event_id == event.id, Registration.member_id.is_not(None), Registration.state == WAITING
        )
        .group_by(Registration.member_id, together, Registration.attendance)
    )  # fmt: skip
    rows = [tuple(row) for row in db.session.execute(query)]
    room = MemberRoom(event)
    return _less(event, taken, (row for row in rows if not room.fits(*_all_of(row, rows))))


def _all_of(row: tuple[int, int | None, str, int], rows: list[tuple[int, int | None, str, int]]) -> list[int]:
    """Who must fit at the same time: one person, or a whole group of the organisation."""
    member, group, _attendance, _count = row
    return [member] if group is None else [one for one, its, _way, count in rows if its == group for _n in range(count)]


def _less(event: Event, taken: Taken, blocked: Iterable[tuple[int, int | None, str, int]]) -> Taken:
    sums = taken._asdict()
    for _member, _group, attendance, count in blocked:
        sums["waiting_online" if way_of(event, attendance) == "online" else "waiting_on_site"] -= count
        sums["waiting_for_member"] += count
    return Taken(**sums)


def counts_of_members(event: Event) -> list[tuple[str, int]]:
    """The organisations from which people come, by name, and how many of each; none without a limit."""
    held = held_by_members(event)
    if not held:
        return []
    query = select(MemberOrganisation).where(MemberOrganisation.id.in_(held)).order_by(MemberOrganisation.name)
    return [(one.name, held[one.id]) for one in db.session.scalars(query)]
