"""Who waits gets the next free place, in the order of the queue."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.registrations import service, waiting_list
from eventhub.registrations.availability import Availability, Taken
from eventhub.registrations.jobs import serve_waiting_lists
from eventhub.registrations.models import BY_ORGANISER, BY_PERSON, Registration
from eventhub.registrations.queries import taken_of
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.transitions import NotPossible
from tests.factories import make_account, make_event, make_registration, utc

WEDNESDAY = utc(2026, 11, 25, 10)
START = WEDNESDAY + timedelta(days=30)


def ask(event: Event, name: str, **told: Any) -> Registration:
    """Register by the form, as the person of that name."""
    with transaction():
        outcome = service.register(
            event.id, name=name, email=f"{name}@example.org", language="nl", sending=name, now=clock.now(), **told
        )
    return outcome.registration


def cancel(registration: Registration, by: str = BY_PERSON, **how: Any) -> None:
    with transaction():
        service.cancel_registration(registration, by=by, now=clock.now(), **how)


def answer(registration: Registration, act: Any) -> None:
    with transaction():
        act(registration, now=clock.now())


def states(event: Event) -> dict[str, str]:
    db.session.rollback()
    rows = db.session.execute(select(Registration.name, Registration.state).where(Registration.event_id == event.id))
    return {row.name: row.state for row in rows}


def mails_to(name: str) -> list[str]:
    query = select(OutboxMessage.kind).where(OutboxMessage.to_address == f"{name}@example.org")
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def full_event(waiting: str = "automatic", **values: Any) -> Event:
    return make_event(**{"capacity": 1, "waiting_list": waiting, "starts_at": START, **values})


@pytest.fixture(autouse=True)
def today() -> Iterator[Any]:
    with time_machine.travel(WEDNESDAY, tick=False) as moved:
        yield moved


def test_a_full_event_takes_people_on_its_list_and_the_first_gets_the_place_that_comes_free(app: Flask) -> None:
    event = full_event()
    holder = ask(event, "an")
    for name in ("bo", "cas"):
        ask(event, name)
    assert states(event) == {"an": "confirmed", "bo": "waiting", "cas": "waiting"}
    assert waiting_list.place_in_queue(event, waiting_list.queue_of(event.id)[1]) == 2
    cancel(holder)
    assert states(event) == {"an": "cancelled", "bo": "confirmed", "cas": "waiting"}
    assert mails_to("bo") == ["registration_queued", "registration_promoted"]
    assert mails_to("cas") == ["registration_queued"]


def test_leaving_the_queue_gives_nobody_a_place(app: Flask) -> None:
    event = full_event()
    ask(event, "an")
    second = ask(event, "bo")
    ask(event, "cas")
    cancel(second)
    assert states(event) == {"an": "confirmed", "bo": "cancelled", "cas": "waiting"}
    assert mails_to("bo") == ["registration_queued", "waiting_left"]


def test_nobody_new_overtakes_who_waits(app: Flask) -> None:
    event = full_event()
    ask(event, "an")
    ask(event, "bo")
    db.session.execute(update(Event).values(capacity=2))
    db.session.commit()
    ask(event, "cas")
    assert states(event) == {"an": "confirmed", "bo": "waiting", "cas": "waiting"}
    assert serve_waiting_lists() == 1
    assert states(event) == {"an": "confirmed", "bo": "confirmed", "cas": "waiting"}


def test_places_beyond_the_limit_that_end_free_nothing(app: Flask) -> None:
    event, actor = full_event(), make_account()
    ask(event, "an")
    with transaction():
        over = service.add_by_organiser(
            event.id, name="ov", email="ov@example.org", language="nl", actor=actor, now=clock.now(), overbook=True
        )
    ask(event, "bo")
    cancel(over, BY_ORGANISER, actor=actor)
    assert states(event) == {"an": "confirmed", "ov": "cancelled", "bo": "waiting"}


@pytest.mark.parametrize(
    "change",
    [
        {"state": "cancelled"},
        {"state": "postponed"},
        {"registration_closes_at": WEDNESDAY},
        {"starts_at": WEDNESDAY},
    ],
)
def test_after_close_start_or_cancellation_nobody_moves_up(app: Flask, change: dict[str, Any]) -> None:
    event = full_event()
    holder = ask(event, "an")
    ask(event, "bo")
    db.session.execute(update(Event).values(**change))
    db.session.commit()
    cancel(holder)
    assert serve_waiting_lists() == 0
    assert states(event) == {"an": "cancelled", "bo": "waiting"}


def test_an_offer_is_kept_until_its_end_and_then_goes_to_the_next(app: Flask, today: Any) -> None:
    event = full_event("offers", offer_hours=48)
    holder = ask(event, "an")
    first = ask(event, "bo")
    ask(event, "cas")
    cancel(holder)
    assert states(event) == {"an": "cancelled", "bo": "offered", "cas": "waiting"}
    assert taken_of(event.id, clock.now()) == Taken(1, waiting_on_site=1)
    db.session.refresh(first)
    assert first.offered_until == WEDNESDAY + timedelta(hours=48)
    today.move_to(WEDNESDAY + timedelta(hours=47, minutes=59))
    assert serve_waiting_lists() == 0
    today.move_to(WEDNESDAY + timedelta(hours=48))
    assert serve_waiting_lists() == 1
    assert states(event) == {"an": "cancelled", "bo": "expired", "cas": "offered"}
    assert mails_to("bo") == ["registration_queued", "place_offered", "place_expired"]


def test_an_offer_is_accepted_once_or_declined_for_the_next(app: Flask) -> None:
    event = full_event("offers")
    holder = ask(event, "an")
    first, second = ask(event, "bo"), ask(event, "cas")
    cancel(holder)
    answer(first, waiting_list.decline)
    assert states(event) == {"an": "cancelled", "bo": "declined", "cas": "offered"}
    answer(second, waiting_list.accept)
    for late in (first, second):
        with pytest.raises(NotPossible):
            answer(late, waiting_list.accept)
    assert mails_to("cas") == ["registration_queued", "place_offered", "registration_promoted"]


def test_an_offer_that_ended_is_not_accepted_although_no_job_ran(app: Flask, today: Any) -> None:
    event = full_event("offers")
    holder = ask(event, "an")
    first = ask(event, "bo")
    cancel(holder)
    today.move_to(WEDNESDAY + timedelta(hours=24))
    with pytest.raises(NotPossible):
        answer(first, waiting_list.accept)


def test_on_the_last_day_the_first_to_click_gets_the_place(app: Flask, today: Any) -> None:
    event = full_event("offers")
    holder = ask(event, "an")
    first, second = ask(event, "bo"), ask(event, "cas")
    today.move_to(START - timedelta(hours=23))
    cancel(holder)
    assert states(event) == {"an": "cancelled", "bo": "waiting", "cas": "waiting"}
    assert (mails_to("bo")[-1], mails_to("cas")[-1]) == ("place_free", "place_free")
    answer(second, waiting_list.accept)
    with pytest.raises(RegistrationRefused) as refused:
        answer(first, waiting_list.accept)
    assert refused.value.availability is Availability.FULL
    assert states(event) == {"an": "cancelled", "bo": "waiting", "cas": "confirmed"}
    assert serve_waiting_lists() == 0


def test_an_offer_never_ends_after_registration(app: Flask) -> None:
    closes = WEDNESDAY + timedelta(hours=5)
    assert waiting_list.offer_ends_at(full_event("offers", registration_closes_at=closes), WEDNESDAY) == closes


def test_on_site_and_online_are_two_queues(app: Flask) -> None:
    event = full_event(attendance="both", online_capacity=1)
    on_site = ask(event, "an", attendance="on_site")
    ask(event, "bo", attendance="online")
    ask(event, "cas", attendance="online")
    ask(event, "dirk", attendance="on_site")
    cancel(on_site)
    assert states(event) == {"an": "cancelled", "bo": "confirmed", "cas": "waiting", "dirk": "confirmed"}


def test_ways_that_are_one_again_share_their_places(app: Flask) -> None:
    event = full_event(attendance="both", online_capacity=1)
    holder = ask(event, "an", attendance="on_site")
    other = ask(event, "bo", attendance="online")
    ask(event, "cas", attendance="on_site")
    ask(event, "dirk", attendance="online")
    db.session.execute(update(Event).values(attendance="on_site", capacity=2))
    db.session.commit()
    cancel(holder)
    assert states(event) == {"an": "cancelled", "bo": "confirmed", "cas": "confirmed", "dirk": "waiting"}
    cancel(other)
    assert states(event)["dirk"] == "confirmed"


def test_a_list_that_takes_nobody_new_still_serves_who_waits(app: Flask) -> None:
    event = full_event()
    holder = ask(event, "an")
    ask(event, "bo")
    db.session.execute(update(Event).values(waiting_list="none"))
    db.session.commit()
    with pytest.raises(RegistrationRefused):
        ask(event, "cas")
    cancel(holder)
    assert states(event) == {"an": "cancelled", "bo": "confirmed"}


def test_an_organiser_moves_somebody_and_the_log_keeps_why(app: Flask) -> None:
    event, actor = full_event(), make_account()
    for name in ("an", "bo", "cas", "dirk"):
        ask(event, name)
    last = waiting_list.queue_of(event.id)[-1]
    with transaction():
        waiting_list.move_in_queue(last, to=1, remark="speaks at the event", actor=actor, now=clock.now())
    assert [one.name for one in waiting_list.queue_of(event.id)] == ["dirk", "bo", "cas"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.moved")).one()
    assert entry.details == {"place": 1, "place_before": 3, "remark": "speaks at the event"}


def test_an_organiser_gives_a_place_out_of_turn_and_overbooks_only_on_purpose(app: Flask) -> None:
    event, actor = full_event(), make_account()
    ask(event, "an")
    ask(event, "bo")
    second = ask(event, "cas")
    with pytest.raises(RegistrationRefused), transaction():
        waiting_list.promote(second, actor=actor, now=clock.now())
    with transaction():
        waiting_list.promote(second, actor=actor, now=clock.now(), overbook=True)
    assert states(event) == {"an": "confirmed", "bo": "waiting", "cas": "confirmed"}


def test_lowering_the_places_cancels_nobody(app: Flask) -> None:
    event = full_event(capacity=3)
    for _ in range(3):
        make_registration(event)
    event.capacity = 1
    db.session.commit()
    assert serve_waiting_lists() == 0
    assert taken_of(event.id, clock.now()).places == 3


def test_each_step_is_written_down_once(app: Flask) -> None:
    event = full_event("offers")
    holder = ask(event, "an")
    first = ask(event, "bo")
    cancel(holder)
    answer(first, waiting_list.accept)
    acts = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert acts == [
        "registration.made", "registration.queued", "registration.cancelled", "registration.offered",
        "registration.accepted",
    ]  # fmt: skip


def test_queue_is_one_when_the_event_is_no_longer_on_site_and_online(app: Flask) -> None:
    event = make_event(attendance="both", capacity=1, online_capacity=1, waiting_list="automatic")
    first = make_registration(event, state="waiting", queue_number=1, attendance="on_site")
    second = make_registration(event, state="waiting", queue_number=2, attendance="online")
    assert [waiting_list.place_in_queue(event, one) for one in (first, second)] == [1, 1]
    event.attendance = "on_site"
    db.session.commit()
    assert [waiting_list.place_in_queue(event, one) for one in (first, second)] == [1, 2]
    with transaction():
        waiting_list.move_in_queue(second, to=1, remark="speaks", actor=make_account(), now=clock.now())
    assert [waiting_list.place_in_queue(event, one) for one in (first, second)] == [2, 1]
