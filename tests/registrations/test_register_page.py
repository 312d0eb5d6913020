"""The public form: every answer it gives, and that it tells nobody who is registered."""

import base64
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventhub import clock
from eventhub.database.model import db
from eventhub.mail.models import OutboxMessage
from eventhub.registrations.consent import VERSION
from eventhub.registrations.models import Registration
from tests.factories import make_event, make_registration

TOKEN = re.compile(r'name="form_token"[^>]* value="([^"]+)"')
HOUR = timedelta(hours=1)
ENGLISH = {"Accept-Language": "en"}


def form_token(client: FlaskClient, path: str) -> str:
    found = TOKEN.search(client.get(path, headers=ENGLISH).get_data(as_text=True))
    assert found is not None
    return found.group(1)


def filled_in(client: FlaskClient, path: str, **values: str) -> dict[str, str]:
    given = {"name": "Noor Peeters", "email": "noor@example.org", "consent": "y", **values}
    return {"form_token": form_token(client, path), **given}


def send(client: FlaskClient, slug: str, **values: str) -> TestResponse:
    path = f"/events/{slug}/register"
    return client.post(path, data=filled_in(client, path, **values), headers=ENGLISH)


def without_tokens(response: TestResponse) -> bytes:
    """The answer and its headers, with everything random made alike."""
    text = f"{response.status}\n{response.headers.get('Location')}\n{response.get_data(as_text=True)}"
    return re.sub(r"[\w-]{60,}|[\w-]{20,}(\.[\w-]+)+", "TOKEN", text).encode()


def test_registering_takes_two_pages_and_no_cookie(client: FlaskClient) -> None:
    slug = make_event().slug
    response = send(client, slug, email="Noor@Example.org", organisation="Huisartsen Zuid", remark="Geen noten")
    assert response.status_code == 303
    page = client.get(response.headers["Location"], headers=ENGLISH)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert "Thank you" in page.get_data(as_text=True)
    assert "/me/" not in page.get_data(as_text=True)
    assert "Set-Cookie" not in response.headers
    row = db.session.scalars(select(Registration)).one()
    assert (row.email, row.organisation, row.remark, row.language) == (
        "noor@example.org", "Huisartsen Zuid", "Geen noten", "en",
    )  # fmt: skip
    assert (row.consent_version, "90 days" in row.consent_text) == (VERSION, True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"takes_registrations": False}, "You need not register"),
        ({"state": "announced"}, "Only the date is known so far"),
        ({"registration_opens_at": HOUR}, "Registration opens on"),
        ({"capacity": 0}, "Every place is taken"),
        ({"registration_closes_at": -HOUR}, "Registration is closed"),
        ({"starts_at": -3 * HOUR}, "This event has taken place"),
        ({"state": "cancelled"}, "This event is cancelled"),
        ({"state": "postponed"}, "This event is postponed"),
    ],
)
def test_each_state_has_its_own_answer_also_for_who_sends_the_form_anyway(
    client: FlaskClient, values: dict[str, Any], words: str
) -> None:
    moments = {key: clock.now() + value if isinstance(value, timedelta) else value for key, value in values.items()}
    slug, open_slug = make_event(**moments).slug, make_event().slug
    path = f"/events/{slug}/register"
    shown = client.get(path, headers=ENGLISH)
    sent = client.post(path, data=filled_in(client, f"/events/{open_slug}/register"), headers=ENGLISH)
    assert [shown.status_code, sent.status_code] == [200, 422]
    assert all(words in answer.get_data(as_text=True) for answer in (shown, sent))
    assert db.session.scalars(select(Registration)).all() == []


def test_a_draft_does_not_exist(client: FlaskClient) -> None:
    assert client.get(f"/events/{make_event(state='draft').slug}/register").status_code == 404


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"name": "  "}, "Write your name"),
        ({"email": ""}, "Write your e-mail address"),
        ({"email": "noor@"}, "Write a whole e-mail address"),
        ({"consent": ""}, "Tick the box"),
    ],
)
def test_an_incomplete_form_keeps_what_was_typed(client: FlaskClient, missing: dict[str, str], words: str) -> None:
    response = send(client, make_event().slug, **{"remark": "Geen noten", **missing})
    text = response.get_data(as_text=True)
    assert (response.status_code, words in text, "Geen noten" in text) == (422, True, True)


def test_the_summary_doubles_no_punctuation(client: FlaskClient) -> None:
    text = send(client, make_event().slug, name="", remark="x" * 2001).get_data(as_text=True)
    summary = re.findall(r'<li><a href="#(?:name|remark)">([^<]+)</a></li>', text)
    assert summary == [
        "Your name: Write your name",
        "Anything the organisers should know? Field cannot be longer than 2000 characters.",
    ]


def test_a_form_without_its_token_is_not_called_old(client: FlaskClient) -> None:
    text = client.post("/my-link", data={"email": "noor@example.org"}, headers=ENGLISH).get_data(as_text=True)
    assert "We could not check this form" in text


def test_whoever_is_registered_gets_the_same_bytes_and_a_mail_that_tells(client: FlaskClient) -> None:
    event = make_event()
    slug = event.slug
    make_registration(event, email="known@example.org")
    stranger, known = send(client, slug, email="stranger@example.org"), send(client, slug, email="known@example.org")
    assert without_tokens(stranger) == without_tokens(known)
    pages = [client.get(answer.headers["Location"]) for answer in (stranger, known)]
    assert without_tokens(pages[0]).replace(b"stranger@", b"known@") == without_tokens(pages[1])
    mails = db.session.execute(select(OutboxMessage.to_address, OutboxMessage.kind).order_by(OutboxMessage.id))
    assert [tuple(mail) for mail in mails] == [
        ("stranger@example.org", "registration_confirmed"), ("known@example.org", "registration_already"),
    ]  # fmt: skip


def test_the_page_that_thanks_names_what_was_typed_and_whom_to_ask_and_its_address_does_not(
    client: FlaskClient,
) -> None:
    slug = make_event(contact_email="vraag@example.org").slug
    location = send(client, slug, email="noor@example.org").headers["Location"]
    text = client.get(location, headers=ENGLISH).get_data(as_text=True)
    named = re.findall(
        r"goes to noor@example\.org|mailto:vraag@example\.org|calendar\.google\.com/|outlook\.office\.com/", text
    )
    assert named == [
        "goes to noor@example.org", "calendar.google.com/", "outlook.office.com/", "mailto:vraag@example.org",
    ]  # fmt: skip
    token = location.rpartition("/")[2]
    assert b"noor" not in base64.urlsafe_b64decode(token + "==")
    assert client.get(location[:-2] + ("AA" if location[-2:] != "AA" else "BB")).status_code == 404


def test_a_full_event_does_not_tell_who_has_a_place(client: FlaskClient) -> None:
    event = make_event(capacity=1)
    slug = event.slug
    make_registration(event, email="known@example.org")
    opened = f"/events/{make_event().slug}/register"
    answers = [
        client.post(f"/events/{slug}/register", data=filled_in(client, opened, email=f"{who}@example.org"))
        for who in ("known", "stranger")
    ]
    assert without_tokens(answers[0]) == without_tokens(answers[1])


def test_double_click_and_back_button_make_one_registration(client: FlaskClient) -> None:
    slug = make_event(capacity=1).slug
    path = f"/events/{slug}/register"
    form = filled_in(client, path)
    answers = [client.post(path, data=form) for _ in range(3)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (303, answers[0].headers["Location"])
    }
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_a_machine_is_thanked_and_forgotten(client: FlaskClient) -> None:
    response = send(client, make_event().slug, website="https://spam.example.org")
    assert response.status_code == 303
    assert db.session.scalars(select(Registration)).all() == []


def test_a_form_that_was_not_ours_is_refused(client: FlaskClient) -> None:
    slug = make_event().slug
    path = f"/events/{slug}/register"
    form = {**filled_in(client, path), "form_token": "made.up.token"}
    assert client.post(path, data=form).status_code == 422


def test_the_thanks_open_only_with_our_own_token(client: FlaskClient) -> None:
    assert client.get(f"/events/{make_event().slug}/register/done/made-up").status_code == 404


@pytest.mark.parametrize("name", ["[click](http://evil.example)", "http://evil.example", "<b>www.evil.example</b>"])
def test_a_name_that_is_an_address_reaches_no_mail(client: FlaskClient, name: str) -> None:
    send(client, make_event().slug, name=name, organisation=name, remark=name)
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert [word for word in ("evil", "click") if word in mail.subject + mail.text + mail.html + mail.to_name] == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(["name", "email", "organisation", "remark", "consent", "form_token", "website", "language"]),
        st.text(max_size=300),
    )
)
def test_no_form_makes_the_server_stumble(app: Flask, values: dict[str, str]) -> None:
    client, path = app.test_client(), f"/events/{make_event().slug}/register"
    form = filled_in(client, path)
    sent = {key: value.encode("utf-8", "surrogatepass") for key, value in {**form, **values}.items()}
    assert client.post(path, data=sent).status_code in {303, 422}


def test_thanks_names_the_address_as_people_know_it(client: FlaskClient) -> None:
    answer = send(client, make_event().slug, email="maija@xn--ty-gka.fi")
    assert "maija@työ.fi" in client.get(answer.headers["Location"], headers=ENGLISH).text
    assert db.session.scalars(select(OutboxMessage.to_address)).all() == ["maija@xn--ty-gka.fi"]
