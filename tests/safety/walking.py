"""Going through every door that answers GET, as those who may."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.house.test_permissions import address, doors
from tests.house.world import World

PUBLIC_PREFIXES = ("agenda.", "event.", "about.", "feeds.", "registrations.", "groups.", "personal.", "seats.",
                   "materials.", "network.", "invitation.")  # fmt: skip
"""Blueprints whose doors open to anyone, or to whoever holds the link."""
AS_ADMINISTRATOR = frozenset({"networks.create", "people.listing", "people.lost_telephone"})


@dataclass(frozen=True)
class Visit:
    """One door that was opened: who, which endpoint, which address, and the answer."""

    actor: str
    endpoint: str
    address: str
    answer: TestResponse

    @property
    def is_html(self) -> bool:
        return self.answer.mimetype == "text/html"


def actor_for(endpoint: str) -> str:
    """Who opens a door: nobody in particular where that is enough."""
    if endpoint.startswith(PUBLIC_PREFIXES) or endpoint in {"static", "security.login", "security.forgot_password"}:
        return "anonymous"
    return "administrator" if endpoint in AS_ADMINISTRATOR else "owner"


def address_of(app: Flask, rule: Rule, world: World) -> str:
    """The address of a door in this world; what our own table does not name gets an invented token."""
    world.values.setdefault("token", "x")
    if rule.endpoint.startswith("security."):
        with app.test_request_context():
            return str(app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, "x")))
    return address(app, rule, world)


def visits(app: Flask, world: World, skipped: tuple[str, ...] = ()) -> Iterator[Visit]:
    """Every door that answers GET, opened once, but those whose endpoint begins like a skipped one."""
    for door, rule in doors(app).items():
        endpoint, method = door.split()
        if method != "GET" or endpoint.startswith(skipped):
            continue
        where = address_of(app, rule, world)
        actor = actor_for(endpoint)
        yield Visit(actor, endpoint, where, world.client(app, actor).get(where, buffered=True))
