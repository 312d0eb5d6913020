"""The form for several people, as it is filled in without JavaScript, and the contact's page afterwards."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.registrations.answer_models import Answer
from eventhub.registrations.models import Person, Registration, RegistrationGroup
from eventhub.registrations.people import personal_token
from tests.factories import make_event, make_registration
from tests.registrations.test_changes import make_question
from tests.registrations.test_own_page import said, send
from tests.registrations.test_register_page import ENGLISH, form_token

CONTACT = {"name": "Hanne Claes", "email": "hanne@example.org", "organisation": "De Brug", "consent": "y"}


def group_event(**values: object) -> str:
    return make_event(**{"slug": "dag", "group_size": 4, "capacity": 9, **values}).slug


def post(client: FlaskClient, *rows: str, **fields: str) -> TestResponse:
    """Send the form with these people's parts; a double underscore stands for the dash in a field's name."""
    path = "/events/dag/register/group"
    data = {name.replace("__", "-"): value for name, value in fields.items()}
    return client.post(
        path, data={"form_token": form_token(client, path), **CONTACT, **data, "row": list(rows)}, headers=ENGLISH
    )


def names() -> list[str]:
    return list(db.session.scalars(select(Registration.name).order_by(Registration.id)))


def own_page() -> str:
    person = db.session.scalars(select(Person).where(Person.email == "hanne@example.org")).one()
    return f"/me/{personal_token(person)}"


def test_only_events_that_take_groups_have_the_form(client: FlaskClient) -> None:
    group_event()
    make_event(slug="alleen")
    links = ["/register/group" in client.get(f"/events/{slug}/register").text for slug in ("dag", "alleen")]
    codes = [client.get(f"/events/{slug}/register/group").status_code for slug in ("dag", "alleen")]
    assert (links, codes) == ([True, False], [200, 404])


def test_people_are_added_and_removed_with_buttons_and_what_was_typed_stays(client: FlaskClient) -> None:
    group_event()
    added = post(client, "1", p1__name="Noor", add="1")
    assert (added.status_code, "Some answers need another look" in added.text) == (200, False)
    assert re.findall(r'name="row" value="(\d+)"', added.text) == ["1", "2"]
    assert 'value="Noor"' in added.text
    removed = post(client, "1", "2", p1__name="Noor", p2__name="Lars", remove="1")
    assert re.findall(r'name="row" value="(\d+)"', removed.text) == ["2"]
    assert ('value="Lars"' in removed.text, 'value="Noor"' in removed.text, names()) == (True, False, [])


def test_nobody_is_added_beyond_what_the_event_takes(client: FlaskClient) -> None:
    group_event(group_size=2)
    full = post(client, "1", comes="y", p1__name="Noor", add="1")
    sent = post(client, "1", "2", comes="y", p1__name="Noor", p2__name="Lars")
    assert 'name="add"' not in full.text
    assert (sent.status_code, "takes 2 people at most" in sent.text, names()) == (422, True, [])


def test_each_answers_their_own_questions_and_only_those_put_to_them(client: FlaskClient) -> None:
    slug = group_event()
    event_id = db.session.scalars(select(Event.id).where(Event.slug == slug)).one()
    meal = make_question(event_id, "eet", None, None, is_required=True)
    diet = make_question(event_id, "dieet", shown_if_id=meal.id, shown_if_values=["a"], is_required=True, position=1)
    ids = {meal.id: "eet", diet.id: "dieet"}
    path = "/events/dag/register/group"
    stamp = client.get(path).text.split('name="own-asked" type="hidden" value="')[1].split('"')[0]
    stamps = {"own__asked": stamp, "p1__asked": stamp, "comes": "y", "p1__name": "Noor"}
    first = post(client, "1", **stamps, own__q_eet="b", p1__q_eet="a")
    assert first.status_code == 422
    assert "Person 1 – dieet: Fill this in" in re.sub(r"\s+", " ", first.text)
    done = post(client, "1", **stamps, own__q_eet="b", own__q_dieet="noten", p1__q_eet="a", p1__q_dieet="vlees")
    assert done.status_code == 303
    rows = db.session.execute(
        select(Registration.name, Answer.question_id, Answer.text).join(Registration).order_by(Answer.id)
    )
    found = [(name, ids[key], text) for name, key, text in rows]
    assert found == [("Hanne Claes", "eet", ""), ("Noor", "eet", ""), ("Noor", "dieet", "vlees")]


def test_who_does_not_come_is_not_asked_anything(client: FlaskClient) -> None:
    slug = group_event()
    event_id = db.session.scalars(select(Event.id).where(Event.slug == slug)).one()
    make_question(event_id, "eet", None, None, is_required=True)
    stamp = client.get("/events/dag/register/group").text.split('name="own-asked" type="hidden" value="')[1]
    stamp = stamp.split('"')[0]
    done = post(client, "1", p1__name="Noor", p1__asked=stamp, own__asked=stamp, p1__q_eet="a")
    assert (done.status_code, names()) == (303, ["Noor"])
    assert "1 person has a place." in client.get(done.headers["Location"], headers=ENGLISH).text


def test_the_same_address_twice_is_said_beside_it(client: FlaskClient) -> None:
    group_event()
    answer = post(client, "1", "2", comes="y", p1__name="Noor", p1__email="Hanne@example.org", p2__name="")
    assert (answer.status_code, "This address stands here twice" in answer.text, names()) == (422, True, [])


def test_too_few_places_without_a_list_are_said_with_what_can_be_done(client: FlaskClient) -> None:
    group_event(capacity=1)
    people = {"p1__name": "Noor", "comes": "y"}
    refused = post(client, "1", **people, together="all")
    assert (refused.status_code, "There are not enough places for all of you" in refused.text) == (422, True)
    done = post(client, "1", **people, together="some")
    page = client.get(done.headers["Location"], headers=ENGLISH)
    assert ("1 person has a place." in page.text, "1 person has no place" in page.text) == (True, True)
    assert (page.headers["Cache-Control"], names()) == ("no-store", ["Hanne Claes"])


def test_an_option_that_is_full_is_said_beside_the_right_person(client: FlaskClient) -> None:
    slug = group_event()
    event_id = db.session.scalars(select(Event.id).where(Event.slug == slug)).one()
    make_question(event_id, "groep", 1, None)
    stamp = client.get("/events/dag/register/group").text.split('name="own-asked" type="hidden" value="')[1]
    stamps = {"own__asked": stamp.split('"')[0], "p1__asked": stamp.split('"')[0]}
    answer = post(client, "1", comes="y", p1__name="Noor", own__q_groep="a", p1__q_groep="a", **stamps)
    assert answer.status_code == 422
    assert "Person 1 – groep: “a” is full now" in re.sub(r"\s+", " ", answer.text)
    assert (names(), db.session.scalars(select(RegistrationGroup)).all()) == ([], [])


def test_a_machine_is_thanked_and_nobody_is_registered(client: FlaskClient) -> None:
    group_event()
    answer = post(client, "1", p1__name="Noor", website="x")
    assert (answer.status_code, client.get(answer.headers["Location"]).status_code, names()) == (303, 200, [])


def test_the_answer_is_the_same_for_who_is_registered_already(client: FlaskClient) -> None:
    slug = group_event()
    make_registration(
        db.session.scalars(select(Event).where(Event.slug == slug)).one(), email="noor@example.org"
    )  # fmt: skip
    pages = []
    for email in ("noor@example.org", "lars@example.org"):
        done = post(client, "1", p1__name="Iemand", p1__email=email)
        page = client.get(done.headers["Location"], headers=ENGLISH).text
        pages.append(re.sub(r"\?v=[0-9a-f]+|/done/[\w-]+", "", page))
    assert pages[0] == pages[1]


def test_the_contact_changes_and_gives_back_the_places_they_have_in_hand_and_no_others(client: FlaskClient) -> None:
    group_event(waiting_list="automatic")
    post(client, "1", "2", p1__name="Noor", p2__name="Lars", p2__email="lars@example.org")
    keys = {one.name: one.key for one in db.session.scalars(select(Registration))}
    path = own_page()
    page = client.get(path, headers=ENGLISH).text
    assert ("People you registered" in page, ">Noor</h3>" in page, ">Lars</h3>" in page) == (True, True, False)
    told = {"name": "Noor Maes", "organisation": "", "remark": "", "language": "nl"}
    answer = send(client, f"{path}/places/{keys['Noor']}", **told)
    assert (answer.status_code, said(client, answer)) == (303, "Your details are saved.")
    assert "This is about Noor Maes" in client.get(f"{path}/places/{keys['Noor']}/cancel", headers=ENGLISH).text
    assert send(client, f"{path}/places/{keys['Noor']}/cancel").status_code == 303
    assert client.get(f"{path}/places/{keys['Lars']}").status_code == 404
    states = {one.name: one.state for one in db.session.scalars(select(Registration))}
    assert states == {"Noor Maes": "cancelled", "Lars": "confirmed"}


@pytest.mark.parametrize("days", [-1, 1])
def test_a_group_form_is_as_open_as_the_event(client: FlaskClient, days: int) -> None:
    group_event(registration_closes_at=clock.now() + timedelta(days=days))
    page = client.get("/events/dag/register/group", headers=ENGLISH).text
    assert ("Registration is closed" in page) == (days < 0)
