"""How feeds answer over HTTP."""

import gzip
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventhub import clock
from eventhub.app import create_app
from eventhub.database.model import db
from eventhub.events.life import announce_event, cancel_event, withdraw_to_draft
from eventhub.events.models import ANNOUNCED, DRAFT
from tests.conftest import test_settings
from tests.factories import make_event, make_network, make_theme, save
from tests.feeds.reading import lines_of, loaded, value


def state_of(client: FlaskClient, address: str = "/calendar.ics") -> tuple[str, str]:
    """What a client keeps to ask whether anything changed."""
    response = client.get(address)
    assert response.status_code == 200
    return response.headers["ETag"], response.headers["Last-Modified"]


def ask_again(client: FlaskClient, etag: str, modified: str, address: str = "/calendar.ics") -> tuple[int, int]:
    """The answers to the tag alone and to the date alone."""
    by_tag = client.get(address, headers={"If-None-Match": etag})
    by_date = client.get(address, headers={"If-Modified-Since": modified})
    return by_tag.status_code, by_date.status_code


def header_set(response: TestResponse) -> dict[str, str | None]:
    names = (
        "Cache-Control",
        "Access-Control-Allow-Origin",
        "Vary",
        "X-Robots-Tag",
        "Content-Disposition",
        "Set-Cookie",
    )
    return {name: response.headers.get(name) for name in names}


def test_two_fetches_give_the_same_bytes(client: FlaskClient) -> None:
    make_event()
    first, second = client.get("/calendar.ics"), client.get("/calendar.ics")
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["Last-Modified"] == second.headers["Last-Modified"]


def test_public_feed_may_be_cached_and_read_by_web_calendars(client: FlaskClient) -> None:
    make_event()
    assert header_set(client.get("/calendar.ics")) == {
        "Cache-Control": "public, max-age=900, stale-while-revalidate=3600",
        "Access-Control-Allow-Origin": "*",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": 'inline; filename="calendar.ics"',
        "Set-Cookie": None,
    }


def test_unchanged_feed_is_not_sent_again(client: FlaskClient) -> None:
    make_event()
    etag, modified = state_of(client)
    again = client.get("/calendar.ics", headers={"If-None-Match": etag, "Accept-Encoding": "gzip"})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Cache-Control"].startswith("public")
    assert again.headers["Vary"] == "Accept-Encoding"
    assert ask_again(client, etag, modified) == (304, 304)
    assert ask_again(client, 'W/"another"', "Mon, 01 Jan 2024 00:00:00 GMT") == (200, 200)


def test_edit_is_a_new_state(client: FlaskClient) -> None:
    event = make_event()
    kept = state_of(client)
    event.title = {"nl": "Een andere titel"}
    event.version, event.updated_at = event.version + 1, clock.now()
    save(event)
    assert ask_again(client, *kept) == (200, 200)
    assert "Een andere titel" in client.get("/calendar.ics").text


def test_cancelling_is_a_new_state(client: FlaskClient) -> None:
    event = make_event()
    kept = state_of(client)
    cancel_event(loaded(event), reason={"nl": "De zaal is weg."}, actor_id=None, now=clock.now())
    db.session.commit()
    assert ask_again(client, *kept) == (200, 200)
    assert "STATUS:CANCELLED" in client.get("/calendar.ics").text


def test_removal_is_a_new_state(client: FlaskClient) -> None:
    make_event()
    removed = make_event(state=ANNOUNCED)
    kept = state_of(client)
    removed.state, removed.updated_at = DRAFT, clock.now()
    save(removed)
    assert ask_again(client, *kept) == (200, 200)
    assert removed.uid not in client.get("/calendar.ics").text


def test_another_name_of_a_network_or_theme_is_a_new_state(client: FlaskClient) -> None:
    network = make_network(name="De Kade")
    theme = make_theme(network, name={"nl": "Wonen"})
    make_event(network, themes=[theme])
    kept = state_of(client)
    theme.name = {"nl": "Werken"}
    save(theme)
    assert ask_again(client, *kept) == (200, 200)
    kept = state_of(client)
    network.name = "Het Plein"
    save(network)
    assert ask_again(client, *kept) == (200, 200)
    text = client.get("/calendar.ics").text
    assert ("Wonen" in text, "Werken" in text, "De Kade" in text, "Het Plein" in text) == (False, True, False, True)


def test_change_elsewhere_leaves_a_network_feed_unchanged(client: FlaskClient) -> None:
    network, other = make_network(), make_network()
    make_event(network)
    kept = state_of(client, f"/networks/{network.slug}.ics")
    make_event(other)
    assert ask_again(client, *kept, f"/networks/{network.slug}.ics") == (304, 304)


def test_change_within_the_same_second_is_seen_by_clients_that_keep_dates(client: FlaskClient) -> None:
    with time_machine.travel(clock.now().replace(microsecond=0), tick=False):
        make_event()
        kept = state_of(client)
        make_event()
        later = state_of(client)
        first, second = (parsedate_to_datetime(modified) for _, modified in (kept, later))
        assert second - first == timedelta(seconds=1)
        assert first.tzinfo == UTC


def test_head_answers_like_get_without_a_body(client: FlaskClient) -> None:
    make_event()
    get, head = client.get("/calendar.ics"), client.head("/calendar.ics")
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Last-Modified"):
        assert head.headers[name] == get.headers[name]


def test_feed_is_compressed_when_asked(client: FlaskClient) -> None:
    make_event()
    plain = client.get("/calendar.ics")
    zipped = client.get("/calendar.ics", headers={"Accept-Encoding": "gzip, br"})
    refused = client.get("/calendar.ics", headers={"Accept-Encoding": "gzip;q=0"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data == refused.data
    assert zipped.headers["ETag"] == plain.headers["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_feed_can_only_be_read(client: FlaskClient, method: str) -> None:
    response = getattr(client, method)("/calendar.ics")
    assert (response.status_code, response.mimetype) == (405, "text/plain")


@pytest.mark.parametrize(
    "address", ["/networks/none.ics", "/themes/none.ics", "/events/none.ics", "/me/none.ics", "/me/W10.x.ics"]
)
def test_unknown_feed_is_plain_404(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype, response.headers["X-Robots-Tag"]) == (404, "text/plain", "noindex")


def test_feed_of_a_broken_database_is_never_200(tmp_path: Path) -> None:
    app = create_app(test_settings(tmp_path, database_url="postgresql+psycopg://nobody@127.0.0.1:9/none"))
    response = app.test_client().get("/calendar.ics")
    assert (response.status_code, response.mimetype, response.headers["Retry-After"]) == (503, "text/plain", "5")


def test_type_does_not_depend_on_what_a_client_accepts(client: FlaskClient) -> None:
    make_event()
    response = client.get("/calendar.ics", headers={"Accept": "text/html"})
    assert response.content_type == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("address", ["/events/forum", "/networks/brug", "/themes/wonen", "/me/WyJhIiwxXQ.x-y_z"])
def test_a_page_and_its_calendar_have_addresses_of_their_own(app: Flask, address: str) -> None:
    urls = app.url_map.bind("localhost")
    page, calendar = urls.match(address)[0], urls.match(f"{address}.ics")[0]
    assert (page.startswith("feeds."), calendar.startswith("feeds.")) == (False, True)


def test_withdrawn_announcement_leaves_at_once_and_returns_as_a_later_revision(client: FlaskClient) -> None:
    event = loaded(make_event(state=DRAFT, revised_at=None))
    announce_event(event, actor_id=None, now=clock.now())
    db.session.commit()
    assert event.uid in client.get("/calendar.ics").text
    withdraw_to_draft(loaded(event), actor_id=None, now=clock.now())
    db.session.commit()
    assert event.uid not in client.get("/calendar.ics").text
    announce_event(loaded(event), actor_id=None, now=clock.now())
    db.session.commit()
    assert value(lines_of(client, "/calendar.ics"), "SEQUENCE") == "1"
