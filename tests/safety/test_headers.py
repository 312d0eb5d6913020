"""Every answer carries the headers that keep browsers careful: every route and method, every error, every file."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from eventhub.database.model import db
from eventhub.registrations.models import Person
from eventhub.web.limits import limiter
from tests.house.permission_table import HOLDER, PUBLIC, TABLE
from tests.house.test_permissions import doors
from tests.house.world import World
from tests.safety.conftest import SITE
from tests.safety.town import make_town
from tests.safety.walking import actor_for, address_of

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
QUIET = {"no-referrer", "same-origin", "strict-origin-when-cross-origin"}
CLOSED = {"camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"}
LOADING = ("script-src", "connect-src", "form-action", "frame-src", "font-src", "worker-src", "manifest-src")


def directives(policy: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";")) if words}


def faults(answer: TestResponse) -> list[str]:
    """What is wrong with the headers of an answer."""
    headers = answer.headers
    wrong = [f"{name}: {headers.get(name)}" for name, value in EXACT.items() if headers.get(name) != value]
    policy = directives(headers.get("Content-Security-Policy", ""))
    if policy.get("default-src") != ["'none'"] or policy.get("frame-ancestors", ["'none'"]) != ["'none'"]:
        wrong.append("Content-Security-Policy")
    wrong += [name for name in LOADING if set(policy.get(name, [])) - {"'self'", "'none'"}]
    if "sandbox" not in policy and policy.get("base-uri") != ["'none'"]:
        wrong.append("base-uri")
    if headers.get("Referrer-Policy") not in QUIET:
        wrong.append(f"Referrer-Policy: {headers.get('Referrer-Policy')}")
    if not {part.strip() for part in headers.get("Permissions-Policy", "").split(",")} >= CLOSED:
        wrong.append("Permissions-Policy")
    if not headers.get("Cache-Control"):
        wrong.append("Cache-Control")
    if answer.mimetype.startswith("text/") and "charset=utf-8" not in headers["Content-Type"]:
        wrong.append(headers["Content-Type"])
    wrong += [name for name in ("Server", "X-Powered-By") if name in headers]
    return wrong + [cookie for cookie in headers.getlist("Set-Cookie") if not is_guarded(cookie)]


def is_guarded(cookie: str) -> bool:
    parts = {part.strip() for part in cookie.split(";")[1:]}
    return {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts and not any(p.startswith("Domain") for p in parts)


@pytest.fixture
def world(site: Flask) -> World:
    return make_town()


def everywhere(site: Flask, world: World, method: str) -> list[tuple[str, TestResponse]]:
    """Each route, asked with one method by who may open it."""
    found = []
    for door, rule in doors(site).items():
        if method in {"GET", "HEAD", "POST"} and not door.endswith("POST" if method == "POST" else "GET"):
            continue
        client = world.client(site, actor_for(rule.endpoint))
        where = address_of(site, rule, world)
        found.append((door, client.open(where, method=method, base_url=SITE, buffered=True)))
    return found


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE"])
def test_every_route_answers_with_every_header(site: Flask, world: World, method: str) -> None:
    answers = everywhere(site, world, method)
    assert {door: wrong for door, answer in answers if (wrong := faults(answer))} == {}
    assert [door for door, answer in answers if answer.status_code >= 500] == []


def test_head_says_what_get_says(site: Flask, world: World) -> None:
    """The same status and headers, and no body."""
    told = dict(everywhere(site, world, "HEAD"))
    changing = {"X-Request-Id", "Set-Cookie", "Content-Length", "Vary", "Date"}
    for door, answer in everywhere(site, world, "GET"):
        head = told[door]
        assert (head.status_code, head.data) == (answer.status_code, b""), door
        assert set(head.headers.keys()) - changing == set(answer.headers.keys()) - changing, door


def test_public_pages_leave_nothing_behind(site: Flask, world: World) -> None:
    """No cookie before a visitor acts; a cache that keeps a page keeps nobody's."""
    for door, answer in everywhere(site, world, "GET"):
        if TABLE.get(door) == PUBLIC:
            assert answer.headers.getlist("Set-Cookie") == [], door


def test_a_persons_pages_are_kept_by_nobody(site: Flask, world: World) -> None:
    for door, answer in everywhere(site, world, "GET"):
        if TABLE.get(door) == HOLDER and not door.startswith(("network.", "account.")):
            private = "private, no-cache" if door == "feeds.private GET" else "no-store"
            seen = (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"])
            assert seen == (private, "no-referrer", "noindex"), door


def test_organisers_pages_with_people_are_kept_by_nobody(site: Flask, world: World) -> None:
    for door, answer in everywhere(site, world, "GET"):
        if door.startswith(("attendees.", "dashboard.log", "dashboard.mails", "networks.team", "account.show")):
            assert answer.headers["Cache-Control"] == "no-store", door


def broken_view(**_parts: str) -> str:
    raise RuntimeError("broken on purpose")


def busy_view(**_parts: str) -> str:
    raise OperationalError("busy on purpose", {}, TimeoutError())


def asked_while(site: Flask, client: FlaskClient, view: Callable[..., str]) -> TestResponse:
    """The help page while something else stands in its place."""
    kept, site.view_functions["about.help_page"] = site.view_functions["about.help_page"], view
    try:
        return client.get("/help", base_url=SITE)
    finally:
        site.view_functions["about.help_page"] = kept


def failing(site: Flask, client: FlaskClient) -> dict[int, TestResponse]:
    """One answer of each error."""
    world = make_town()
    event, feed = world.values["event"], world.values["feed token"]
    owner = world.client(site, "owner")
    db.session.execute(update(Person).values(feed_version=Person.feed_version + 1))
    db.session.commit()
    return {
        400: client.get("/", base_url="https://evil.example.net"),
        403: client.post("/my-link", base_url=SITE, headers={"Origin": "https://evil.example.net"}),
        404: client.get("/nothing", base_url=SITE),
        405: client.post("/help", base_url=SITE),
        410: client.get(f"/me/{feed}.ics", base_url=SITE),
        413: owner.post(f"/manage/events/{event}/materials", base_url=SITE, data=b"0" * 3_000_000,
                        content_type="multipart/form-data; boundary=b"),
        414: client.get(f"/?q={'x' * 5000}", base_url=SITE),
        416: client.get(f"/events/{event}/materials/{world.values['material_id']}/slides.pdf", base_url=SITE,
                        headers={"Range": "bytes=9999-"}, buffered=True),
        422: client.post("/my-link", base_url=SITE, data={"email": "nobody"}),
        500: asked_while(site, client, broken_view),
        503: asked_while(site, client, busy_view),
    }  # fmt: skip


def test_every_error_answers_with_every_header(site: Flask) -> None:
    answers = failing(site, site.test_client())
    codes = {wanted: answer.status_code for wanted, answer in answers.items()}
    assert codes == {code: code for code in answers}
    assert {code: wrong for code, answer in answers.items() if (wrong := faults(answer))} == {}
    assert "broken on purpose" not in answers[500].text
    assert "RuntimeError" not in answers[500].text
    assert "busy on purpose" not in answers[503].text
    assert answers[503].headers["Retry-After"] == "5"
    old_link = site.test_client().get("/manage/account/new-address/an-old-link", base_url=SITE)
    assert (old_link.status_code, faults(old_link)) == (410, [])


def test_too_often_answers_with_every_header(site: Flask, limits: None) -> None:
    client = site.test_client()
    answers = [client.post("/my-link", base_url=SITE, data={"email": "nobody"}) for _each in range(21)]
    assert answers[-1].status_code == 429
    assert faults(answers[-1]) == []
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert limiter.enabled


@pytest.mark.parametrize("name", ["site.css", "favicon.svg", "nothing.css", "../wsgi.py", "%2e%2e/wsgi.py"])
def test_static_files_answer_with_every_header(site: Flask, name: str) -> None:
    answer = site.test_client().get(f"/static/{name}", base_url=SITE, buffered=True)
    assert answer.status_code == (200 if name in {"site.css", "favicon.svg"} else 404)
    assert faults(answer) == []
