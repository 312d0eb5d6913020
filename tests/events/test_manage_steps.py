"""Leading an event through its life, and who may."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.models import ANNOUNCED, DRAFT, PUBLISHED, Event
from eventhub.networks.models import VIEWER
from tests.events.test_manage import MEETING, _make, _one, _signed_in
from tests.factories import make_event, make_network


@pytest.fixture(autouse=True)
def _no_form_tokens(app: Flask) -> Iterator[None]:
    """Form tokens have tests of their own."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.mark.parametrize("page", ["", "/edit", "/preview", "/picture", "/cancel", "/publish", "/delete"])
def test_event_of_another_network_does_not_exist(client: FlaskClient, page: str) -> None:
    make_event(make_network(), slug="elders", state=DRAFT)
    _signed_in(client)
    assert client.get(f"/manage/events/elders{page}").status_code == 404


def test_who_may_only_look_does_not_change(client: FlaskClient) -> None:
    network = _signed_in(client, VIEWER)
    make_event(network, slug="dag")
    pages = ["/manage/events/dag", "/manage/events/dag/edit", "/manage/events/dag/cancel", "/manage/events/new"]
    assert [client.get(page).status_code for page in pages] == [200, 403, 403, 403]


def test_network_of_others_is_no_choice(client: FlaskClient) -> None:
    _signed_in(client)
    make_network(slug="elders")
    assert _make(client, network="elders").status_code == 404


def test_strangers_are_led_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/manage/events/new")
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("step", "state", "after"),
    [
        ("publish", DRAFT, PUBLISHED), ("announce", DRAFT, ANNOUNCED), ("cancel", PUBLISHED, "cancelled"),
        ("postpone", PUBLISHED, "postponed"), ("reschedule", "postponed", ANNOUNCED),
        ("reinstate", "cancelled", ANNOUNCED), ("withdraw", ANNOUNCED, DRAFT),
    ],
)  # fmt: skip
def test_each_step_has_a_page_that_confirms_it(client: FlaskClient, step: str, state: str, after: str) -> None:
    network = _signed_in(client)
    make_event(network, slug="dag", state=state, contact_email="info@example.org", published_at=None)
    page = client.get(f"/manage/events/dag/{step}")
    sent = {**MEETING, "reason-nl": "Ziekte", "starts_on": "1.9.2027"}
    answer = client.post(f"/manage/events/dag/{step}", data=sent)
    assert (page.status_code, answer.status_code, _one().state) == (200, 303, after)
    assert client.get("/manage/events/dag").status_code == 200


def test_draft_is_deleted_after_asking(client: FlaskClient) -> None:
    network = _signed_in(client)
    make_event(network, slug="dag", state=DRAFT)
    assert client.post("/manage/events/dag/delete").location == "/manage/"
    assert db.session.scalar(select(Event)) is None


@pytest.mark.parametrize(
    ("step", "state", "words"),
    [
        ("cancel", PUBLISHED, "Tell people why"), ("delete", PUBLISHED, "This is not possible now"),
        ("publish", ANNOUNCED, "Say whom people can ask"), ("reschedule", "postponed", "Say on which day"),
    ],
)  # fmt: skip
def test_refused_step_says_why(client: FlaskClient, step: str, state: str, words: str) -> None:
    network = _signed_in(client)
    make_event(network, slug="dag", state=state)
    answer = client.post(f"/manage/events/dag/{step}", data={"zone": "Europe/Brussels"})
    assert (answer.status_code, words in answer.text, _one().state) == (422, True, state)


def test_unknown_step_is_no_page(client: FlaskClient) -> None:
    network = _signed_in(client)
    make_event(network, slug="dag")
    assert client.get("/manage/events/dag/explode").status_code == 404


@pytest.mark.parametrize(("step", "state"), [("publish", PUBLISHED), ("announce", ANNOUNCED)])
def test_a_button_pressed_twice_leads_on(client: FlaskClient, step: str, state: str) -> None:
    network = _signed_in(client)
    make_event(network, slug="dag", state=state)
    answer = client.post(f"/manage/events/dag/{step}")
    assert (answer.status_code, answer.location, _one().state) == (303, "/manage/events/dag", state)
