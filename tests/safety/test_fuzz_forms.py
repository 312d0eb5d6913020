"""Whatever is sent to any form, EventHub says yes, no or not like this: it never breaks."""

import os
from collections.abc import Callable
from urllib.parse import quote_from_bytes

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.house.test_permissions import doors
from tests.house.world import World
from tests.safety.field_table import FIELDS
from tests.safety.payloads import PLAIN
from tests.safety.sending import AS_BROWSERS_WRITE, filled, forms_of
from tests.safety.test_words_everywhere import changes_for
from tests.safety.town import Way, make_town, more_pages, ways, ways_of_signing_in
from tests.safety.walking import actor_for, address_of

USUAL_EXAMPLES = 8
DEEP = int(os.environ.get("EVENTHUB_FUZZ", "0"))
"""How many examples a door gets when there is time, others each time: `make fuzz`."""
SETTINGS = settings(
    max_examples=DEEP or USUAL_EXAMPLES,
    deadline=None,
    database=None,
    derandomize=not DEEP,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
ALLOWED = frozenset({200, 303, 302, 400, 401, 403, 404, 405, 410, 413, 422, 429})
NASTY = [
    b"",
    b"\0",
    b"a\0b",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"%",
    b"%00",
    b" ",
    b"\xe2\x80\x8b",
    b"-1",
    b"0",
    b"1",
    b"999999999999999999999",
    b"1e9",
    b"NaN",
    "٣".encode(),
    "²".encode(),
    b"2027-03-28",
    b"02:30",
    b"9999-12-31",
    b"1970-01-01",
    b"2100-12-31",
    b"00:00",
    b"31.2.2027",
    b"24:00",
    b"y",
    b"None",
    b"[]",
    b"{}",
    b"../../etc/passwd",
    b"http://[",
    b"https://[::1",
    b"https://x",
    b"javascript:alert(1)",
    b"a@b",
    b"a@" + b"b" * 300,
    "a@exämple.org".encode(),
    b'"a b"@example.org',
    b"a@[127.0.0.1]",
    b"x" * 201,
    b"x" * 5000,
    "é".encode() * 300,
    "👩🏽‍🚒".encode() * 60,
    b"\r\n",
    b"nl",
    b"UTC",
    b"#ffffff",
    b"%(x)s",
    b"{{7*7}}",
    b"publish",
    b"announce",
    b"\xf0\x9f\x98",
    b"=1+1",
    b";;;;",
    b"\n" * 50,
    b"\t",
    b"a;b;c@example.org",
]
VALUES = st.sampled_from(NASTY) | st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode())
Pairs = list[tuple[str, bytes]]


@st.composite
def spoiled(draw: st.DrawFn, usual: Pairs) -> Pairs:
    """What was filled in, with some of it taken out, doubled, or made into something else."""
    pairs = list(usual)
    for _each in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(pairs) - 1, 0)))
        how = draw(st.sampled_from(["replace", "replace", "replace", "drop", "double", "add"]))
        if how == "add" or not pairs:
            pairs.append((draw(st.text(max_size=12)).replace("\0", ""), draw(VALUES)))
        elif how == "drop":
            pairs.pop(place)
        elif how == "double":
            pairs.append((pairs[place][0], draw(VALUES)))
        else:
            pairs[place] = (pairs[place][0], draw(VALUES))
    return pairs


def urlencoded(pairs: Pairs) -> tuple[bytes, str]:
    parts = (f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in pairs)
    return "&".join(parts).encode(), "application/x-www-form-urlencoded"


def multipart(pairs: Pairs) -> tuple[bytes, str]:
    """The same with every second field sent as a file."""
    lines = []
    for number, (name, value) in enumerate(pairs):
        file = f'; filename="{name.translate(AS_BROWSERS_WRITE)}.pdf"' if number % 2 and "token" not in name else ""
        lines.append(
            f'--b\r\nContent-Disposition: form-data; name="{name.translate(AS_BROWSERS_WRITE)}"{file}\r\n\r\n'.encode()
            + value
            + b"\r\n"
        )
    return b"".join(lines) + b"--b--\r\n", "multipart/form-data; boundary=b"


ENCODINGS: list[Callable[[Pairs], tuple[bytes, str]]] = [urlencoded, urlencoded, multipart]


def judge(answer: TestResponse, what: str) -> None:
    assert answer.status_code in ALLOWED, f"{what}: {answer.status_code}"
    answer.close()


def send(client: FlaskClient, where: str, body: tuple[bytes, str]) -> TestResponse:
    return client.post(where, data=body[0], content_type=body[1], headers={"Origin": "http://localhost"}, buffered=True)


def opened(app: Flask, world: World, way: Way) -> tuple[FlaskClient, str, Pairs]:
    """A browser with the form open, where it sends the form, and what it sends when it is filled in as meant."""
    client = world.client(app, way.actor)
    html = client.get(way.page).text
    where, form = next(
        (where, form) for endpoint, where, form in forms_of(app, way.page, html) if endpoint == way.endpoint
    )
    changes = {name: value for name, value in changes_for(way, PLAIN).items() if isinstance(value, str | list)}
    return client, where, [(name, str(value).encode()) for name, value in filled(form, changes).items(multi=True)]


def hammer(client: FlaskClient, where: str, usual: Pairs) -> None:
    """Send a form in many wrong ways."""

    @SETTINGS
    @given(st.data())
    def try_it(data: st.DataObject) -> None:
        pairs, encode = data.draw(spoiled(usual)), data.draw(st.sampled_from(ENCODINGS))
        judge(send(client, where, encode(pairs)), f"{where} {pairs}")

    try_it()


def test_no_form_that_takes_words_breaks(app: Flask) -> None:
    world = make_town()
    for way in [*ways(world), *ways_of_signing_in(), Way("events.step", "owner", more_pages(world)["another date"][1])]:
        hammer(*opened(app, world, way))


def token_on(app: Flask, client: FlaskClient, where: str, name: str) -> bytes:
    """The token that a page puts into its form."""
    found = (form.value(name) for _endpoint, _where, form in forms_of(app, where, client.get(where).text))
    return str(next(filter(None, found))).encode()


def signed(app: Flask, world: World, actor: str) -> tuple[FlaskClient, bytes]:
    """A browser, with the token of its forms."""
    client = world.client(app, actor)
    page = "/manage/account" if actor != "anonymous" else "/manage/account/sign-in"
    return client, token_on(app, client, page, "csrf_token")


def test_no_door_that_takes_a_post_breaks(app: Flask) -> None:
    """Every route, Flask-Security's too, with the tokens of a page of ours and anything else."""
    world = make_town()
    # Taken before anything is sent: an event that was changed by chance may have no form any more.
    public = token_on(app, app.test_client(), f"/events/{world.values['event']}/register", "form_token")
    for door, rule in doors(app).items():
        endpoint, method = door.split()
        if method == "GET":
            continue
        actor = "owner" if endpoint.startswith("security.") else actor_for(endpoint)
        client, own = signed(app, world, actor)
        names = [(name, b"x") for name in FIELDS.get(endpoint, {"code": None, "email": None, "password": None})]
        hammer(client, address_of(app, rule, world), [*names, ("csrf_token", own), ("form_token", public)])


ANYTHING = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["first", "y"])
)
NAMES = (
    "email password password_confirm new_password new_password_confirm code name usage next credential which help_setup"
    " remember identity passkey step"
)
AS_JSON = st.dictionaries(
    st.sampled_from(NAMES.split()),
    ANYTHING | st.lists(ANYTHING, max_size=2) | st.dictionaries(st.text(max_size=4), ANYTHING, max_size=2),
)


def test_no_door_of_the_library_breaks_on_json(app: Flask) -> None:
    """Flask-Security's doors take JSON, in which a field may be anything; ours take forms only."""
    world = make_town()
    addresses = [
        address_of(app, rule, world)
        for door, rule in doors(app).items()
        if door.startswith("security.") and door.endswith(" POST")
    ]
    for actor in ("anonymous", "owner"):
        for where in addresses:
            client, own = signed(app, world, actor)
            headers = {"X-CSRFToken": own.decode(), "Accept": "application/json"}
            offer(client, where, {**headers, "Origin": "http://localhost"})


def offer(client: FlaskClient, where: str, headers: dict[str, str]) -> None:
    """Send a door whatever JSON can hold."""

    @SETTINGS
    @given(AS_JSON | ANYTHING)
    def try_it(body: object) -> None:
        judge(client.post(where, json=body, headers=headers, buffered=True), f"{where} {body}")

    try_it()
