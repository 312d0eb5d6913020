"""The waiting list: a place that comes free goes to who waits longest, at once or as an offer."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.events.models import OFFERS, ONLINE, Event
from eventhub.registrations import mails
from eventhub.registrations.answers import OptionRoom
from eventhub.registrations.availability import Availability, Taken, free_places, gives_places, way_of, ways_of
from eventhub.registrations.kept import invited_to
from eventhub.registrations.members import MemberRoom
from eventhub.registrations.models import CONFIRMED, DECLINED, EXPIRED, OFFERED, PENDING, WAITING, Registration
from eventhub.registrations.queries import WITH_EVENT, taken_of
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.transitions import BY_TIME, NotPossible, current, move, write_down
from eventhub.registrations.working_hours import within_working_hours

LAST_DAY = timedelta(hours=24)
"""So short before the start nobody is waited for any longer: a free place is for who takes it first."""


def next_number(event_id: int) -> int:
    """The end of an event's queue; its row is locked."""
    query = select(func.max(Registration.queue_number)).where(
        Registration.event_id == event_id, Registration.state == WAITING
    )
    return (db.session.scalar(query) or 0) + 1


def queue_of(event_id: int) -> list[Registration]:
    """Who waits, the next one first."""
    query = (
        select(Registration)
        .options(*WITH_EVENT)
        .where(Registration.event_id == event_id, Registration.state == WAITING)
        .order_by(Registration.queue_number, Registration.id)
    )
    return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def place_in_queue(event: Event, registration: Registration) -> int:
    """How many wait before this person for the same way of taking part, and they themselves; 1 is the next."""
    query = select(Registration.attendance).where(
        Registration.event_id == event.id, Registration.state == WAITING,
        Registration.queue_number < registration.queue_number,
    )  # fmt: skip
    way = way_of(event, registration.attendance)
    return sum(way_of(event, attendance) == way for attendance in db.session.scalars(query)) + 1


def places_in_queue(event: Event) -> dict[int, int]:
    """The same of everybody who waits, by the id of their registration."""
    query = select(Registration.id, Registration.attendance).where(
        Registration.event_id == event.id, Registration.state == WAITING
    )
    before: Counter[str] = Counter()
    places = {}
    for registration_id, attendance in db.session.execute(query.order_by(Registration.queue_number)):
        way = way_of(event, attendance)
        before[way] += 1
        places[registration_id] = before[way]
    return places


def is_first_to_click(event: Event, now: datetime) -> bool:
    """Whether a free place is for the first who takes it: offers would end after the beginning."""
    return event.waiting_list == OFFERS and event.starts_at is not None and event.starts_at - now < LAST_DAY


def offer_ends_at(event: Event, now: datetime) -> datetime:
    """When an offer made now ends: in working hours of the event's zone, and never after it begins or closes."""
    ends = within_working_hours(now + timedelta(hours=event.offer_hours), event.tz)
    limits = [moment for moment in (event.starts_at, event.registration_closes_at) if moment is not None]
    return min([ends, *limits])


def state_of_a_place(event: Event) -> str:
    """What somebody has who gets a place: it may be the organisers' to approve."""
    return PENDING if event.needs_approval else CONFIRMED


def _serve(registration: Registration, event: Event, now: datetime) -> None:
    """Give the place that is free to somebody who waits, or offer it."""
    if event.waiting_list == OFFERS:
        ends = offer_ends_at(event, now)
        move(registration, OFFERED, now=now)
        registration.offered_until = ends
        mails.offered(registration, now=now)
    else:
        move(registration, state_of_a_place(event), now=now)
        mails.promoted(registration, now=now)


class _Places:
    """The free places of a locked event, while they are given to those who wait."""

    def __init__(self, event: Event, taken: Taken) -> None:
        self._event, self._kept = event, taken.kept_for_invited
        self._free = {way: free_places(event, taken, way) for way in ways_of(event)}
        self._invited = invited_to(event.id) if taken.kept_for_invited else frozenset()

    def take(self, together: list[Registration]) -> bool:
        """Whether all of these get places, which are then theirs; the invited have those kept for them, too."""
        kept, free = self._kept, dict(self._free)
        for one in together:
            way = way_of(self._event, one.attendance)
            left = free[way]
            if left is None:
                continue
            if kept and way != ONLINE and one.id in self._invited and left + kept > 0:
                kept -= 1
            elif left > 0:
                free[way] = left - 1
            else:
                return False
        self._kept, self._free = kept, free
        return True

    def wait_for(self, group: list[Registration]) -> None:
        """Let the others wait behind a group that does not fit, where the event says so and it could ever fit."""
        wanted = Counter(way_of(self._event, one.attendance) for one in group)
        if not self._event.pass_over_groups and _could_fit(self._event, wanted):
            self._free |= dict.fromkeys(wanted, 0)


def fill_places(event: Event, now: datetime) -> int:
    """Give every place that is free to those who wait, in their order; how many. The event is locked.

    Who waits is served also when the list takes nobody new. Nobody gets one after registration closed, after the
    start, or at an event that does not take place.
    """
    if gives_places(event, now) is not Availability.OPEN:
        return 0
    if event.starts_at is not None and event.starts_at <= now:
        return 0
    taken = taken_of(event.id, now)
    if not taken.waiting and not taken.waiting_for_member:
        return 0
    if is_first_to_click(event, now):
        return _tell_of_free_places(event, now)
    return _serve_queue(event, taken, now)


def _serve_queue(event: Event, taken: Taken, now: datetime) -> int:
    """Go through the queue once; how many were served."""
    places, served = _Places(event, taken), 0
    room, members = OptionRoom(event.id), MemberRoom(event)
    for together in served_together(queue_of(event.id)):
        ids = [one.member_id for one in together]
        if not room.fits(*together) or not members.fits(*ids):
            continue
        if places.take(together):
            for registration in together:
                _serve(registration, event, now)
                room.take(registration)
            members.take(*ids)
            served += len(together)
        elif len(together) > 1:
            places.wait_for(together)
    return served


def served_together(queue: list[Registration]) -> list[list[Registration]]:
    """Who gets places at the same time: everybody alone, a group that stays together where its first one stands."""
    found: dict[tuple[str, int], list[Registration]] = {}
    for one in queue:
        stays = one.group is not None and one.group.together
        found.setdefault(("group", one.group_id or 0) if stays else ("alone", one.id), []).append(one)
    return list(found.values())


def _could_fit(event: Event, wanted: Counter[str]) -> bool:
    """Whether a group has places once nobody else has any: nobody waits behind one that is larger than the event."""
    lefts = ((free_places(event, Taken(), way), count) for way, count in wanted.items())
    return all(left is None or left >= count for left, count in lefts)


def _tell_of_free_places(event: Event, now: datetime) -> int:
    """Write to everybody who waits that the first to click gets the place; once for each time places come free."""
    taken, room, members, told = taken_of(event.id, now), OptionRoom(event.id), MemberRoom(event), 0
    for registration in queue_of(event.id):
        left = free_places(event, taken, way_of(event, registration.attendance))
        is_full = (left is not None and left <= 0) or not members.fits(registration.member_id)
        if is_full or not room.fits(registration):
            registration.offered_until = None
        elif registration.offered_until is None:
            registration.offered_until = offer_ends_at(event, now)
            mails.free_place(registration, now=now)
            told += 1
    return told


def accept(registration: Registration, *, now: datetime) -> None:
    """Take the place that is offered, or that is free for the first who takes it. Raises RegistrationRefused."""
    event = current(registration)
    answer = gives_places(event, now)
    if answer is not Availability.OPEN:
        raise RegistrationRefused(answer)
    if registration.state == WAITING and is_first_to_click(event, now):
        if has_no_place(event, registration, now):
            raise RegistrationRefused(Availability.FULL)
    elif registration.state != OFFERED or registration.offered_until is None or registration.offered_until <= now:
        raise NotPossible(registration.state)
    move(registration, state_of_a_place(event), now=now)
    mails.promoted(registration, now=now)
    fill_places(event, now)


def decline(registration: Registration, *, now: datetime) -> None:
    """Leave an offer to the next in the queue. Raises NotPossible."""
    event = current(registration)
    move(registration, DECLINED, now=now)
    mails.declined(registration, now=now)
    fill_places(event, now)


def has_no_place(event: Event, registration: Registration, now: datetime) -> bool:
    """Whether the event is full for this person: its places, their organisation's, or those of an option they chose."""
    left = free_places(event, taken_of(event.id, now), way_of(event, registration.attendance))
    is_full = (left is not None and left <= 0) or not MemberRoom(event).fits(registration.member_id)
    return is_full or not OptionRoom(event.id).fits(registration)


def promote(registration: Registration, *, actor: Account, now: datetime, overbook: bool = False) -> None:
    """Give somebody who waits a place out of turn; a full event takes them only with `overbook`.

    Raises RegistrationRefused, NotPossible.
    """
    event = current(registration)
    is_full = has_no_place(event, registration, now)
    if is_full and registration.state == WAITING and not overbook:
        raise RegistrationRefused(Availability.FULL)
    move(registration, CONFIRMED, now=now, actor=actor, overbooked=is_full and registration.state == WAITING)
    mails.promoted(registration, now=now)


def move_in_queue(registration: Registration, *, to: int, remark: str, actor: Account, now: datetime) -> None:
    """Put somebody at another place of the queue, counted from 1; the log keeps why. Raises NotPossible."""
    event = current(registration)
    way = way_of(event, registration.attendance)
    queue = [one for one in queue_of(event.id) if way_of(event, one.attendance) == way]
    if registration not in queue:
        raise NotPossible(registration.state)
    before = queue.index(registration) + 1
    numbers = sorted(one.queue_number or 0 for one in queue)
    queue.remove(registration)
    queue.insert(max(0, to - 1), registration)
    for number, one in zip(numbers, queue, strict=True):
        one.queue_number = number
    write_down(
        "registration.moved", registration, actor=actor, now=now, place=queue.index(registration) + 1,
        place_before=before, remark=remark,
    )  # fmt: skip


def end_offers(event: Event, now: datetime) -> int:
    """End the offers of a locked event whose time is over; how many."""
    query = (
        select(Registration)
        .options(*WITH_EVENT)
        .where(Registration.event_id == event.id, Registration.state == OFFERED, Registration.offered_until <= now)
        .order_by(Registration.id)
    )
    ended = list(db.session.scalars(query, execution_options={"populate_existing": True}))
    for registration in ended:
        move(registration, EXPIRED, now=now, by=BY_TIME)
        mails.expired(registration, now=now)
    return len(ended)
