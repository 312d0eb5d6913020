"""The event's page, through the life of an event."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.kinds import ALL_PARTS, DESCRIPTION
from eventhub.events.models import Event
from eventhub.materials.models import Material
from tests.factories import make_event, make_network, make_registration, make_theme, save, utc
from tests.pages.queries import counted_queries

MOST_QUERIES = 6
PAYLOAD = "</script><script>alert(1)</script>'\"<b>"


def page(client: FlaskClient, event: Event, language: str = "en") -> str:
    answer = client.get(f"/events/{event.slug}?lang={language}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def words(html: str) -> str:
    """The text of the page's main part, on one line."""
    main = html.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def structured(html: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    )
    return found


def make_link(event: Event, **values: Any) -> Material:
    now = clock.now()
    defaults = {"kind": "link", "title": "Opname", "url": "https://example.org/v", "link_kind": "recording"}
    return save(Material(event_id=event.id, created_at=now, updated_at=now, **{**defaults, **values}))


def test_open_event_tells_what_when_where_and_leads_to_the_form(client: FlaskClient) -> None:
    network = make_network(name="De STEK")
    event = make_event(network, capacity=12, shown_parts=list(ALL_PARTS), starts_at=utc(2030, 2, 14, 12))
    make_registration(event)
    html = page(client, event)
    text = words(html)
    for expected in (
        "De kracht van nabijheid", "Thursday, 14 February 2030", "13:00–15:00 (Brussels time)",
        "Buurthuis De Brug", "Kerkstraat 1, 9000 Gent", "11 places left", "De STEK",
    ):  # fmt: skip
        assert expected in text
    assert f'<a class="btn" href="/events/{event.slug}/register">Register</a>' in html


def test_places_are_not_told_where_the_organiser_hides_them(client: FlaskClient) -> None:
    assert "12 places left" not in words(page(client, make_event(capacity=12, shown_parts=[DESCRIPTION])))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"state": "announced"}, "The date is certain, the details follow."),
        ({"capacity": 0}, "All places are taken."),
        ({"takes_registrations": False}, "You do not need to register."),
        ({"state": "cancelled", "state_reason": {"nl": "De spreker is ziek."}}, "De spreker is ziek."),
        ({"state": "postponed"}, "A new date follows."),
        ({"starts_at": utc(2020, 1, 1, 12)}, "This event has taken place."),
        ({"registration_closes_at": utc(2020, 1, 1)}, "Registration has closed."),
        (
            {"starts_at": utc(2030, 5, 1), "registration_opens_at": utc(2030, 2, 14, 8)},
            "Registration opens on Thursday, 14 February 2030, 09:00 (Brussels time).",
        ),
    ],
)
def test_event_that_takes_nobody_says_why_and_has_no_way_to_the_form(
    client: FlaskClient, values: dict[str, Any], expected: str
) -> None:
    event = make_event(**values)
    html = page(client, event)
    assert expected in words(html)
    assert f"/events/{event.slug}/register" not in html


@pytest.mark.parametrize(
    ("state", "look"), [("announced", "date network-{} open"), ("cancelled", "date network-{} off")]
)
def test_date_block_looks_its_part(client: FlaskClient, state: str, look: str) -> None:
    event = make_event(state=state)
    assert f'class="{look.format(event.network_id)}"' in page(client, event)


def test_past_event_shows_what_remains_first(client: FlaskClient) -> None:
    event = make_event(starts_at=utc(2020, 1, 1, 12), shown_parts=list(ALL_PARTS), description={"nl": "Een verhaal"})
    make_link(event)
    make_link(event, title="Alleen voor wie er was", audience="registrants")
    html = page(client, event)
    assert 'href="#materials"' in html
    assert words(html).index("Opname") < words(html).index("Een verhaal")
    assert "Alleen voor wie er was" not in html


def test_draft_does_not_exist_for_the_public(client: FlaskClient) -> None:
    assert client.get(f"/events/{make_event(state='draft').slug}").status_code == 404


def test_link_to_join_is_nowhere_in_the_page(client: FlaskClient) -> None:
    event = make_event(attendance="online", join_url="https://meet.example.org/secret-room")
    assert "secret-room" not in page(client, event)


def test_calendar_links_carry_the_moment_and_the_page(client: FlaskClient) -> None:
    event = make_event(make_network(slug="stek"), slug="dag", starts_at=utc(2030, 2, 14, 12))
    html = unescape(page(client, event))
    assert "dates=20300214T120000Z%2F20300214T140000Z" in html
    assert "startdt=2030-02-14T12%3A00%3A00Z&enddt=2030-02-14T14%3A00%3A00Z" in html
    assert "webcal://localhost/networks/stek.ics" in html
    assert "/events/dag.ics" in html


def test_all_day_event_goes_into_calendars_without_times(client: FlaskClient) -> None:
    event = make_event(starts_at=utc(2030, 2, 13, 23), ends_at=utc(2030, 2, 14, 23), is_all_day=True)
    html = unescape(page(client, event))
    assert "dates=20300214%2F20300215" in html
    assert "startdt=2030-02-14&enddt=2030-02-15&allday=true" in html


def test_search_engines_read_the_event(client: FlaskClient) -> None:
    event = make_event(
        make_network(slug="stek", name="De STEK"), slug="dag", starts_at=utc(2030, 2, 14, 12),
        summary={"nl": "Samen leren"}, languages=["nl"],
    )  # fmt: skip
    found = structured(page(client, event))
    assert found == {
        "@context": "https://schema.org", "@type": "Event", "name": "De kracht van nabijheid",
        "description": "Samen leren", "url": "http://localhost/events/dag", "inLanguage": ["nl"],
        "startDate": "2030-02-14T13:00:00+01:00", "endDate": "2030-02-14T15:00:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": [{"@type": "Place", "name": "Buurthuis De Brug", "address": "Kerkstraat 1, 9000 Gent"}],
        "organizer": [{"@type": "Organization", "name": "De STEK", "url": "http://localhost/networks/stek"}],
    }  # fmt: skip


def test_search_engines_learn_of_a_cancellation(client: FlaskClient) -> None:
    assert structured(page(client, make_event(state="cancelled")))["eventStatus"] == "https://schema.org/EventCancelled"


def test_what_people_write_cannot_leave_its_place(client: FlaskClient) -> None:
    texts = {"nl": PAYLOAD}
    event = make_event(
        title=texts, summary=texts, description=texts, place_name=PAYLOAD, place_address=PAYLOAD, contact_name=PAYLOAD,
        place_directions=texts, place_accessibility=texts, state="cancelled", state_reason=texts,
        shown_parts=list(ALL_PARTS), network=make_network(name=PAYLOAD), themes=[],
    )  # fmt: skip
    html = page(client, event)
    assert "<script>alert" not in html
    assert "'\"<b>" not in html
    assert structured(html)["name"] == PAYLOAD


def test_text_in_another_language_says_which(client: FlaskClient) -> None:
    event = make_event(title={"nl": "Samen sterk"})
    html = page(client, event, "fr")
    assert '<html lang="fr">' in html
    assert '<h1 lang="nl">Samen sterk</h1>' in html


def test_page_has_one_address_in_every_language(client: FlaskClient) -> None:
    event = make_event(slug="dag", title={"nl": "Dag", "fr": "Jour"})
    html = page(client, event, "fr")
    assert '<link rel="canonical" href="http://localhost/events/dag">' in html
    assert '<link rel="alternate" hreflang="nl" href="http://localhost/events/dag?lang=nl">' in html


def test_page_sets_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get(f"/events/{make_event().slug}").headers


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_database_a_fixed_number_of_times(app: Flask, rows: int) -> None:
    network = make_network()
    event = make_event(
        network, shown_parts=list(ALL_PARTS), co_networks=[make_network() for _ in range(rows)],
        themes=[make_theme(network) for _ in range(rows)],
    )  # fmt: skip
    for _ in range(rows):
        make_link(event)
        make_registration(event)
    slug = event.slug
    db.session.remove()
    with counted_queries() as sent:
        assert app.test_client().get(f"/events/{slug}").status_code == 200
    assert len(sent) == 3
    assert len(sent) <= MOST_QUERIES


def test_running_event_says_now(client: FlaskClient) -> None:
    event = make_event(starts_at=clock.now() - timedelta(minutes=30))
    assert "Now" in words(page(client, event))
