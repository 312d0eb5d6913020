"""Pages from memory: the same as fresh ones, for exactly as long as nothing changed."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text, update

from eventhub import clock
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.kinds import ALL_PARTS
from eventhub.events.models import DRAFT, Event
from eventhub.mail.models import OutboxMessage
from tests.factories import make_event, make_network, make_registration, save, utc
from tests.pages.queries import counted_queries

KEPT = {
    "agenda.upcoming", "agenda.month", "agenda.networks", "agenda.themes", "agenda.network", "agenda.theme",
    "event.show", "feeds.hub", "feeds.network", "feeds.theme", "feeds.event",
}  # fmt: skip


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    """A page lives until the minute is over; no test may depend on where in the minute it runs."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
def shown(app: Flask) -> Event:
    return make_event(slug="dag", capacity=2, shown_parts=list(ALL_PARTS))


def body(client: FlaskClient, path: str = "/events/dag", **headers: str) -> str:
    answer = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def is_kept(client: FlaskClient, path: str = "/events/dag", **headers: str) -> bool:
    """Whether the next answer comes from memory: it asks the database nothing but how often the hub changed."""
    with counted_queries() as sent:
        body(client, path, **headers)
    return sent == []


def test_only_these_views_are_kept(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if getattr(view, "is_kept", False)} == KEPT


@pytest.mark.parametrize("path", ["/", "/?q=dag", "/events/dag", "/calendar.ics", "/events/dag.ics", "/networks"])
def test_the_second_answer_is_the_first(client: FlaskClient, shown: Event, path: str) -> None:
    first = client.get(path)
    with counted_queries() as sent:
        second = client.get(path)
    assert sent == []
    assert second.data == first.data
    own = {"X-Request-Id", "Date"}
    assert {k: v for k, v in second.headers if k not in own} == {k: v for k, v in first.headers if k not in own}
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]


def test_a_place_taken_shows_at_once(client: FlaskClient, shown: Event) -> None:
    assert "2 places left" in body(client, Accept_Language="en")
    make_registration(shown)
    assert "1 place left" in body(client, Accept_Language="en")
    make_registration(shown)
    assert "Full" in body(client, Accept_Language="en")


def test_a_change_by_another_process_shows_at_once(client: FlaskClient, shown: Event) -> None:
    body(client)
    assert is_kept(client)
    other = create_engine(db.engine.url)
    with other.begin() as connection:
        connection.execute(update(Event).where(Event.id == shown.id).values(place_name="Het Zandkasteel"))
    other.dispose()
    assert "Het Zandkasteel" in body(client)


def test_statements_written_by_hand_count_as_changes(client: FlaskClient, shown: Event) -> None:
    body(client)
    with transaction():
        db.session.execute(text("UPDATE event SET place_name = 'Het Zandkasteel' WHERE slug = 'dag'"))
    assert "Het Zandkasteel" in body(client)


def test_what_is_dropped_is_no_change(client: FlaskClient, shown: Event) -> None:
    body(client)
    db.session.execute(update(Event).values(place_name="Nergens"))
    db.session.rollback()
    assert is_kept(client)


def test_mail_on_its_way_is_no_change(client: FlaskClient, shown: Event) -> None:
    body(client)
    values: dict[str, Any] = {"kind": "x", "to_address": "noor@example.org", "language": "nl", "subject": "x"}
    save(
        OutboxMessage(
            message_id="<1@example.org>", text="", html="", due_at=clock.now(), created_at=clock.now(), **values
        )
    )
    assert is_kept(client)


def test_a_change_while_a_page_is_made_is_not_missed(client: FlaskClient, shown: Event) -> None:
    """The page may hold the state before the change; it must not be taken for the state after it."""
    other, changed = create_engine(db.engine.url), []

    def change(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM material" in statement and not changed:
            changed.append(statement)
            with other.begin() as connection:
                connection.execute(update(Event).where(Event.id == shown.id).values(place_name="Het Zandkasteel"))

    event.listen(db.engine, "after_cursor_execute", change)
    try:
        assert "Het Zandkasteel" not in body(client)
    finally:
        event.remove(db.engine, "after_cursor_execute", change)
        other.dispose()
    assert changed
    assert "Het Zandkasteel" in body(client)


def test_registration_opens_on_the_minute(app: Flask, client: FlaskClient) -> None:
    opens = utc(2027, 3, 1, 9, 0)
    with time_machine.travel(opens - timedelta(seconds=1), tick=False) as clock_hand:
        make_event(slug="dag", starts_at=opens + timedelta(days=9), ends_at=opens + timedelta(days=9, hours=2),
                   registration_opens_at=opens)  # fmt: skip
        assert "Registration opens later" in body(client, Accept_Language="en")
        assert is_kept(client, Accept_Language="en")
        clock_hand.move_to(opens)
        assert "Registration opens later" not in body(client, Accept_Language="en")


def test_each_language_has_its_page(client: FlaskClient, shown: Event) -> None:
    for language in ("nl", "en", "fi", "nl", "en"):
        assert f'<html lang="{language}"' in body(client, Accept_Language=f"{language};q=0.9, *;q=0.1")
        client.set_cookie("language", language)
        assert f'<html lang="{language}"' in body(client, Accept_Language="da")
        client.delete_cookie("language")
    assert is_kept(client, Accept_Language="nl-BE, nl;q=0.8")


def test_who_brings_more_gets_a_page_of_their_own(client: FlaskClient, shown: Event) -> None:
    body(client)
    assert is_kept(client)
    assert not is_kept(client, Authorization="Bearer x")
    client.set_cookie("session", "x")
    assert not is_kept(client)


def test_who_has_the_page_gets_304(client: FlaskClient, shown: Event) -> None:
    tag = client.get("/events/dag").headers["ETag"]
    for _ in range(2):
        answer = client.get("/events/dag", headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == tag
        assert "Content-Security-Policy" in answer.headers
    make_registration(shown)
    assert client.get("/events/dag", headers={"If-None-Match": tag}).status_code == 200


def test_head_has_the_headers_and_no_body(client: FlaskClient, shown: Event) -> None:
    whole = client.get("/events/dag")
    head = client.head("/events/dag")
    assert head.data == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"] == str(len(whole.data))


def test_compressed_and_plain_are_kept_apart(client: FlaskClient, shown: Event) -> None:
    plain = client.get("/events/dag").data
    for _ in range(2):
        zipped = client.get("/events/dag", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(zipped.data) == plain
        assert client.get("/events/dag", headers={"Accept-Encoding": "gzip;q=0"}).data == plain


def test_what_goes_away_is_gone(client: FlaskClient, shown: Event) -> None:
    body(client)
    shown.state = DRAFT
    db.session.commit()
    assert client.get("/events/dag").status_code == 404
    assert client.get("/events/dag").status_code == 404


def test_a_page_of_an_untrusted_host_is_not_kept(client: FlaskClient, shown: Event) -> None:
    for _ in range(2):
        assert client.get("/events/dag", headers={"Host": "evil.example.org"}).status_code == 400


def test_networks_do_not_share_pages(app: Flask, client: FlaskClient) -> None:
    first, second = make_network(name="Eerste Lijn"), make_network(name="Tweede Lijn")
    for _ in range(2):
        assert "Eerste Lijn" in body(client, f"/networks/{first.slug}")
        assert "Tweede Lijn" in body(client, f"/networks/{second.slug}")
