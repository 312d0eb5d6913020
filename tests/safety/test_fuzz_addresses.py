"""Whatever stands in an address or a header, EventHub answers it, and never with an error of its own."""

import re
from itertools import cycle
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.house.test_permissions import doors, slug_for, token_for
from tests.house.world import World
from tests.safety.test_fuzz_forms import ALLOWED
from tests.safety.town import make_town
from tests.safety.walking import actor_for, address_of

FINE = ALLOWED | {301, 304, 308, 414}
STRANGE = (
    "-1",
    "9" * 30,
    "9223372036854775808",
    "a\0b",
    "\ud800",
    "x" * 3000,
    "²",
    "../..",
    "\r\nSet-Cookie: a=b",
    "nan",
)
STRANGE_TO_DATABASES = ("9" * 30, "9223372036854775808", "a\0b", "\ud800")
STRANGE_PARTS = ("9" * 30, "2147483648", "a\0b", "\ud800", "x" * 3000)
NAMES = (
    "q",
    "page",
    "lang",
    "network",
    "theme",
    "kind",
    "month",
    "attendance",
    "state",
    "next",
    "copy",
    "columns",
    "format",
    "v",
    "when",
    "past",
    "token",
)


def written(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


@pytest.fixture
def world(app: Flask) -> World:
    return make_town()


def reading(app: Flask) -> list[Rule]:
    return [rule for door, rule in doors(app).items() if door.endswith(" GET")]


OTHERS = tuple(value for value in STRANGE if value not in STRANGE_TO_DATABASES)
"""What databases do not mind: the names take turns with these, so that three rounds are enough."""
ON_BOTH = [
    *((engine, (value,)) for engine in ("sqlite", "postgresql") for value in STRANGE_TO_DATABASES),
    *(("sqlite", OTHERS[turn:] + OTHERS[:turn]) for turn in range(0, len(OTHERS), 2)),
]


@pytest.mark.parametrize(("built_app", "values"), ON_BOTH, ids=range(len(ON_BOTH)), indirect=["built_app"])
def test_nothing_in_a_query_breaks_a_page(app: Flask, world: World, values: tuple[str, ...]) -> None:
    query = "&".join(f"{name}={written(value)}" for name, value in zip(NAMES, cycle(values), strict=False))
    broken = {}
    for rule in reading(app):
        client = world.client(app, actor_for(rule.endpoint))
        status = client.get(f"{address_of(app, rule, world)}?{query}", buffered=True).status_code
        if status not in FINE:
            broken[rule.endpoint] = status
    assert broken == {}


def with_part(rule: Rule, world: World, name: str, value: str) -> str:
    """The address of a rule with one part of it replaced."""
    renamed = {"slug": slug_for(rule), "token": token_for(rule.endpoint)}

    def one(match: re.Match[str]) -> str:
        part = match[1]
        return written(value) if part == name else str(world.values.get(renamed.get(part, part), "x"))

    return re.sub(r"<(?:[^:>]+:)?(\w+)>", one, rule.rule)


@pytest.mark.parametrize("value", STRANGE_PARTS, ids=range(len(STRANGE_PARTS)))
def test_nothing_in_a_path_breaks_a_page(app: Flask, world: World, value: str) -> None:
    broken = {}
    for door, rule in doors(app).items():
        client = world.client(app, actor_for(rule.endpoint))
        for name in rule.arguments:
            where = with_part(rule, world, name, value)
            answer = client.open(where, method=door.split()[1], buffered=True, headers={"Origin": "http://localhost"})
            if answer.status_code not in FINE:
                broken[f"{door} {name}"] = answer.status_code
    assert broken == {}


HEADERS = (
    "Accept-Language",
    "Cookie",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Accept",
    "Accept-Encoding",
    "Referer",
    "User-Agent",
    "Content-Type",
    "Authorization",
    "X-Forwarded-For",
    "X-Request-Id",
    "If-Range",
)
STRANGE_HEADERS = (
    "\xff\xfe",
    "a" * 5000,
    "bytes=0-,5-1,-0",
    "language=\xe9; session=x.y.z",
    ';;;,,,q=nan "',
    "nl-\xe9;q=99999",
    "Thu, 99 Foo 2027 99:99:99 GMT",
    "gzip;q=-1",
)


def test_nothing_in_a_header_breaks_a_page(app: Flask, world: World) -> None:
    broken = {}
    for rule in reading(app):
        for value in STRANGE_HEADERS:
            client = app.test_client()
            environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name in HEADERS if name != "Content-Type"}
            answer = client.get(
                address_of(app, rule, world), environ_overrides={**environ, "CONTENT_TYPE": value}, buffered=True
            )
            if answer.status_code not in FINE | {206, 416}:
                broken[f"{rule.endpoint} {value[:30]!r}"] = answer.status_code
    assert broken == {}
