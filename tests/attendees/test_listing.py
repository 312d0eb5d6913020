"""Who comes, as an organiser sees it."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.attendees.queries import ALL, FILTERS, PAGE_SIZE, Wanted, count_by_state, page_of
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import HELPER, ORGANISER, VIEWER
from eventhub.registrations.changes import Wishes, change_registration
from eventhub.registrations.models import CANCELLED, CONFIRMED, WAITING, Registration
from tests.factories import make_event, make_member, make_network, make_registration, sign_in, utc


def token_in(page: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)  # type: ignore[union-attr]


def found(event_id: int, text: str, state: str = ALL) -> list[str]:
    return [row.name for row in page_of(Wanted(event_id, state, text), 1, 100).rows]


def send(client: FlaskClient, address: str, **answers: str) -> Any:
    return client.post(
        address, data={"csrf_token": token_in(client.get("/manage/events/kracht/attendees/add").text), **answers}
    )


def test_the_list_tells_everything_about_a_person(organiser: FlaskClient, event: Any) -> None:
    make_registration(
        event, name="Élise Maes", email="elise@example.org", organisation="Steunpunt Noord", remark="Vegetarisch",
        registered_at=utc(2026, 7, 1, 22, 30),
    )  # fmt: skip
    page = organiser.get("/manage/events/kracht/attendees?lang=en")
    assert page.status_code == 200
    for words in (
        "Élise Maes",
        "elise@example.org",
        "Steunpunt Noord",
        "Vegetarisch",
        "2 Jul 2026",
        "00:30",
        "Brussels time",
    ):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("text", ["élise", "ÉLISE", "Élise", "maes elise@", "steunpunt n", "LISE"])
def test_search_finds_whatever_the_case(event: Any, text: str) -> None:
    make_registration(event, name="Élise Maes", email="elise@example.org", organisation="Steunpunt Noord")
    make_registration(event, name="Aino Virtanen", organisation="100 %_huis")
    assert found(event.id, text) == ["Élise Maes"]


@pytest.mark.parametrize(
    ("text", "names"),
    [("elod", ["Élodie"]), ("ÉLOD", ["Élodie"]), ("E\u0301lod", ["Élodie"]), ("asa", ["ÅSA"]), ("Åsa", ["ÅSA"]),
     ("lukasz", ["Łukasz"]), ("soren", ["Søren"]), ("SØREN", ["Søren"]), ("maison œuvre", ["Søren"]),
     ("MAISON OEUVRE", ["Søren"]), ("kaj@straße", ["Łukasz"]), ("odieelodie", []), ("´ asa", ["ÅSA"])],
)  # fmt: skip
def test_search_minds_no_accents(event: Any, text: str, names: list[str]) -> None:
    make_registration(event, name="Élodie", email="elodie@example.org")
    make_registration(event, name="ÅSA", email="a@example.org")
    make_registration(event, name="Łukasz", email="kaj@strasse.example.org")
    make_registration(event, name="Søren", email="s@example.org", organisation="La Maison de l’Œuvre")
    assert found(event.id, text) == names


def test_search_follows_what_people_change(event: Any) -> None:
    row = make_registration(event, name="Noor", email="n@example.org", organisation="De Brug")
    told = {"name": "Élodie", "organisation": "Pâté", "language": "nl", "remark": ""}
    change_registration(row, Wishes(told), now=clock.now())
    db.session.commit()
    asked = ("noor", "brug", "elodie", "pate", "n@example")
    assert [found(event.id, text) for text in asked] == [[], [], ["Élodie"], ["Élodie"], ["Élodie"]]


@pytest.mark.parametrize(("text", "names"), [("%_h", ["Aino"]), ("%", ["Aino"]), ("_", ["Aino"]), ("\\", [])])
def test_signs_that_mean_something_to_the_database_are_only_signs(event: Any, text: str, names: list[str]) -> None:
    make_registration(event, name="Aino", email="aino@example.org", organisation="100 %_huis")
    make_registration(event, name="Noor", email="noor@example.org")
    assert found(event.id, text) == names


def test_tabs_count_what_they_show(organiser: FlaskClient, event: Any) -> None:
    make_registration(event, name="Noor Peeters")
    make_registration(event, name="Wout Claes", state=CANCELLED)
    make_registration(event, name="Noor Jacobs", state=CANCELLED)
    assert count_by_state(event.id) == {**dict.fromkeys(FILTERS, 0), CONFIRMED: 1, CANCELLED: 2, ALL: 3}
    assert count_by_state(event.id, "noor") == {**dict.fromkeys(FILTERS, 0), CONFIRMED: 1, CANCELLED: 1, ALL: 2}
    page = organiser.get("/manage/events/kracht/attendees?state=cancelled&q=noor").text
    assert "Noor Jacobs" in page
    assert "Wout Claes" not in page
    assert "Noor Peeters" not in page


def test_who_waits_is_listed_as_they_are_served_with_their_number(organiser: FlaskClient, event: Any) -> None:
    for name, number in (("Noor", 3), ("Lars", 1), ("Jef", 2)):
        make_registration(event, name=name, state=WAITING, queue_number=number)
    page = organiser.get("/manage/events/kracht/attendees?state=waiting", headers={"Accept-Language": "en"}).text
    assert "People on the waiting list, the next one first" in page
    found = re.findall(r'rowheader">(\w+)<br><span class="by">Place in the queue: (\d)', page)
    assert found == [("Lars", "1"), ("Jef", "2"), ("Noor", "3")]
    assert "Place in the queue" not in organiser.get("/manage/events/kracht/attendees?state=all").text


def test_long_lists_come_in_pages(organiser: FlaskClient, event: Any) -> None:
    for number in range(PAGE_SIZE + 1):
        make_registration(event, name=f"Mens {number:03}", registered_at=utc(2026, 1, 1, number // 60, number % 60))
    assert page_of(Wanted(event.id), 2, PAGE_SIZE + 1).rows[0].name == "Mens 100"
    assert page_of(Wanted(event.id), 99, PAGE_SIZE + 1).number == 2
    assert "Mens 100" not in organiser.get("/manage/events/kracht/attendees").text
    assert "Mens 100" in organiser.get("/manage/events/kracht/attendees?page=2").text


def test_looking_at_the_list_is_written_down(organiser: FlaskClient, event: Any) -> None:
    organiser.get("/manage/events/kracht/attendees")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.event_id, entry.details) == (
        "attendees.viewed",
        event.id,
        {"state": "confirmed", "page": 1},
    )


@pytest.mark.parametrize(
    ("role", "codes"), [(VIEWER, [200, 403, 403]), (HELPER, [403, 403, 403]), (ORGANISER, [200, 200, 200])]
)
def test_roles_reach_as_far_as_they_should(
    client: FlaskClient, network: Any, event: Any, role: str, codes: list[int]
) -> None:
    sign_in(client, make_member(network, role))
    pages = ("attendees", "attendees/add", "attendees/export")
    assert [client.get(f"/manage/events/kracht/{page}").status_code for page in pages] == codes


def test_another_networks_organiser_finds_nothing(client: FlaskClient, event: Any) -> None:
    registration = make_registration(event)
    sign_in(client, make_member(make_network(), ORGANISER))
    for page in (
        "attendees",
        "attendees/add",
        "attendees/export",
        "attendees/export/file",
        f"attendees/{registration.id}/cancel",
    ):
        assert client.get(f"/manage/events/kracht/{page}").status_code == 404


def test_people_of_another_event_cannot_be_reached_by_their_number(organiser: FlaskClient, event: Any) -> None:
    stranger = make_registration(make_event())
    assert organiser.get(f"/manage/events/kracht/attendees/{stranger.id}/cancel").status_code == 404
    assert send(organiser, f"/manage/events/kracht/attendees/{stranger.id}/cancel").status_code == 404
    assert db.session.get(Registration, stranger.id).state == CONFIRMED


def add(client: FlaskClient, **answers: str) -> Any:
    filled = {"name": "Noor Peeters", "email": "Noor@Example.org", "language": "nl", **answers}
    return send(client, "/manage/events/kracht/attendees/add", **filled)


def test_someone_is_added_by_hand_and_told(organiser: FlaskClient, event: Any) -> None:
    assert add(organiser, organisation="De Brug", remark="Rolstoel", tell="y").status_code == 303
    row = db.session.scalars(select(Registration)).one()
    assert (row.name, row.email, row.organisation, row.remark, row.state) == (
        "Noor Peeters", "noor@example.org", "De Brug", "Rolstoel", CONFIRMED,
    )  # fmt: skip
    assert [mail.to_address for mail in db.session.scalars(select(OutboxMessage))] == ["noor@example.org"]


def test_nobody_is_told_where_the_organiser_says_so(organiser: FlaskClient, event: Any) -> None:
    assert add(organiser).status_code == 303
    row = db.session.scalars(select(Registration)).one()
    assert send(organiser, f"/manage/events/kracht/attendees/{row.id}/cancel").status_code == 303
    assert db.session.get(Registration, row.id).state == CANCELLED
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_a_full_event_takes_someone_only_on_purpose(organiser: FlaskClient, event: Any) -> None:
    event.capacity = 1
    db.session.commit()
    make_registration(event)
    refused = add(organiser, remark="Staat al klaar")
    assert refused.status_code == 422
    assert "Staat al klaar" in refused.text
    assert 'name="overbook"' in refused.text
    assert add(organiser, overbook="y").status_code == 303


def test_the_overbooking_question_is_asked_only_where_it_is_one(organiser: FlaskClient, event: Any) -> None:
    assert 'name="overbook"' not in organiser.get("/manage/events/kracht/attendees/add").text


def test_whoever_is_on_the_list_is_not_added_twice(organiser: FlaskClient, event: Any) -> None:
    make_registration(event, email="noor@example.org")
    answer = add(organiser)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_a_cancelled_person_is_told(organiser: FlaskClient, event: Any) -> None:
    row = make_registration(event, email="noor@example.org")
    assert send(organiser, f"/manage/events/kracht/attendees/{row.id}/cancel", tell="y").status_code == 303
    assert [mail.to_address for mail in db.session.scalars(select(OutboxMessage))] == ["noor@example.org"]


def test_a_confirmation_goes_out_again_but_not_to_who_cancelled(organiser: FlaskClient, event: Any) -> None:
    here, gone = make_registration(event, email="here@example.org"), make_registration(event, state=CANCELLED)
    for row in (here, gone):
        assert send(organiser, f"/manage/events/kracht/attendees/{row.id}/confirmation").status_code == 303
    assert [mail.to_address for mail in db.session.scalars(select(OutboxMessage))] == ["here@example.org"]
