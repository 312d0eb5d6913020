"""A person's own calendar, opened by a signed address."""

import secrets

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import ANNOUNCED, CANCELLED, ONLINE
from eventhub.registrations.models import Person, Registration
from eventhub.web.tokens import sign
from tests.factories import make_event, make_registration, save, utc
from tests.feeds.reading import lines_of, value


@pytest.fixture
def registration(app: Flask) -> Registration:
    """A place at an event, of a person who asked for a calendar."""
    person = Person(key=secrets.token_hex(16), feed_key=secrets.token_hex(16), feed_version=1,
                    email="noor@example.org", language="nl", created_at=clock.now())  # fmt: skip
    made = make_registration(make_event(title="Forum"), person=person).id
    names = (joinedload(Registration.person), joinedload(Registration.event))
    return db.session.scalars(select(Registration).options(*names).where(Registration.id == made)).one()


def address_of(person: Person, version: int | None = None) -> str:
    return f"/me/{sign('feed', person.feed_key or '', version or person.feed_version)}.ics"


def test_feed_holds_the_events_of_confirmed_places(client: FlaskClient, registration: Registration) -> None:
    person = registration.person
    make_event()
    make_registration(make_event(), person=person, state="cancelled", cancelled_at=clock.now())
    make_registration(make_event())
    lines = lines_of(client, address_of(person))
    assert value(lines, "UID") == registration.event.uid
    assert value(lines, "TRANSP") == "OPAQUE"
    assert value(lines, "X-MICROSOFT-CDO-BUSYSTATUS") == "BUSY"


def test_cancelled_and_announced_events_do_not_make_busy(client: FlaskClient, registration: Registration) -> None:
    event = registration.event
    found = []
    for state in (ANNOUNCED, CANCELLED):
        event.state = state
        event.version, event.updated_at = event.version + 1, clock.now()
        save(event)
        lines = lines_of(client, address_of(registration.person))
        found.append([value(lines, name) for name in ("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")])
    assert found == [["TENTATIVE", "TRANSPARENT", "TENTATIVE"], ["CANCELLED", "TRANSPARENT", "FREE"]]


def test_unregistering_takes_the_event_out(client: FlaskClient, registration: Registration) -> None:
    address = address_of(registration.person)
    etag = client.get(address).headers["ETag"]
    registration.state = "cancelled"
    save(registration)
    answer = client.get(address, headers={"If-None-Match": etag})
    assert (answer.status_code, "BEGIN:VEVENT" in answer.text) == (200, False)


def test_not_even_a_registered_person_s_calendar_holds_the_room(
    client: FlaskClient, registration: Registration
) -> None:
    event = registration.event
    event.attendance, event.join_url = ONLINE, "https://rooms.example.org/secret"
    save(event)
    lines = lines_of(client, f"{address_of(registration.person)}?lang=en")
    assert "rooms.example.org" not in "".join(lines)
    assert "You find the link to join on your own page" in value(lines[lines.index("BEGIN:VEVENT") :], "DESCRIPTION")


def test_private_feed_stays_private(client: FlaskClient, registration: Registration) -> None:
    address = address_of(registration.person)
    response = client.get(address)
    names = ("Cache-Control", "Referrer-Policy", "X-Robots-Tag", "Access-Control-Allow-Origin", "Set-Cookie", "Vary")
    assert [response.headers.get(name) for name in names] == [
        "private, no-cache", "no-referrer", "noindex", None, None, "Accept-Encoding",
    ]  # fmt: skip
    body = response.text.replace("\r\n ", "")
    secret = address.removeprefix("/me/").removesuffix(".ics")
    person = registration.person
    assert [text in body for text in (secret, person.email, person.feed_key or "", person.key)] == [False] * 4
    assert len(f"https://events.example.org{address}") <= 200


def test_unchanged_private_feed_is_not_sent_again(client: FlaskClient, registration: Registration) -> None:
    address = address_of(registration.person)
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["Referrer-Policy"]) == (304, b"", "no-referrer")


def test_replaced_or_withdrawn_address_is_gone(client: FlaskClient, registration: Registration) -> None:
    person = registration.person
    old = address_of(person)
    person.feed_version += 1
    save(person)
    statuses = [client.get(old).status_code, client.get(address_of(person)).status_code]
    withdrawn = address_of(person)
    person.feed_key = None
    save(person)
    answer = client.get(withdrawn)
    assert [*statuses, answer.status_code] == [410, 200, 410]
    assert (answer.mimetype, answer.headers["Referrer-Policy"]) == ("text/plain", "no-referrer")


def test_token_of_another_purpose_opens_no_feed(client: FlaskClient, registration: Registration) -> None:
    person = registration.person
    tokens = [
        sign("person", person.feed_key or "", person.feed_version),
        sign("feed", person.feed_key or "", 1)[:-2] + "xx",
    ]
    assert [client.get(f"/me/{token}.ics").status_code for token in tokens] == [404, 404]


def test_day_of_the_last_use_is_kept(client: FlaskClient, registration: Registration) -> None:
    person = registration.person
    address = address_of(person)
    days = []
    with time_machine.travel(utc(2027, 3, 1, 9)) as travel:
        for moment in (utc(2027, 3, 1, 9), utc(2027, 3, 1, 18), utc(2027, 3, 4, 7)):
            travel.move_to(moment)
            client.get(address)
            db.session.expire_all()
            days.append(str(person.feed_used_on))
    assert days == ["2027-03-01", "2027-03-01", "2027-03-04"]
