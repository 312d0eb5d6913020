"""Places that organisers give: asked for, kept meanwhile, given or refused."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.registrations import approval
from eventhub.registrations.availability import Taken
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import taken_of
from eventhub.registrations.transitions import NotPossible
from tests.factories import make_account, make_event, make_registration
from tests.registrations.test_waiting_list import ask, states


def kinds() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_who_asks_waits_for_an_answer_and_keeps_others_from_the_place(app: Flask) -> None:
    event = make_event(capacity=1, needs_approval=True, waiting_list="automatic")
    ask(event, "an")
    ask(event, "bo")
    assert states(event) == {"an": "pending", "bo": "waiting"}
    assert taken_of(event.id, clock.now()) == Taken(1, waiting_on_site=1, pending=1)
    assert kinds() == ["registration_asked", "registration_queued"]


def test_a_yes_is_a_place_and_a_no_gives_it_to_who_waits(app: Flask) -> None:
    event, actor = make_event(capacity=2, needs_approval=True, waiting_list="automatic"), make_account()
    first, second = ask(event, "an"), ask(event, "bo")
    ask(event, "cas")
    with transaction():
        approval.approve(first, actor=actor, now=clock.now())
        approval.reject(second, actor=actor, now=clock.now(), reason="Only for members this time.")
    assert states(event) == {"an": "confirmed", "bo": "rejected", "cas": "pending"}
    assert kinds()[-3:] == ["registration_confirmed", "registration_rejected", "registration_asked"]
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "registration_rejected")).one()
    assert "Only for members this time." in mail.text
    assert mail.calendar is None


def test_an_answer_is_given_once(app: Flask) -> None:
    event, actor = make_event(needs_approval=True), make_account()
    place = ask(event, "an")
    with transaction():
        approval.approve(place, actor=actor, now=clock.now())
    with pytest.raises(NotPossible), transaction():
        approval.reject(place, actor=actor, now=clock.now())
    assert states(event) == {"an": "confirmed"}


def decide(client: FlaskClient, event: Event, people: list[Registration], action: str) -> Any:
    path = f"/manage/events/{event.slug}/attendees"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(f"{path}/add").text)
    values = {"people": [str(one.id) for one in people], "action": action, "tell": "y"}
    return client.post(f"{path}/answers", data={**values, "csrf_token": token[1] if token else ""})


def test_several_are_answered_at_once_and_who_had_an_answer_is_skipped(organiser: FlaskClient, event: Event) -> None:
    people = [make_registration(event, state=state) for state in ("pending", "pending", "confirmed")]
    decide(organiser, event, people, "approve")
    page = organiser.get(f"/manage/events/{event.slug}/attendees").text
    assert "2 people have a place now" in page
    assert "1 had an answer already and was skipped" in page
    assert kinds() == ["registration_confirmed"] * 2


def test_nobody_chosen_is_said_and_changes_nothing(organiser: FlaskClient, event: Event) -> None:
    make_registration(event, state="pending")
    answer = decide(organiser, event, [], "reject")
    assert (answer.status_code, "Choose at least one person." in answer.text) == (422, True)
    assert kinds() == []


def test_people_of_another_event_are_not_there(organiser: FlaskClient, event: Event) -> None:
    stranger = make_registration(make_event(), state="pending")
    assert decide(organiser, event, [stranger], "approve").status_code == 404
    db.session.refresh(stranger)
    assert stranger.state == "pending"
