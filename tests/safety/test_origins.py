"""Requests from elsewhere, for another host, or leading away: they change nothing and lead nowhere."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.mail.models import OutboxMessage
from tests.conftest import SQLITE
from tests.factories import PASSWORD
from tests.house.test_permissions import doors
from tests.safety.documents import Document
from tests.safety.payloads import PLAIN
from tests.safety.rows import state
from tests.safety.sending import filled, forms_of
from tests.safety.test_words_everywhere import changes_for
from tests.safety.town import make_town, ways
from tests.safety.walking import actor_for, address_of

ELSEWHERE = (
    {"Origin": "https://evil.example.net"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example.net"},
    {"Origin": "http://evil.example.net:80"},
    {"Origin": "http://localhost@evil.example.net"},
    {"Origin": "file://"},
    {"Referer": "https://evil.example.net/localhost"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "http://[::1"},
)


def filled_in(app: Flask, world: Any) -> list[tuple[Any, str, Any]]:
    """Each form that takes words, open in a browser: the browser, where it is sent, and what."""
    found = []
    for way in ways(world):
        client = world.client(app, way.actor)
        html = client.get(way.page).text
        where, form = next((where, form) for sent, where, form in forms_of(app, way.page, html) if sent == way.endpoint)
        found.append((client, where, (form, changes_for(way, PLAIN))))
    return found


@SQLITE
def test_nothing_that_another_site_sends_changes_anything(app: Flask) -> None:
    """The forms are right in everything, tokens too; only where they come from is not."""
    world = make_town()
    forms, before = filled_in(app, world), state()
    wrong = []
    for headers in ELSEWHERE:
        for client, where, (form, changes) in forms[:: 3 if headers != ELSEWHERE[0] else 1]:
            status = client.post(where, data=filled(form, changes), headers=headers).status_code
            wrong += [f"{where} {headers}: {status}"] if status != 403 else []
    assert wrong == []
    assert state() == before


@SQLITE
@pytest.mark.parametrize("which", ["none", "invented", "of somebody else"])
def test_nothing_without_its_own_token_changes_anything(app: Flask, which: str) -> None:
    """The request comes from our own page, but for its token."""
    world = make_town()
    forms, other = filled_in(app, world), app.test_client()
    strange = next(
        filter(None, (form.value("csrf_token") for form in Document(other.get("/manage/account/sign-in").text).forms))
    )
    tokens = {"none": "", "invented": "x.y.z", "of somebody else": strange}
    wrong, before = [], state()
    for client, where, (form, changes) in forms:
        name = "csrf_token" if "csrf_token" in form.kinds else "form_token"
        token = tokens[which]
        status = client.post(
            where, data=filled(form, {**changes, name: token}), headers={"Origin": "http://localhost"}
        ).status_code
        wrong += [f"{where}: {status}"] if status not in {403, 422} else []
    assert wrong == []
    assert state() == before


@SQLITE
def test_every_post_of_an_organiser_wants_a_token(app: Flask) -> None:
    """Also the buttons, and Flask-Security's own pages."""
    world, before, wrong = make_town(), state(), []
    for door, rule in doors(app).items():
        if not door.endswith("POST") or not rule.rule.startswith("/manage"):
            continue
        status = world.client(app, actor_for(rule.endpoint)).post(address_of(app, rule, world), data={}).status_code
        wrong += [f"{door}: {status}"] if status != 403 else []
    assert wrong == []
    assert state() == before


HOSTS = (
    "evil.example.net",
    "localhost.evil.example.net",
    "localhost@evil.example.net",
    "evil.example.net:80",
    "local host",
    "localhost\\.evil.example.net",
    "[::1]",
    "",
)


@SQLITE
@pytest.mark.parametrize("host", HOSTS)
def test_a_foreign_host_is_told_nothing(app: Flask, host: str) -> None:
    world = make_town()
    for path in (
        "/",
        "/calendar.ics",
        f"/events/{world.values['event']}",
        "/manage/",
        "/nothing",
        "/healthz",
        "/static/site.css",
    ):
        answer = app.test_client().get(path, environ_overrides={"HTTP_HOST": host}, buffered=True)
        told = answer.text + str(answer.headers)
        assert "evil" not in told
        if host not in {"", "[::1]"}:
            assert answer.status_code == 400, path


FORWARDED = {
    "X-Forwarded-Host": "evil.example.net",
    "X-Forwarded-Proto": "https",
    "Forwarded": "host=evil.example.net",
    "X-Original-URL": "/manage/",
    "X-Rewrite-URL": "/manage/",
    "X-Host": "evil.example.net",
    "X-Forwarded-Prefix": "/evil",
    "X-HTTP-Method-Override": "DELETE",
}


@SQLITE
def test_what_a_proxy_did_not_say_is_in_no_answer(app: Flask) -> None:
    world, found = make_town(), []
    for door, rule in doors(app).items():
        if door.endswith("GET"):
            client = world.client(app, actor_for(rule.endpoint))
            answer = client.get(address_of(app, rule, world), headers=FORWARDED, buffered=True)
            # As a word: Libreville is a city with a time zone.
            found += [door] if re.search(r"\bevil\b", f"{answer.headers}{answer.text}") else []
    assert found == []


def test_links_of_mails_come_from_the_settings_not_from_the_request(site: Flask) -> None:
    """A mail made by a request under another trusted name leads to the site's own address."""
    site.config["TRUSTED_HOSTS"] = ["localhost", "other.example.org"]
    try:
        world = make_town()
        person = {"email": db.session.scalars(select(OutboxMessage.to_address)).first(), "form_token": ""}
        other = {"base_url": "https://other.example.org", "headers": {**FORWARDED, "Origin": "https://localhost"}}
        client = site.test_client()
        owner = world.accounts["owner"].email
        for path, address in (("/my-link", owner), ("/manage/account/reset", owner)):
            page = client.get(path, base_url=other["base_url"]).text
            form = Document(page).forms[-1]
            client.post(path, data=filled(form, {"email": address}), **other)
        _register(client, world, other)
        mails = list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.subject != "x")))
        assert person
        assert mails
        links = [word for mail in mails for word in (mail.text + mail.html.replace('"', " ")).split() if "://" in word]
        assert links
        assert {urlsplit(link).hostname for link in links} == {"localhost"}
    finally:
        site.config["TRUSTED_HOSTS"] = ["localhost"]


def _register(client: Any, world: Any, other: Any) -> None:
    where = f"/events/{world.values['event']}/register"
    form = Document(client.get(where, base_url=other["base_url"]).text).forms[-1]
    answers = {"name": "Noor", "email": "noor@example.org", "consent": "y", "attendance": "on_site"}
    assert client.post(where, data=filled(form, answers), **other).status_code == 303


AWAY = (
    "https://evil.example.net",
    "//evil.example.net",
    "///evil.example.net",
    "/\\evil.example.net",
    "\\\\evil.example.net",
    "https:evil.example.net",
    "https:/evil.example.net",
    "http:\\\\evil.example.net",
    "/%2f%2fevil.example.net",
    "%2f%2fevil.example.net",
    "/%5cevil.example.net",
    "/\t/evil.example.net",
    "\t//evil.example.net",
    "/\n/evil.example.net",
    "\x01//evil.example.net",
    "//localhost@evil.example.net",
    "http://localhost@evil.example.net/",
    "//evil.example.net\\@localhost",
    "javascript:alert(1)//evil",
    "data:text/html,evil",
    "//evil。example。net",
    "/manage/\r\nLocation: https://evil.example.net",
    ".evil.example.net",
    "@evil.example.net",
    "/..//evil.example.net",
    "/.//evil.example.net",
    "//[evil.example.net",
    "http:///evil.example.net",
)


def leads_to(location: str) -> str:
    """The host a browser goes to: it takes backslashes for slashes, and drops tabs and line breaks."""
    asked = "".join(c for c in location if c not in "\t\r\n").lstrip("".join(map(chr, range(33)))).replace("\\", "/")
    target = urljoin("http://localhost/manage/account/sign-in", asked)
    assert urlsplit(target).scheme in {"http", "https"}, target
    if asked.split(":")[0] in {"http", "https"} and "//" not in asked:
        return asked  # a browser reads https:host as https://host
    return urlsplit(target).hostname or ""


@SQLITE
@pytest.mark.parametrize("way", ["sign-in", "sign-in query", "verify", "language", "sign-out", "already signed in"])
def test_nothing_leads_to_another_site(app: Flask, way: str) -> None:
    world, found = make_town(), []
    for target in AWAY:
        answer = _led(app, world, way, target)
        place = answer.headers.get("Location", "/")
        found += [f"{target!r} -> {place!r}"] if leads_to(place) != "localhost" else []
        found += [f"{target!r} in a header"] if "evil" in str(answer.headers).replace(place, "") else []
    assert found == []


def _token(client: Any, page: str) -> str:
    return next(filter(None, (form.value("csrf_token") for form in Document(client.get(page).text).forms)))


def _led(app: Flask, world: Any, way: str, target: str) -> Any:
    owner: Account = world.accounts["owner"]
    here = {"headers": {"Origin": "http://localhost"}}
    client, page = app.test_client(), "/manage/account/sign-in"
    if way == "language":
        return client.post("/language", data={"back": target, "language": "nl"}, **here)
    if way.startswith("sign-in"):
        data = {"email": owner.email, "password": PASSWORD, "csrf_token": _token(client, page)}
        if way == "sign-in":
            return client.post(page, data={**data, "next": target}, **here)
        return client.post(page, query_string={"next": target}, data=data, **here)
    client = world.client(app, "owner")
    token = _token(client, "/manage/account")
    if way == "sign-out":
        return client.post(
            "/manage/account/sign-out", query_string={"next": target}, data={"csrf_token": token}, **here
        )
    if way == "verify":
        data = {"password": PASSWORD, "csrf_token": token, "next": target}
        return client.post("/manage/account/verify", query_string={"next": target}, data=data, **here)
    return client.get(page, query_string={"next": target})
