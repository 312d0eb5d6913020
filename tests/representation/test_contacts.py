"""The page on which an organisation's contact names people, and what they do not learn there."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.networks.models import ORGANISER, Network
from eventhub.registrations.models import Person, Registration
from eventhub.registrations.people import personal_token
from eventhub.representation import service
from tests.factories import make_account, make_member, make_registration, sign_in
from tests.registrations.test_register_page import ENGLISH, form_token
from tests.representation.test_board import contact_page, given, mails_to, name, of


def test_a_contact_does_not_learn_who_is_registered(client: FlaskClient) -> None:
    event = given()
    registered = make_registration(event, email="aino@example.org")
    pages = []
    for region in ("Kainuu", "Lappi"):
        page = contact_page(event, region)
        who = "aino" if region == "Kainuu" else "eero"
        said = {"name": "Aino", "email": f"{who}@example.org", "role": "seat", "form_token": form_token(client, page)}
        assert client.post(page, data=said, headers=ENGLISH).status_code == 303
        pages.append(client.get(page, headers=ENGLISH).text)
    marks = ("Has not answered yet", "Nobody yet", "Take back", 'name="email"')
    assert [[mark in page for mark in marks] for page in pages] == [[True, False, True, True]] * 2
    db.session.rollback()
    assert mails_to("aino") == ["registration_already"]
    assert db.session.get_one(Registration, registered.id).state == "confirmed"


def test_a_contact_without_a_seat_left_reads_so_beside_the_field(client: FlaskClient) -> None:
    event = given()
    name(event)
    page = contact_page(event)
    shown = client.get(page, headers=ENGLISH).text
    assert re.findall(r'value="(\w+)" checked|checked[^>]* value="(\w+)"', shown) == [("", "substitute")]
    said = {"name": "Eero", "email": "eero@example.org", "role": "seat", "form_token": form_token(client, page)}
    answer = client.post(page, data=said, headers=ENGLISH)
    assert (answer.status_code, "There is no seat left for this." in answer.text) == (422, True)


def test_a_contact_names_somebody_who_says_yes_on_their_own_page(client: FlaskClient) -> None:
    event = given()
    page = contact_page(event)
    said = {"name": "Aino", "email": "aino@example.org", "role": "seat", "form_token": form_token(client, page)}
    assert client.post(page, data=said, headers=ENGLISH).status_code == 303
    assert "Has not answered yet" in client.get(page, headers=ENGLISH).text
    named = db.session.scalars(select(Registration).where(Registration.email == "aino@example.org")).one()
    own = personal_token(db.session.get_one(Person, named.person_id))
    offer = client.get(f"/me/{own}/places/{named.key}/answer", headers=ENGLISH)
    assert offer.headers["Location"] == f"/me/{own}/seats/{named.key}"
    path = offer.headers["Location"]
    token = form_token(client, path)
    assert client.post(path, data={"form_token": token}, headers=ENGLISH).status_code == 422
    assert client.post(path, data={"form_token": token, "consent": "y"}, headers=ENGLISH).status_code == 303
    db.session.rollback()
    agreed = db.session.get_one(Registration, named.id)
    assert (agreed.state, agreed.consented_at is not None) == ("confirmed", True)


def test_a_contact_takes_somebody_back_and_sees_no_other_organisation(client: FlaskClient) -> None:
    event = given()
    mine, theirs = name(event), name(event, "eero", "Lappi")
    page = contact_page(event)
    shown = client.get(page, headers=ENGLISH).text
    assert ("Aino" in shown, "Eero" in shown, "Lappi" in shown) == (True, False, False)
    data = {"form_token": form_token(client, page)}
    assert client.post(f"{page}/people/{theirs.id}", data=data).status_code == 404
    assert client.post(f"{page}/people/{mine.id}", data=data).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Registration, mine.id).state == "cancelled"
    assert mails_to("aino") == ["seat_named", "registration_cancelled_by_organiser"]


def test_a_contact_says_that_nobody_comes_and_organisers_read_why(client: FlaskClient) -> None:
    event = given()
    page = contact_page(event)
    data = {"form_token": form_token(client, page), "reason": "All on leave"}
    assert client.post(f"{page}/nobody", data=data, headers=ENGLISH).status_code == 303
    sign_in(client, make_member(db.session.get_one(Network, event.network_id), ORGANISER))
    assert "All on leave" in client.get(f"/manage/events/{event.slug}/representation", headers=ENGLISH).text


def test_a_link_that_was_ended_opens_nothing(client: FlaskClient) -> None:
    event = given()
    page = contact_page(event)
    service.renew_link(of(event), event=event, actor=make_account(), now=clock.now())
    db.session.commit()
    assert (client.get(page).status_code, client.get("/seats/nonsense").status_code) == (410, 404)
    assert client.get(contact_page(event)).status_code == 200
