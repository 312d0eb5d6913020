"""The demo's mailbox shows what would have been sent, and lets nothing in it act."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError

from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.database.model import db
from eventhub.mail.words import Words
from tests.conftest import SECRET
from tests.factories import make_network, utc
from tests.mail.outbox import write

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def visitor(app: Flask) -> Iterator[FlaskClient]:
    """A visitor of the same installation with the demo on."""
    demo = create_app(app.extensions["settings"].model_copy(update={"demo": True}))
    yield demo.test_client()
    with demo.app_context():
        db.engine.dispose()
    demo.extensions["jobs"].huey.storage.close()


def test_mailbox_without_mails_says_how_to_get_one(visitor: FlaskClient) -> None:
    page = visitor.get("/demo/mail")
    assert page.status_code == 200
    assert "Register for an event" in page.text


def test_mailbox_shows_the_newest_mail_first(visitor: FlaskClient) -> None:
    write("first@example.org", subject="The first mail")
    write("second@example.org", subject="The second mail")
    text = visitor.get("/demo/mail").text
    assert text.index("The second mail") < text.index("The first mail")
    assert "second@example.org" in text


def test_mail_is_shown_as_text_and_its_html_only_in_a_frame_that_can_do_nothing(visitor: FlaskClient) -> None:
    words = Words(
        f"Dag {EVIL}", f"Dag {EVIL} http://localhost/me/abc", f"<html><head></head><body>{EVIL}</body></html>"
    )
    mail = write(subject=words.subject, words=words)
    page = visitor.get(f"/demo/mail/{mail}")
    assert EVIL not in page.text
    assert '<a href="http://localhost/me/abc"' in page.text
    assert f'src="/demo/mail/{mail}/html"' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    frame = visitor.get(f"/demo/mail/{mail}/html")
    policy = frame.headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert [rule for rule in policy if rule.startswith("sandbox")] == [
        "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
    ]
    assert "script-src" not in frame.headers["Content-Security-Policy"]
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_calendar_entry_of_a_mail_can_be_downloaded(visitor: FlaskClient) -> None:
    mail = write(calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    assert visitor.get(f"/demo/mail/{mail}/event.ics").data == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    assert visitor.get(f"/demo/mail/{write()}/event.ics").status_code == 404


def test_unknown_mail_is_not_found(visitor: FlaskClient) -> None:
    assert [visitor.get(f"/demo/mail/9999{tail}").status_code for tail in ("", "/html", "/event.ics")] == [404] * 3


def test_mailbox_does_not_exist_without_the_demo(client: FlaskClient) -> None:
    assert client.get("/demo/mail").status_code == 404


def test_production_refuses_to_start_with_the_demo() -> None:
    with pytest.raises(ValidationError, match="EVENTHUB_DEMO cannot be on in production"):
        Settings(environment="production", demo=True, secret_key=SECRET)  # type: ignore[arg-type]


def test_mails_are_dated_in_the_readers_language_by_the_clock_of_the_hub(visitor: FlaskClient) -> None:
    make_network(zone="Europe/Helsinki")
    with time_machine.travel(utc(2026, 12, 1, 9, 5), tick=False):
        mail = write("noor@example.org")
        texts = [
            visitor.get(path, headers={"Accept-Language": "fr"}).text for path in ("/demo/mail", f"/demo/mail/{mail}")
        ]
    assert ["mardi 1er décembre 2026, 11:05" in text for text in texts] == [True, True]
