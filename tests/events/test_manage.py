"""Making and editing events in the browser's words: forms, refusals, lost updates, strangers."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.models import DRAFT, PUBLISHED, Event
from eventhub.networks.models import ORGANISER
from tests.events.rows import loaded
from tests.factories import make_event, make_member, make_network, make_theme, sign_in, utc


@pytest.fixture(autouse=True)
def _no_form_tokens(app: Flask) -> Any:
    """Form tokens have tests of their own."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


MEETING = {
    "kind": "network_meeting", "title-nl": "Samen sterk", "starts_on": "2027-05-20", "starts_time": "09:30",
    "ends_time": "12:30", "zone": "Europe/Brussels", "attendance": "on_site", "place_name": "De Brug",
    "takes_registrations": "y", "contact_email": "info@example.org", "languages": "nl", "shown_parts": "place",
}  # fmt: skip


def _signed_in(client: FlaskClient, role: str = ORGANISER, **network: Any) -> Any:
    made = make_network(**{"slug": "stek", "contact_email": "info@example.org", **network})
    sign_in(client, make_member(made, role))
    return made


def _one() -> Event:
    db.session.rollback()
    return loaded(db.session.scalars(select(Event)).one())


def _make(client: FlaskClient, **changes: Any) -> Any:
    return client.post("/manage/events/new", data={**MEETING, "network": "stek", **changes})


def test_new_event_begins_with_a_kind(client: FlaskClient) -> None:
    _signed_in(client)
    page = client.get("/manage/events/new").text
    assert "/manage/events/new?network=stek&amp;kind=training" in page
    form = client.get("/manage/events/new?network=stek&kind=launch_webinar").text
    assert 'value="13:00"' in form
    assert 'value="15:00"' in form
    assert 'value="info@example.org"' in form


def test_draft_is_saved_with_a_title_alone(client: FlaskClient) -> None:
    _signed_in(client)
    answer = _make(client, starts_on="", place_name="")
    event = _one()
    assert (answer.status_code, answer.location) == (303, "/manage/events/samen-sterk")
    assert (event.state, event.starts_at, event.slug) == (DRAFT, None, "samen-sterk")


def test_event_is_published_from_the_form(client: FlaskClient) -> None:
    _signed_in(client)
    assert _make(client, then="publish").status_code == 303
    event = _one()
    assert (event.state, event.starts_at, event.ends_at) == (
        PUBLISHED,
        utc(2027, 5, 20, 7, 30),
        utc(2027, 5, 20, 10, 30),
    )
    assert event.registration_closes_at == utc(2027, 5, 17, 21, 59)
    assert (event.sequence, event.version, event.revised_at is None) == (0, 2, False)


def test_publishing_takes_two_pages_and_three_typed_fields(client: FlaskClient) -> None:
    """From the dashboard: the kinds, then the form; everything else is filled in already."""
    _signed_in(client)
    kinds = client.get("/manage/events/new").text
    assert "kind=network_day" in kinds
    form = client.get("/manage/events/new?network=stek&kind=network_day").text
    filled = _values_of(form)
    typed = {"title-nl": "STEK-dag", "starts_on": "20.5.2027", "place_name": "Vooruit"}
    answer = client.post("/manage/events/new", data={**filled, **typed, "then": "publish"})
    assert (answer.status_code, _one().state, len(typed)) == (303, PUBLISHED, 3)


def _values_of(page: str) -> dict[str, Any]:
    """What a browser would send of a form: hidden and filled inputs, chosen boxes and options."""
    values: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if attributes.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if "name" in attributes:
            values.setdefault(attributes["name"], []).append(attributes.get("value", ""))
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        values[name] = re.findall(r'<option selected value="([^"]*)"', inner)
    return values


def test_what_is_missing_is_said_beside_the_fields_and_nothing_is_kept(client: FlaskClient) -> None:
    _signed_in(client)
    answer = _make(client, then="publish", starts_on="", place_name="", contact_email="")
    assert answer.status_code == 422
    for words in ("Say on which day it takes place.", "Say where it takes place", "Say whom people can ask"):
        assert words in answer.text
    assert 'value="Samen sterk"' in answer.text
    db.session.rollback()
    assert db.session.scalar(select(Event)) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title-nl": ""}, "Give it a title."),
        ({"title-nl": "x" * 201}, "at most 200"),
        ({"starts_on": "31.2.2027"}, "Write the date as day, month and year"),
        ({"starts_time": "half tien"}, "Write the time as hours and minutes"),
        ({"starts_time": ""}, "Say at what time it begins"),
        ({"ends_time": ""}, "Say at what time it ends"),
        ({"ends_time": "09:00"}, "The end is before the beginning."),
        ({"ends_on": "2027-05-01"}, "The end is before the beginning."),
        ({"is_all_day": "y", "ends_on": "2027-05-01"}, "The last day is before the first."),
        ({"starts_on": "2027-03-28", "starts_time": "02:30"}, "This time does not exist on that day"),
        ({"starts_on": "2027-03-28", "starts_time": "01:00", "ends_time": "02:30"}, "This time does not exist"),
        ({"zone": "Mars/Olympus"}, "Not a valid choice"),
        ({"join_url": "javascript:alert(1)"}, "Write a whole web address"),
        ({"capacity": "0"}, "Write a whole number from 1 to 1,000,000, or nothing."),
        ({"capacity": "abc"}, 'id="capacity-error">Write a whole number from 1 to 1,000,000, or nothing. </p>'),
        ({"contact_email": "nobody"}, "Invalid email address"),
        ({"closes_on": "2027-06-20"}, "Registration would close after the event."),
        ({"opens_on": "2027-05-10", "closes_on": "2027-05-09"}, "Registration would close before it opens."),
        ({"changes_on": "2027-06-20"}, "That is after the event."),
        ({"group_size": "1"}, "A group has at least 2 people."),
        ({"themes": "99999"}, "is not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client: FlaskClient, changes: dict[str, str], words: str
) -> None:
    _signed_in(client)
    answer = _make(client, **changes)
    assert (answer.status_code, words in answer.text) == (422, True)
    for name in ("starts_on", "starts_time", "join_url", "capacity"):
        if changes.get(name):
            assert f'value="{changes[name]}"' in answer.text


@pytest.mark.parametrize("changes", [{}, {"is_all_day": "y"}, {"has_open_end": "y", "ends_time": ""}])
def test_a_mistyped_year_is_said_beside_the_last_day(client: FlaskClient, changes: dict[str, str]) -> None:
    _signed_in(client)
    answer = _make(client, ends_on="2072-05-20", **changes)
    assert [answer.status_code, db.session.scalar(select(Event.id))] == [422, None]
    assert 'id="ends_on-error"' in answer.text
    assert "An event lasts at most 5 years." in answer.text
    assert _make(client, ends_on="2032-05-20", **changes).status_code == 303


def test_what_is_missing_is_said_together_with_what_is_wrong(client: FlaskClient) -> None:
    _signed_in(client)
    wrong = {"ends_time": "late", "place_name": "", "contact_email": "", "starts_on": ""}
    answer = _make(client, then="publish", **wrong)
    words = (
        "Write the time as hours and minutes", "Say where it takes place", "Say whom people can ask",
        "Say on which day it takes place.",
    )  # fmt: skip
    assert [answer.status_code, *(part in answer.text for part in words)] == [422, *[True] * 4]
    answer = _make(client, then="announce", **{**wrong, "starts_on": "32.13.2027"})
    assert [part in answer.text for part in words] == [True, False, False, False]
    assert ["Say " in _make(client, **wrong).text, db.session.scalar(select(Event.id))] == [False, None]


def test_a_public_event_says_what_it_would_lose_with_what_is_wrong(client: FlaskClient) -> None:
    event = make_event(_signed_in(client), slug="kracht", contact_email="info@example.org")
    wrong = {**MEETING, "version": event.version, "ends_time": "late", "place_name": "", "place_address": ""}
    page = client.post("/manage/events/kracht/edit", data=wrong).text
    assert ["Write the time as hours" in page, "Say where it takes place" in page] == [True, True]


def test_time_that_comes_twice_is_the_first_and_said(client: FlaskClient) -> None:
    _signed_in(client)
    answer = _make(client, starts_on="2027-10-31", starts_time="02:30")
    assert _one().starts_at == utc(2027, 10, 31, 0, 30)
    assert "comes twice" in client.get(answer.location).text


def test_kinds_of_two_days_last_two_days_unless_told_otherwise(client: FlaskClient) -> None:
    _signed_in(client)
    _make(client, kind="conference")
    assert _one().ends_at == utc(2027, 5, 21, 10, 30)


def test_edit_shows_what_is_stored_and_saving_it_changes_nothing(client: FlaskClient) -> None:
    network = _signed_in(client, languages=["nl", "fr"])
    theme = make_theme(network)
    _make(client, then="publish", **{"themes": str(theme.id), "title-fr": "Ensemble", "has_open_end": "y"})
    before = _one()
    page = client.get(f"/manage/events/{before.slug}/edit").text
    # A textarea's words stand between its tags; this event has none.
    answer = client.post(f"/manage/events/{before.slug}/edit", data=_values_of(page))
    after = _one()
    assert answer.status_code == 303
    assert (after.version, after.sequence, after.fingerprint) == (before.version, before.sequence, before.fingerprint)
    assert (after.title, [theme.id for theme in after.themes]) == ({"nl": "Samen sterk", "fr": "Ensemble"}, [theme.id])


def test_groups_and_changes_are_settings_that_move_along_with_the_event(client: FlaskClient) -> None:
    _signed_in(client)
    wishes = {
        "changes_on": "2027-05-18", "changes_time": "12:00", "group_size": "8", "pass_over_groups": "y",
        "needs_approval": "y", "approves_changes": "y",
    }  # fmt: skip
    _make(client, then="publish", **wishes)
    event = _one()
    assert (event.group_size, event.pass_over_groups, event.approves_changes) == (8, True, True)
    page = _values_of(client.get("/manage/events/samen-sterk/edit").text)
    moments = [event.changes_until_at]
    client.post("/manage/events/samen-sterk/edit", data={**page, "starts_on": "2027-05-27"})
    moments.append(_one().changes_until_at)
    assert moments == [utc(2027, 5, 18, 10), utc(2027, 5, 25, 10)]


def test_address_stays_when_the_title_changes(client: FlaskClient) -> None:
    _signed_in(client)
    _make(client)
    client.post("/manage/events/samen-sterk/edit", data={**MEETING, "title-nl": "Anders", "version": "1"})
    assert (_one().slug, _one().title, _one().version) == ("samen-sterk", {"nl": "Anders"}, 2)


def test_own_save_in_another_window_is_called_that(client: FlaskClient) -> None:
    _signed_in(client)
    _make(client)
    for capacity, status in (("30", 303), ("40", 422)):
        data = {**MEETING, "capacity": capacity, "version": "1"}
        answer = client.post("/manage/events/samen-sterk/edit", data=data)
        assert answer.status_code == status
    assert "You saved this event in another window meanwhile" in answer.text
    assert "Someone else" not in answer.text


def test_who_saves_second_is_warned_and_may_overwrite(app: Flask, client: FlaskClient) -> None:
    network = _signed_in(client)
    _make(client)
    colleague = app.test_client()
    sign_in(colleague, make_member(network, ORGANISER))
    first = colleague.post("/manage/events/samen-sterk/edit", data={**MEETING, "place_name": "Vooruit", "version": "1"})
    second = client.post("/manage/events/samen-sterk/edit", data={**MEETING, "capacity": "40", "version": "1"})
    assert (first.status_code, second.status_code) == (303, 422)
    assert "Someone else saved this event" in second.text
    assert "<dd>Vooruit</dd>" in second.text
    assert 'value="De Brug"' in second.text
    assert 'name="version" value="2"' in second.text
    assert (_one().place_name, _one().capacity) == ("Vooruit", None)
    client.post("/manage/events/samen-sterk/edit", data={**MEETING, "capacity": "40", "version": "2"})
    assert (_one().place_name, _one().capacity, _one().version) == ("De Brug", 40, 3)


def test_public_event_keeps_what_its_state_needs(client: FlaskClient) -> None:
    _signed_in(client)
    _make(client, then="publish")
    answer = client.post("/manage/events/samen-sterk/edit", data={**MEETING, "starts_on": "", "version": "2"})
    assert (answer.status_code, "Say on which day" in answer.text, _one().starts_at is None) == (422, True, False)


def test_copy_takes_everything_but_the_date(client: FlaskClient) -> None:
    network = _signed_in(client)
    make_event(network, slug="vorig", title="Vorig jaar", state=PUBLISHED, place_name="Vooruit", capacity=80)
    page = client.get("/manage/events/new?network=stek&copy=vorig").text
    for value in ("Vorig jaar", "Vooruit", "80", "vorig"):
        assert f'value="{value}"' in page
    client.post("/manage/events/new", data={**_values_of(page), "starts_on": "2027-09-01"})
    copy = db.session.scalars(select(Event).where(Event.slug == "vorig-jaar")).one()
    assert (copy.state, copy.capacity, copy.uid != copy.slug) == (DRAFT, 80, True)


def test_registration_moves_along_with_the_date(client: FlaskClient) -> None:
    _signed_in(client)
    _make(client, closes_on="2027-05-10", closes_time="23:59")
    address = f"/manage/events/{_one().slug}/edit"
    moved = {"starts_on": "2027-06-03"}
    page = client.post(address, data={**_values_of(client.get(address).text), **moved}, follow_redirects=True).text
    assert _one().registration_closes_at == utc(2027, 5, 24, 21, 59)
    assert "Registration moved along with the date" in page
    typed = {"starts_on": "2027-06-17", "closes_on": "2027-06-02"}
    client.post(address, data={**_values_of(client.get(address).text), **typed})
    assert _one().registration_closes_at == utc(2027, 6, 2, 21, 59)
