"""A person's own page, and how they get there."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.registrations.models import Person, Registration
from eventhub.registrations.people import feed_token, make_feed, personal_token
from eventhub.web import tokens
from tests.factories import make_event, make_registration
from tests.registrations.test_register_page import ENGLISH, form_token

PAGES = (
    "",
    "/calendar",
    "/withdraw",
    "/places/{key}",
    "/places/{key}/cancel",
    "/places/{key}/event.ics",
    "/join/{key}",
)


def place(**values: object) -> Registration:
    event = make_event(attendance="both", join_url="https://meet.example.org/room-7", **values)
    return make_registration(event, email="noor@example.org", name="Noor Peeters")


def own_path(registration: Registration) -> str:
    return f"/me/{personal_token(db.session.get_one(Person, registration.person_id))}"


def send(client: FlaskClient, path: str, **values: str) -> TestResponse:
    return client.post(path, data={"form_token": form_token(client, path), **values}, headers=ENGLISH)


def said(client: FlaskClient, answer: TestResponse) -> str:
    """What the page after a form says was done."""
    text = client.get(answer.headers["Location"], headers=ENGLISH).get_data(as_text=True)
    return "".join(re.findall(r'role="status">([^<]+)<', text))


def mail_kinds() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_the_page_shows_what_comes_and_what_was_and_belongs_to_one_person(client: FlaskClient) -> None:
    registration = place(title="Komt nog")
    person = db.session.get_one(Person, registration.person_id)
    make_registration(make_event(title="Is voorbij", starts_at=clock.now() - timedelta(days=2)), person=person)
    make_registration(make_event(title="Van een ander"))
    response = client.get(own_path(registration), headers=ENGLISH)
    text = response.get_data(as_text=True)
    headings = re.findall(r"Komt nog(?=</a></h3>)|Is voorbij(?=</a></h3>)|Van een ander|>Past<", text)
    assert headings == ["Komt nog", ">Past<", "Is voorbij"]
    assert "meet.example.org" not in text
    assert [response.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")] == [
        "no-store", "no-referrer", "noindex",
    ]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_and_none_is_kept_by_a_cache(client: FlaskClient, page: str) -> None:
    registration = place()
    response = client.get(own_path(registration) + page.format(key=registration.key))
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("page", PAGES)
def test_a_withdrawn_link_is_gone_and_one_of_another_purpose_was_never_there(client: FlaskClient, page: str) -> None:
    registration = place()
    person = db.session.get_one(Person, registration.person_id)
    make_feed(person)
    old, end = own_path(registration), page.format(key=registration.key)
    person.version += 1
    db.session.commit()
    foreign = [tokens.sign("sending", person.key, person.version), feed_token(person) or "", "made-up"]
    assert client.get(old + end).status_code == 410
    assert [client.get(f"/me/{token}{end}").status_code for token in foreign] == [404, 404, 404]


@pytest.mark.parametrize("page", [page for page in PAGES if "{key}" in page])
def test_somebody_elses_registration_does_not_exist(client: FlaskClient, page: str) -> None:
    mine, theirs = place(), make_registration(make_event(attendance="online", join_url="https://meet.example.org/x"))
    assert client.get(own_path(mine) + page.format(key=theirs.key)).status_code == 404


def test_giving_the_place_back_asks_first(client: FlaskClient) -> None:
    registration = place()
    path = f"{own_path(registration)}/places/{registration.key}/cancel"
    client.get(path)
    assert registration.state == "confirmed"
    answers = [send(client, path), client.get(path)]
    assert "You gave your place back" in said(client, answers[0])
    db.session.refresh(registration, ["state", "cancelled_by"])
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (registration.state, registration.cancelled_by) == ("cancelled", "person")
    assert mail_kinds() == ["registration_cancelled"]
    assert "/me/" not in db.session.scalars(select(OutboxMessage.text)).one()


def test_details_are_changed_by_their_owner(client: FlaskClient) -> None:
    registration = place()
    path = f"{own_path(registration)}/places/{registration.key}"
    assert send(client, path, name="", organisation="", remark="", language="fr").status_code == 422
    answer = send(client, path, name="Noor Maes", organisation="", remark="", language="fr")
    assert (answer.status_code, said(client, answer)) == (303, "Your details are saved.")
    db.session.refresh(registration, ["name", "language"])
    assert (registration.name, registration.language, mail_kinds()) == ("Noor Maes", "fr", ["registration_changed"])


def test_who_gave_a_place_back_can_register_again_and_the_new_place_takes_the_old_ones_line(
    client: FlaskClient,
) -> None:
    registration = place(title="Toch wel")
    path = own_path(registration)
    again = f"/events/{db.session.get_one(Event, registration.event_id).slug}/register"
    offered = [again in client.get(path).get_data(as_text=True)]
    send(client, f"{path}/places/{registration.key}/cancel")
    offered.append(again in client.get(path).get_data(as_text=True))
    event = db.session.get_one(Event, registration.event_id)
    event.capacity = event.online_capacity = 0
    db.session.commit()
    offered.append(again in client.get(path).get_data(as_text=True))
    assert offered == [False, True, False]
    make_registration(
        db.session.get_one(Event, registration.event_id), person=db.session.get_one(Person, registration.person_id)
    )
    assert client.get(path).get_data(as_text=True).count("Toch wel</a></h3>") == 1


def test_a_page_says_none_but_our_own_sentences(client: FlaskClient) -> None:
    answer = client.get(f"{own_path(place())}?done=Call+this+number", headers=ENGLISH)
    assert 'role="status"' not in answer.get_data(as_text=True)


def test_the_way_in_is_shown_to_people_with_a_place_only(client: FlaskClient) -> None:
    registration = place()
    path = f"{own_path(registration)}/join/{registration.key}"
    assert "https://meet.example.org/room-7" in client.get(path).get_data(as_text=True)
    registration.state = "cancelled"
    db.session.commit()
    assert client.get(path).status_code == 410


def test_the_public_join_page_sends_people_to_their_mail(client: FlaskClient) -> None:
    online, hall = make_event(attendance="online", join_url="https://meet.example.org/y").slug, make_event().slug
    page = client.get(f"/events/{online}/join")
    assert (page.status_code, "meet.example.org" in page.get_data(as_text=True)) == (200, False)
    assert client.get(f"/events/{hall}/join").status_code == 404


def test_the_private_calendar_is_made_replaced_and_taken_away(client: FlaskClient) -> None:
    registration = place()
    person, path = db.session.get_one(Person, registration.person_id), f"{own_path(registration)}/calendar"
    addresses = [feed_token(person)]
    for action in ("make", "make", "withdraw"):
        assert send(client, path, action=action).status_code == 303
        db.session.refresh(person)
        addresses.append(feed_token(person))
    assert [address is None for address in addresses] == [True, False, False, True]
    assert addresses[1] != addresses[2]
    assert send(client, path, action="anything").status_code == 422


def test_replacing_the_link_ends_the_old_one_and_mails_the_new_one(client: FlaskClient) -> None:
    registration = place()
    old = own_path(registration)
    assert send(client, f"{old}/withdraw").status_code == 303
    db.session.expire_all()
    new = own_path(registration)
    assert [client.get(old).status_code, client.get(new).status_code] == [410, 200]
    assert new in db.session.scalars(select(OutboxMessage.text)).one()


def test_asking_for_the_link_tells_nobody_who_is_known(client: FlaskClient) -> None:
    place()
    answers = [send(client, "/my-link", email=email) for email in ("Noor@example.org", "stranger@example.org")]
    assert len({(answer.status, answer.headers["Location"], answer.data) for answer in answers}) == 1
    assert list(db.session.scalars(select(OutboxMessage.to_address))) == ["noor@example.org"]


def test_one_address_gets_three_links_an_hour(client: FlaskClient) -> None:
    place()
    assert {send(client, "/my-link", email="noor@example.org").status_code for _ in range(5)} == {303}
    assert mail_kinds() == ["my_link"] * 3


def test_a_link_that_was_cut_leads_to_where_a_new_one_is_sent(client: FlaskClient) -> None:
    for path, is_offered in (("/me/cut-off", True), ("/events/none", False)):
        answer = client.get(path, headers=ENGLISH)
        assert (answer.status_code, 'href="/my-link"' in answer.text.partition("<main")[2]) == (404, is_offered)


def test_mails_speak_the_language_of_their_reader(app: Flask, client: FlaskClient) -> None:
    registration = place()
    registration.language = "fr"
    db.session.commit()
    send(client, f"{own_path(registration)}/places/{registration.key}/cancel")
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (mail.language, '<html lang="fr">' in mail.html) == ("fr", True)
    assert (mail.calendar or b"").startswith(b"BEGIN:VCALENDAR")


def test_who_registers_again_from_their_own_page_finds_the_form_filled_in(client: FlaskClient) -> None:
    back = place(slug="dag")
    back.state, back.cancelled_by, back.organisation = "cancelled", "person", "De Brug"
    db.session.commit()
    link = re.search(r'href="(/events/dag/register[^"]*)"', client.get(own_path(back), headers=ENGLISH).text)
    assert link is not None
    page = client.get(link[1], headers=ENGLISH)
    assert page.headers["Cache-Control"] == "no-store"
    for value in ("Noor Peeters", "noor@example.org", "De Brug"):
        assert f'value="{value}"' in page.text
    assert "noor@example.org" not in client.get("/events/dag/register", headers=ENGLISH).text
    assert client.get("/events/dag/register?me=guessed", headers=ENGLISH).status_code == 404
    db.session.get_one(Person, back.person_id).version += 1
    db.session.commit()
    assert client.get(link[1], headers=ENGLISH).status_code == 410


def test_address_is_shown_as_it_is_typed(client: FlaskClient) -> None:
    registration = make_registration(make_event(), email="maija@xn--ty-gka.fi")
    page = client.get(own_path(registration), headers=ENGLISH).text
    assert ("maija@työ.fi" in page, "xn--" in page) == (True, False)
