"""What the site says about itself."""

import re

import pytest
from alembic.migration import MigrationContext
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from eventhub.database.model import db
from eventhub.database.upgrade import newest_revision
from eventhub.pages.about import own_path
from eventhub.pages.colours import NIGHT_CARD, shades, stylesheet
from eventhub.text.colours import contrast
from tests.factories import make_network
from tests.pages.queries import counted_queries

READABLE = 4.5


def test_health_needs_no_database(client: FlaskClient) -> None:
    with counted_queries() as sent:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.get_data(as_text=True), sent) == (200, "ok\n", [])


def test_ready_when_the_database_has_every_table(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_not_ready_while_a_migration_is_missing(client: FlaskClient) -> None:
    found = MigrationContext.configure(db.session.connection()).get_current_revision()
    db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    db.session.commit()
    try:
        assert client.get("/readyz").status_code == 503
    finally:
        db.session.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
        db.session.commit()
    assert found == newest_revision()


@pytest.mark.parametrize("path", ["/accessibility", "/privacy", "/help"])
@pytest.mark.parametrize("language", ["nl", "fi", "da", "sv", "fr", "en"])
def test_texts_about_the_site_show_in_every_language(client: FlaskClient, path: str, language: str) -> None:
    html = client.get(f"{path}?lang={language}").get_data(as_text=True)
    assert f'<html lang="{language}">' in html
    assert len(re.findall("<h1", html)) == 1


def test_privacy_tells_the_periods_that_are_kept(app: Flask, client: FlaskClient) -> None:
    usual = app.extensions["settings"]
    words = re.sub(r"<[^>]+>", " ", client.get("/privacy?lang=en").text)
    for period in ("until 90 days after the event", "30 days after they were sent", "waits 180 days", "did: 2 years."):
        assert period in words
    app.extensions["settings"] = usual.model_copy(update={"sent_mails_kept_days": 14, "audit_kept_days": 400})
    try:
        words = re.sub(r"<[^>]+>", " ", client.get("/privacy?lang=en").text)
    finally:
        app.extensions["settings"] = usual
    assert ["14 days" in words, "400 days" in words] == [True, True]


@pytest.mark.parametrize("path", ["/accessibility", "/privacy"])
def test_contact_is_an_address_of_its_own_or_that_of_the_mails(app: Flask, client: FlaskClient, path: str) -> None:
    usual = app.extensions["settings"]
    shown = []
    for contact, sender in (("", "Hub <hub@example.org>"), ("mens@example.org", "hub@example.org")):
        app.extensions["settings"] = usual.model_copy(update={"contact": contact, "mail_from": sender})
        shown.append(re.findall(r"[\w.]+@example.org", client.get(path).text))
    app.extensions["settings"] = usual
    assert shown == [["hub@example.org"], ["mens@example.org"]]


def test_short_address_of_the_accessibility_statement_leads_there(client: FlaskClient) -> None:
    answer = client.get("/was")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/accessibility")


def test_chosen_language_is_kept_and_the_page_shown_again(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "fi", "back": "/help?x=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/help?x=1")
    assert '<html lang="fi">' in client.get("/help").get_data(as_text=True)


def test_unknown_language_keeps_nothing(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "xx", "back": "/help"})
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "address",
    ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "", "/a\\b", "/a\nb", "javascript:alert(1)"],
)
def test_choosing_a_language_leads_to_no_other_site(address: str) -> None:
    assert own_path(address) == "/"


def test_another_site_cannot_choose_the_language(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "fi"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_colours_are_classes_and_come_again_only_when_they_change(client: FlaskClient) -> None:
    network = make_network(colour="#8a1f5c")
    first = client.get("/networks.css")
    assert f".network-{network.id}{{--accent:#8a1f5c;" in first.get_data(as_text=True)
    assert first.content_type == "text/css; charset=utf-8"
    again = client.get("/networks.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("colour", ["#0b5d5b", "#8a1f5c", "#b5a300", "#ffffff", "#000000", "#ff0000", "not a colour"])
def test_every_colour_is_made_readable_by_day_and_by_night(colour: str) -> None:
    shade = shades(colour)
    assert contrast(shade["accent"], shade["accent-soft"]) >= READABLE
    assert contrast(shade["accent"], shade["accent-ink"]) >= READABLE
    assert contrast(shade["accent"], "#faf7f2") >= READABLE
    assert contrast(shade["night"], shade["night-soft"]) >= READABLE
    assert contrast(shade["night"], shade["night-ink"]) >= READABLE
    assert contrast(shade["night"], NIGHT_CARD) >= READABLE


def test_colour_that_is_none_cannot_write_style() -> None:
    assert "url" not in stylesheet([(1, "red;background:url(//x)")])


def test_machines_may_read_calendars_and_not_what_organisers_see(client: FlaskClient) -> None:
    rules = client.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /manage/" in rules
    assert not [line for line in rules.splitlines() if ".ics" in line or line in ("Disallow: /", "Disallow: /me/")]


def test_unknown_page_is_answered_in_the_sites_look(app: Flask) -> None:
    answer = app.test_client().get("/no-such-page")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert '<main class="wrap"' in html
    assert '<html lang="en">' in html
