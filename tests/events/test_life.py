"""Every step of an event's life, and every refusal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.events import life
from eventhub.events.models import ANNOUNCED, CANCELLED, DRAFT, POSTPONED, PUBLISHED, STATES, Event
from eventhub.events.schedule import Schedule, moved_along
from tests.events.rows import loaded
from tests.factories import make_event, make_member, make_network, utc

WHY = {"nl": "Te weinig inschrijvingen"}


def _ready(state: str = DRAFT, **values: Any) -> Event:
    defaults: dict[str, Any] = {
        "state": state, "contact_email": "info@example.org", "themes": [], "co_networks": [],
        "published_at": clock.now() if state in {PUBLISHED, POSTPONED, CANCELLED} else None,
        "state_reason": WHY if state in {POSTPONED, CANCELLED} else {},
    }  # fmt: skip
    return loaded(make_event(**{**defaults, **values}))


def _later(event: Event) -> Schedule:
    assert event.starts_at
    starts = event.starts_at + timedelta(days=70)
    return Schedule(starts, starts + timedelta(hours=2), "Europe/Brussels")


def _take(step: str, event: Event) -> None:
    more: dict[str, Any] = {}
    if step in {life.CANCEL, life.POSTPONE}:
        more["reason"] = WHY
    if step == life.RESCHEDULE:
        more["schedule"] = _later(event)
    functions: dict[str, Callable[..., None]] = {
        life.ANNOUNCE: life.announce_event, life.PUBLISH: life.publish_event, life.CANCEL: life.cancel_event,
        life.POSTPONE: life.postpone_event, life.RESCHEDULE: life.reschedule_event,
        life.REINSTATE: life.reinstate_event, life.WITHDRAW: life.withdraw_to_draft, life.DELETE: life.delete_draft,
    }  # fmt: skip
    functions[step](event, now=clock.now(), actor_id=None, **more)


AFTER = {
    (life.ANNOUNCE, DRAFT): ANNOUNCED,
    (life.PUBLISH, DRAFT): PUBLISHED,
    (life.PUBLISH, ANNOUNCED): PUBLISHED,
    (life.CANCEL, ANNOUNCED): CANCELLED,
    (life.CANCEL, PUBLISHED): CANCELLED,
    (life.CANCEL, POSTPONED): CANCELLED,
    (life.POSTPONE, ANNOUNCED): POSTPONED,
    (life.POSTPONE, PUBLISHED): POSTPONED,
    (life.RESCHEDULE, POSTPONED): PUBLISHED,
    (life.REINSTATE, CANCELLED): PUBLISHED,
    (life.WITHDRAW, ANNOUNCED): DRAFT,
}


@pytest.mark.parametrize(("step", "state"), sorted(AFTER))
def test_step_leads_to_its_state_and_is_written_down(app: Flask, step: str, state: str) -> None:
    event = _ready(state)
    _take(step, event)
    db.session.flush()
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (event.state, entry.action, entry.event_id, entry.details, event.version) == (
        AFTER[step, state], f"event.{step}", event.id, {"before": state}, 2,
    )  # fmt: skip


REFUSED = sorted({(step, state) for step in life.STEPS for state in STATES} - {*AFTER} - {(life.DELETE, DRAFT)})


@pytest.mark.parametrize(("step", "state"), REFUSED)
def test_step_is_refused_from_every_other_state(app: Flask, step: str, state: str) -> None:
    event = _ready(state)
    with pytest.raises(life.WrongState) as refusal:
        _take(step, event)
    assert (refusal.value.state, event.state, event.version) == (state, state, 1)


def test_draft_can_be_deleted(app: Flask) -> None:
    event = _ready(DRAFT)
    life.delete_draft(event, now=clock.now(), actor_id=None)
    db.session.flush()
    assert (db.session.scalar(select(Event)), db.session.scalar(select(AuditEntry.action))) == (None, "event.delete")


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"title": {"fr": "Journée"}}, ["title"]),
        ({"starts_at": None, "ends_at": None}, ["date"]),
        ({"place_name": "", "place_address": ""}, ["place"]),
        ({"attendance": "online"}, ["join_url"]),
        ({"attendance": "both"}, ["join_url"]),
        ({"attendance": "online", "join_url": "https://meet.example.org/1", "place_name": "", "place_address": ""}, []),
        ({"contact_email": ""}, ["contact"]),
        ({"contact_email": "", "contact_phone": "+32 9 000 00 00"}, []),
    ],
)
def test_publishing_says_what_is_missing(app: Flask, values: dict[str, Any], missing: list[str]) -> None:
    event = _ready(**values)
    assert life.missing_to_publish(event) == missing
    if missing:
        with pytest.raises(life.NotReady) as refusal:
            life.publish_event(event, now=clock.now(), actor_id=None)
        assert (refusal.value.missing, event.state) == (missing, DRAFT)


def test_save_the_date_needs_no_place(app: Flask) -> None:
    event = _ready(place_name="", place_address="", contact_email="")
    life.announce_event(event, now=clock.now(), actor_id=None)
    assert (event.state, event.sequence) == (ANNOUNCED, 0)


@pytest.mark.parametrize("step", [life.cancel_event, life.postpone_event])
def test_people_are_told_why(app: Flask, step: Callable[..., None]) -> None:
    event = _ready(PUBLISHED)
    with pytest.raises(life.ReasonMissing):
        step(event, reason={"nl": ""}, now=clock.now(), actor_id=None)
    assert event.state == PUBLISHED


@pytest.mark.parametrize("step", [life.CANCEL, life.POSTPONE])
def test_what_has_taken_place_is_not_cancelled(app: Flask, step: str) -> None:
    event = _ready(PUBLISHED, starts_at=clock.now() - timedelta(days=2))
    with pytest.raises(life.AlreadyOver):
        _take(step, event)


def test_cancelled_event_of_the_past_stays_cancelled(app: Flask) -> None:
    with pytest.raises(life.AlreadyOver):
        _take(life.REINSTATE, _ready(CANCELLED, starts_at=clock.now() - timedelta(days=2)))


def test_new_date_lies_ahead(app: Flask) -> None:
    event = _ready(POSTPONED)
    past = Schedule(clock.now() - timedelta(days=2), clock.now() - timedelta(days=1), "Europe/Brussels")
    with pytest.raises(life.AlreadyOver):
        life.reschedule_event(event, schedule=past, now=clock.now(), actor_id=None)


def test_announced_event_is_announced_again_after_its_new_date(app: Flask) -> None:
    event = _ready(POSTPONED, published_at=None)
    _take(life.RESCHEDULE, event)
    assert (event.state, event.state_reason) == (ANNOUNCED, {})


def test_registration_closes_as_long_before_the_new_date(app: Flask) -> None:
    starts = clock.now() + timedelta(days=30)
    event = _ready(POSTPONED, starts_at=starts, registration_closes_at=starts - timedelta(days=7))
    _take(life.RESCHEDULE, event)
    assert event.starts_at
    assert event.registration_closes_at
    days = event.local_start.date() - event.registration_closes_at.astimezone(event.tz).date()
    assert days == timedelta(days=7)


def test_what_moves_along_keeps_its_time_on_the_wall() -> None:
    """The last minute of a Sunday stays one, though the clocks change in between."""
    winter = Schedule(utc(2027, 3, 27, 9), utc(2027, 3, 27, 15), "Europe/Brussels")
    summer = Schedule(utc(2027, 4, 10, 8), utc(2027, 4, 10, 14), "Europe/Brussels")
    assert moved_along(utc(2027, 3, 21, 22, 59), winter, summer) == utc(2027, 4, 4, 21, 59)
    assert moved_along(utc(2027, 4, 4, 21, 59), summer, winter) == utc(2027, 3, 21, 22, 59)


def test_possible_steps_are_those_that_are_not_refused(app: Flask) -> None:
    past = _ready(PUBLISHED, starts_at=clock.now() - timedelta(days=2))
    steps = [life.possible_steps(_ready(state), clock.now()) for state in STATES]
    assert steps == [
        ["announce", "publish", "delete"], ["publish", "cancel", "postpone", "withdraw"], ["cancel", "postpone"],
        ["cancel", "reschedule"], ["reinstate"],
    ]  # fmt: skip
    assert life.possible_steps(past, clock.now()) == []


def test_two_organisers_cannot_both_take_a_step(app: Flask) -> None:
    """The second one reads what the first one stored, not what its page showed."""
    event = _ready(PUBLISHED)
    db.session.connection().exec_driver_sql("UPDATE event SET state = 'cancelled'")
    with pytest.raises(life.WrongState):
        life.postpone_event(event, reason=WHY, now=clock.now(), actor_id=None)


def test_audit_names_who_did_it(app: Flask) -> None:
    network = make_network()
    account = make_member(network)
    event = _ready(network=network)
    life.publish_event(event, now=clock.now(), actor_id=account.id)
    db.session.flush()
    assert db.session.scalar(select(AuditEntry.user_id)) == account.id
