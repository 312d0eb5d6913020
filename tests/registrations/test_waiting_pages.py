"""What people see who wait for a place, are offered one, or choose how they come."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.mail.models import OutboxMessage
from eventhub.registrations.models import Person, Registration
from eventhub.registrations.people import personal_token
from tests.factories import make_event, make_registration
from tests.registrations.test_register_page import ENGLISH, form_token, send, without_tokens


def state_of(email: str) -> str:
    db.session.rollback()
    return db.session.scalars(select(Registration.state).where(Registration.email == email)).one()


def own_page(registration: Registration) -> str:
    return f"/me/{personal_token(db.session.get_one(Person, registration.person_id))}"


def answer(client: FlaskClient, registration: Registration, action: str) -> str:
    """Answer an offer on its page; what the person's own page says then."""
    path = f"{own_page(registration)}/places/{registration.key}/answer"
    token = form_token(client, path)
    sent = client.post(path, data={"form_token": token, "action": action}, headers=ENGLISH)
    assert sent.status_code == 303
    return client.get(sent.headers["Location"], headers=ENGLISH).text


def test_a_full_event_asks_whether_to_wait_and_says_that_there_is_no_place_yet(client: FlaskClient) -> None:
    event = make_event(capacity=1, waiting_list="automatic")
    make_registration(event)
    assert "Join the waiting list" in client.get(f"/events/{event.slug}", headers=ENGLISH).text
    assert "Put me on the waiting list" in client.get(f"/events/{event.slug}/register", headers=ENGLISH).text
    sent = send(client, event.slug)
    assert "You are on the waiting list" in client.get(sent.headers["Location"], headers=ENGLISH).text
    assert state_of("noor@example.org") == "waiting"
    mine = db.session.scalars(select(Registration).where(Registration.email == "noor@example.org")).one()
    page = client.get(own_page(mine), headers=ENGLISH).text
    assert ("Your place in the queue: 1." in page, "Add to my calendar" in page) == (True, False)


def test_who_holds_a_place_gets_the_same_answer_as_who_is_put_on_the_list(client: FlaskClient) -> None:
    event = make_event(capacity=1, waiting_list="automatic")
    make_registration(event, email="held@example.org")
    answers = {without_tokens(send(client, event.slug, email=f"{who}@example.org")) for who in ("held", "free")}
    assert len(answers) == 1
    assert (state_of("held@example.org"), state_of("free@example.org")) == ("confirmed", "waiting")


@pytest.mark.parametrize(
    ("action", "state", "said"),
    [
        ("accept", "confirmed", "The place is yours."),
        ("decline", "declined", "You left the place to the next one."),
    ],
)
def test_an_offer_is_answered_on_its_page(client: FlaskClient, action: str, state: str, said: str) -> None:
    event = make_event(capacity=1, waiting_list="offers")
    offered = make_registration(event, state="offered", offered_until=clock.now() + timedelta(hours=5))
    assert "Take it before" in client.get(own_page(offered), headers=ENGLISH).text
    assert said in answer(client, offered, action)
    assert state_of(offered.email) == state


def test_an_offer_that_ended_says_so_and_gives_nothing(client: FlaskClient) -> None:
    event = make_event(capacity=1, waiting_list="offers")
    offered = make_registration(event, state="offered", offered_until=clock.now() - timedelta(minutes=1))
    assert "no longer kept for you" in answer(client, offered, "accept")
    assert state_of(offered.email) == "offered"  # the job ends it


def test_who_comes_on_site_and_who_online_is_asked_and_counted_apart(client: FlaskClient) -> None:
    event = make_event(attendance="both", capacity=1, join_url="https://rooms.example.org/secret")
    make_registration(event, attendance="on_site")
    refused = send(client, event.slug)
    assert (refused.status_code, "Choose how you take part." in refused.text) == (422, True)
    assert 'value="noor@example.org"' in refused.text
    full = send(client, event.slug, attendance="on_site")
    assert (full.status_code, "There is no place left in this way." in full.text) == (422, True)
    assert send(client, event.slug, attendance="online").status_code == 303
    row = db.session.scalars(select(Registration).where(Registration.email == "noor@example.org")).one()
    assert (row.state, row.attendance) == ("confirmed", "online")


def test_who_waits_cannot_join_nor_see_the_link(client: FlaskClient) -> None:
    event = make_event(
        attendance="online", capacity=0, waiting_list="automatic", join_url="https://rooms.example.org/x"
    )
    waits = make_registration(event, state="waiting", queue_number=1)
    path = own_page(waits)
    assert client.get(f"{path}/join/{waits.key}").status_code == 410
    calendar = client.get(f"{path}/places/{waits.key}/event.ics").text
    assert "rooms.example.org" not in calendar


def test_mails_to_who_waits_bring_no_way_in(client: FlaskClient) -> None:
    event = make_event(
        attendance="online", capacity=0, waiting_list="automatic", join_url="https://rooms.example.org/x"
    )
    waits = make_registration(event, state="waiting", queue_number=1)
    path = f"{own_page(waits)}/places/{waits.key}"
    details = {"form_token": form_token(client, path), "name": "Noor Maes", "language": "nl"}
    assert client.post(path, data=details, headers=ENGLISH).status_code == 303
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (mail.kind, mail.calendar, "/join/" in mail.text) == ("registration_changed", None, False)


def test_an_event_where_organisers_decide_says_that_there_is_no_place_yet(client: FlaskClient) -> None:
    event = make_event(needs_approval=True)
    sent = send(client, event.slug)
    page = client.get(sent.headers["Location"], headers=ENGLISH).text
    assert ("we received it" in page, state_of("noor@example.org")) == (True, "pending")
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (mail.kind, mail.calendar) == ("registration_asked", None)
