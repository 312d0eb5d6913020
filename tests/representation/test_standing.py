"""Who represents an organisation at every meeting is named by themselves, while their time lasts."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.networks.models import OWNER, Network
from eventhub.registrations.delegation_models import Representative
from eventhub.registrations.retention import forget_past_people
from eventhub.representation import service
from eventhub.representation.queries import held_seats, substitutes_of
from eventhub.representation.standing import name_representatives
from tests.factories import make_member, save, sign_in
from tests.registrations.test_register_page import ENGLISH
from tests.representation.test_board import contact_page, give, given, mails_to, name, of


def represent(event: Event, region: str = "Kainuu", days: int | None = None, **more: Any) -> Representative:
    today = clock.now().date()
    until = None if days is None else today + timedelta(days=days)
    more = {"name": "Aino", "email": "aino@example.org", "from_on": today, **more}
    return save(
        Representative(member_id=of(event, region).member_id, until_on=until, created_at=clock.now(), **more)
    )  # fmt: skip


def seated(event: Event, region: str = "Kainuu") -> list[str]:
    db.session.rollback()
    return [one.registration.name for one in held_seats(of(event, region).id)]


def test_a_representative_is_offered_a_seat_once_with_their_substitute(app: Flask) -> None:
    event = given()
    represent(event, substitute_name="Helmi", substitute_email="helmi@example.org")
    assert (name_representatives(), name_representatives()) == (1, 0)
    assert (seated(event), seated(event, "Lappi"), mails_to("aino")) == (["Aino"], [], ["seat_named"])
    assert [one.name for one in substitutes_of(of(event).id)] == ["Helmi"]


def test_nobody_is_named_before_the_event_is_published(app: Flask) -> None:
    event = given(state="draft", published_at=None)
    represent(event)
    assert name_representatives() == 0
    db.session.get_one(Event, event.id).state = "published"
    db.session.commit()
    assert name_representatives() == 1


def test_nobody_is_named_where_the_seat_is_taken_or_their_time_is_not_that_of_the_event(app: Flask) -> None:
    event = given()
    name(event, "eero")
    represent(event)
    represent(event, "Lappi", days=0, email="late@example.org")
    later = clock.now().date() + timedelta(days=900)
    represent(event, "Satakunta", email="early@example.org", from_on=later)
    assert (name_representatives(), seated(event)) == (0, ["Eero"])


def test_whom_the_contact_took_back_is_not_named_again_but_who_begins_later_is(app: Flask) -> None:
    event = given()
    represent(event)
    name_representatives()
    mine = held_seats(of(event).id)[0].registration
    service.take_back(of(event), mine, now=clock.now())
    db.session.commit()
    give(event, 1)
    assert (name_representatives(), seated(event)) == (0, [])
    represent(event, name="Eero", email="eero@example.org")
    assert (name_representatives(), seated(event)) == (1, ["Eero"])


def test_a_representative_is_deleted_when_their_time_is_over(app: Flask) -> None:
    event = given()
    represent(event, from_on=clock.now().date() - timedelta(days=30), days=-3)
    represent(event, email="on@example.org")
    forget_past_people()
    assert db.session.scalars(select(Representative.email)).all() == ["on@example.org"]


def test_an_owner_writes_down_who_represents_an_organisation_and_removes_them(client: FlaskClient) -> None:
    event = given()
    network = db.session.get_one(Network, event.network_id)
    sign_in(client, make_member(network, OWNER))
    path = f"/manage/networks/{network.slug}/members/{of(event).member_id}/representatives"
    token = client.get(path, headers=ENGLISH).text.split('name="csrf_token" value="')[1].split('"')[0]
    said = {"csrf_token": token, "name": "Aino", "email": "AINO@example.org", "from_on": "2026-01-01"}
    early = client.post(path, data={**said, "until_on": "2025-01-01"}, headers=ENGLISH)
    assert (early.status_code, "This is before the first day." in early.text) == (422, True)
    assert client.post(path, data=said, headers=ENGLISH).status_code == 303
    twice = client.post(path, data=said, headers=ENGLISH)
    assert (twice.status_code, "represents the organisation already" in twice.text) == (422, True)
    found = db.session.scalars(select(Representative)).one()
    assert found.email == "aino@example.org"
    assert name_representatives() == 1
    assert client.post(f"{path}/{found.id}/remove", data={"csrf_token": token}).status_code == 303
    assert "aino@example.org" not in client.get(path, headers=ENGLISH).text
    assert "Aino" in client.get(contact_page(event), headers=ENGLISH).text
