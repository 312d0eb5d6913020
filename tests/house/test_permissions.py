"""Everyone knocks at every door: each route and method answers each actor as the table says."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from eventhub.networks.access import ALLOWED
from eventhub.web.limits import limiter
from eventhub.web.tokens import seal
from tests.conftest import SQLITE
from tests.house.permission_table import ACCOUNT, ADMINISTRATOR, HOLDER, INVITED, PUBLIC, SIGN_IN_BLUEPRINTS, TABLE
from tests.house.world import ACTORS, World, make_world

IGNORED = {"HEAD", "OPTIONS"}
pytestmark = SQLITE
ROLES = ("helper", "viewer", "organiser", "owner")


def doors(app: Flask) -> dict[str, Rule]:
    found = {}
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - IGNORED):
            found[f"{rule.endpoint} {method}"] = rule
    return found


def token_for(endpoint: str) -> str:
    if endpoint == "feeds.private":
        return "feed token"
    if endpoint == "registrations.done":
        return "sending token"
    if endpoint.startswith("invitation."):
        return "guest token"
    if endpoint == "groups.done":
        return "group token"
    if endpoint.startswith("seats.") and endpoint not in ("seats.answer", "seats.decline"):
        return "seats token"
    return "invitation token" if endpoint.startswith("network.") else "person token"


def slug_for(rule: Rule) -> str:
    if "/networks/" in rule.rule:
        return "network"
    return "theme" if rule.rule.startswith("/themes/") else "event"


def address(app: Flask, rule: Rule, world: World) -> str:
    fixed = {
        "kind": "registration_confirmed",
        "step": "cancel",
        "way": "up",
        "filename": "site.css" if rule.endpoint == "static" else "slides.pdf",
    }
    renamed = {"slug": slug_for(rule), "token": token_for(rule.endpoint)}
    values = {name: fixed.get(name) or world.values[renamed.get(name, name)] for name in rule.arguments}
    with app.test_request_context():
        return str(app.url_for(rule.endpoint, **values))


@pytest.fixture
def world(app: Flask) -> World:
    made = make_world()
    made.values["sending token"] = seal("sending", "x", "a@example.org")
    made.values["group token"] = seal("sending", "x", "a@example.org", "1", "1", "1", "1")
    return made


def test_every_route_stands_in_the_table(app: Flask) -> None:
    actual = {door for door in doors(app) if not door.startswith(SIGN_IN_BLUEPRINTS)}
    demo_only = {door for door in TABLE if door.startswith("demo.")}
    assert sorted(actual - set(TABLE)) == []
    assert sorted(set(TABLE) - actual - demo_only) == []


def of_permission(rule: str, actor: str) -> str:
    """What a permission, and how it is asked for, lets an actor do."""
    how, _, permission = rule.rpartition(": ")
    if actor == "other owner":
        return "in" if how == "anywhere" else "missing"
    if actor in ALLOWED[permission]:
        return "in"
    return "missing" if how == "hidden" else "forbidden"


def expected(door: str, actor: str) -> str:
    """What the table promises: in, out (sign in first), forbidden or missing."""
    rule = TABLE[door]
    if rule in {PUBLIC, HOLDER} or (rule == INVITED and actor == "anonymous"):
        return "in"
    if rule == INVITED:
        return "forbidden"
    if actor == "anonymous":
        return "out"
    if rule == ACCOUNT or actor == "administrator":
        return "in"
    return "forbidden" if rule == ADMINISTRATOR else of_permission(rule, actor)


def answered(status: int, location: str) -> str:
    if status in {302, 303} and "/sign-in" in location:
        return "out"
    return {401: "out", 403: "forbidden", 404: "missing"}.get(status, "in")


def knock(app: Flask, world: World, actor: str, door: str, rule: Rule) -> str:
    client = world.client(app, actor)
    response = client.open(address(app, rule, world), method=door.split()[1], data={})
    response.close()
    assert response.status_code < 500, f"{actor} {door}: {response.status_code}"
    return answered(response.status_code, response.headers.get("Location", ""))


@pytest.mark.parametrize("actor", ACTORS)
def test_every_door_answers_as_the_table_says(app: Flask, world: World, actor: str) -> None:
    limiter.enabled = False
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    try:
        wrong = {}
        for door, rule in doors(app).items():
            if door not in TABLE or (TABLE[door] == PUBLIC and "GET" not in door):
                continue
            seen, promised = knock(app, world, actor, door, rule), expected(door, actor)
            if seen != promised:
                wrong[door] = f"{seen}, promised {promised}"
        assert wrong == {}
    finally:
        app.config["WTF_CSRF_CHECK_DEFAULT"] = True


def test_swapped_ids_of_another_network_do_not_exist(app: Flask, world: World) -> None:
    """An owner uses their own event's address with another network's numbers in it."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    try:
        stranger = make_world()
        mixed = {**stranger.values, "event": world.values["event"], "network": world.values["network"]}
        opened = []
        for door, rule in doors(app).items():
            numbers = {name for name in rule.arguments if name.endswith(("_id", "key"))}
            # Who runs the hub may reach everybody; to others those doors are closed, whatever the number.
            if not numbers or not rule.rule.startswith("/manage/") or TABLE.get(door, ADMINISTRATOR) == ADMINISTRATOR:
                continue
            swapped = World(world.network, world.accounts, mixed)
            status = world.client(app, "owner").open(
                address(app, rule, swapped), method=door.split()[1], data={}
            ).status_code  # fmt: skip
            if status != 404:
                opened.append(f"{door}: {status}")
        assert opened == []
    finally:
        app.config["WTF_CSRF_CHECK_DEFAULT"] = True


def test_a_draft_does_not_exist_for_the_public(app: Flask, world: World) -> None:
    for path in ("", ".ics", "/register", "/picture", "/join"):
        assert app.test_client().get(f"/events/{world.values['draft']}{path}").status_code == 404


def test_the_table_of_permissions_names_exactly_the_roles(app: Flask) -> None:
    assert set().union(*ALLOWED.values()) == set(ROLES)
