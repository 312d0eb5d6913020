"""Who does a thing too often is told to wait, in the site's look; others are not."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventhub.database.model import db
from eventhub.web.limits import limiter
from tests.conftest import SQLITE
from tests.house.test_permissions import doors
from tests.house.world import World
from tests.safety.documents import Document
from tests.safety.limit_table import ACCOUNT, ADDRESS, LIMITS, TOKEN, TYPED, UNLIMITED, Limit
from tests.safety.town import make_town
from tests.safety.walking import actor_for, address_of

HOMES = {"one": "192.0.2.1", "other": "198.51.100.7", "six": "2001:db8:1:2::a", "same six": "2001:db8:1:2:ffff::b",
         "other six": "2001:db8:1:3::a"}  # fmt: skip


def test_every_route_that_takes_a_post_has_a_limit_or_a_reason(app: Flask) -> None:
    posts = {door for door in doors(app) if door.endswith(" POST")}
    assert sorted(door for door in posts if door not in LIMITS and not door.startswith(tuple(UNLIMITED))) == []
    assert sorted(set(LIMITS) - set(doors(app))) == []
    assert sorted(reason for reason in UNLIMITED if not any(door.startswith(reason) for door in posts)) == []


Visitor = tuple[FlaskClient, str]


def knock(app: Flask, world: World, door: str, home: str, who: Visitor, **data: str) -> TestResponse:
    """Use an address once, from somebody's home, with the token that a page of theirs has."""
    client, token = who
    method = door.split()[1]
    return client.open(
        address_of(app, doors(app)[door], world), method=method, buffered=True,
        data={"csrf_token": token, **data} if method == "POST" else None,
        environ_overrides={"REMOTE_ADDR": HOMES[home]}, headers={"Origin": "http://localhost"},
    )  # fmt: skip


def visitor(app: Flask, world: World, door: str) -> Visitor:
    """Somebody who gets as far as the limit: half signed in where a second factor is asked for."""
    owner = world.accounts["owner"]
    owner.tf_primary_method, owner.mf_recovery_codes = "authenticator", ["x"]
    db.session.commit()
    signs_in = door.startswith(("security.verify", "security.change"))
    client = world.client(app, "owner" if signs_in else "anonymous" if "security" in door else actor_for(door))
    page = client.get("/manage/account/verify" if signs_in else "/manage/account/sign-in").text
    token = next(filter(None, (form.value("csrf_token") for form in Document(page).forms)), "")
    if door.startswith(("security.two_factor", "security.mf_")):
        with client.session_transaction() as session:
            session.update(tf_user_id=owner.fs_uniquifier, tf_state="ready", tf_primary_method="authenticator")
    return client, token


def is_friendly(answer: TestResponse, limit: Limit) -> bool:
    """Whether it says what to do, when, in the site's look."""
    waits = int(answer.headers["Retry-After"])
    if answer.mimetype == "text/plain":
        return 0 < waits <= limit.seconds and answer.text.startswith("429 ")
    document = Document(answer.text)
    heads = [tag for tag, _values in document.elements if tag == "h1"]
    looks = any("site.css" in values.get("href", "") for tag, values in document.elements if tag == "link")
    return 0 < waits <= limit.seconds and len(heads) == 1 and looks


@SQLITE
@pytest.mark.parametrize("door", LIMITS)
def test_one_too_many_is_told_to_wait_and_others_are_not(app: Flask, limits: None, door: str) -> None:
    limit, world = LIMITS[door], make_town()
    someone, typed = visitor(app, world, door), {"email": "nobody@example.org"}
    codes = [knock(app, world, door, "one", someone, **typed).status_code for _each in range(limit.most)]
    assert 429 not in codes
    stopped = knock(app, world, door, "one", someone, **typed)
    assert stopped.status_code == 429
    assert is_friendly(stopped, limit)
    if limit.by in {ACCOUNT, TOKEN}:
        world = make_town()
    others = visitor(app, world, door) if limit.by == ACCOUNT else someone
    typed = {"email": "somebody@example.org"} if limit.by == TYPED else typed
    home = "other" if limit.by == ADDRESS else "one"
    assert knock(app, world, door, home, others, **typed).status_code != 429


@SQLITE
def test_a_household_counts_as_one_whatever_its_devices_are_called(app: Flask, limits: None) -> None:
    world, door = make_town(), "registrations.send_link POST"
    someone = visitor(app, world, door)
    for _each in range(20):
        knock(app, world, door, "six", someone)
    assert knock(app, world, door, "same six", someone).status_code == 429
    assert knock(app, world, door, "other six", someone).status_code == 422


@SQLITE
def test_an_address_that_a_proxy_did_not_say_is_not_believed(app: Flask, limits: None) -> None:
    client = app.test_client()
    codes = [
        client.post("/my-link", data={}, headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code
        for number in range(21)
    ]
    assert codes == [422] * 20 + [429]


@SQLITE
def test_guessing_private_calendars_is_slow_and_using_one_is_not(app: Flask, limits: None) -> None:
    world, client = make_town(), app.test_client()
    codes = [client.get(f"/me/guess{number}.ics").status_code for number in range(61)]
    assert codes == [404] * 60 + [429]
    elsewhere = {"REMOTE_ADDR": HOMES["other"]}
    own = client.get(f"/me/{world.values['feed token']}.ics", environ_overrides=elsewhere)
    assert own.status_code == 200


@SQLITE
def test_a_limit_of_feeds_keeps_no_token(app: Flask, limits: None) -> None:
    world = make_town()
    app.test_client().get(f"/me/{world.values['feed token']}.ics")
    kept = " ".join(map(str, limiter.storage.storage))
    assert "feeds.private" in kept
    assert world.values["feed token"] not in kept


@SQLITE
def test_signing_in_as_oneself_does_not_forget_guesses_at_somebody_else(app: Flask, limits: None) -> None:
    """Who is signed in is led on from the sign-in page; that must not count as having known a password."""
    world, door = make_town(), "security.login POST"
    outside, victim = visitor(app, world, door), world.accounts["owner"].email
    for _each in range(4):
        knock(app, world, door, "one", outside, email=victim, password="wrong guess")
    inside = world.client(app, "helper")
    page = inside.get("/manage/account").text
    token = next(filter(None, (form.value("csrf_token") for form in Document(page).forms)))
    led_on = knock(app, world, door, "other", (inside, token), email=victim, password="wrong guess")
    assert led_on.status_code in {302, 303}
    assert knock(app, world, door, "one", outside, email=victim, password="wrong guess").status_code == 429
