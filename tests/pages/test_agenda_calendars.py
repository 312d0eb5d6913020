"""Which calendar a list offers, and under which name."""

from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories import make_event, make_network, utc
from tests.pages.test_agenda import NOW, calendars, make, page

pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_list_tells_machines_what_it_is(client: FlaskClient) -> None:
    shown = page(client, "/?kind=training&utm_source=mail")
    assert '<link rel="canonical" href="http://localhost/?kind=training">' in shown
    assert 'type="text/calendar" href="http://localhost/calendar.ics?kind=training&amp;lang=en"' in shown
    # nothing is found: nothing to follow
    assert 'href="webcal://localhost/calendar.ics?kind=training&amp;lang=en"' not in shown
    make("a", kind="training", starts_at=utc(2027, 5, 1, 8))
    assert 'href="webcal://localhost/calendar.ics?kind=training&amp;lang=en"' in page(client, "/?kind=training")
    month = page(client, "/calendar/2027/05?kind=training")
    assert 'href="webcal://localhost/calendar.ics?kind=training&amp;lang=en"' in month


@pytest.mark.parametrize(
    ("query", "offered"),
    [("network=stek", 1), ("network=stek&kind=training", 1), ("q=niets", 1), ("q=!&month=2027-05", 1),
     ("network=gone", 0), ("theme=gone", 0), ("network=stek&theme=gone", 0), ("network=stek&network=gone", 0),
     ("kind=gone", 0), ("attendance=gone", 0), ("month=gone", 0), ("month=2027-01", 1), ("month=2026-12", 0)],
)  # fmt: skip
def test_list_names_only_calendars_that_answer_and_hold_its_time(client: FlaskClient, query: str, offered: int) -> None:
    make_event(make_network(slug="stek"), starts_at=utc(2027, 5, 1, 8))
    addresses = calendars(page(client, f"/?{query}"))
    assert [client.get(address).status_code for address in addresses] == [200] * offered


def test_calendar_is_offered_under_the_name_that_it_has(client: FlaskClient) -> None:
    make("a", network=make_network(slug="stek", name="De Stek"), starts_at=utc(2027, 4, 20, 8))
    shown = unescape(page(client, "/?network=stek&q=kracht&month=2027-04&attendance=on_site&lang=en"))
    name = "De Stek · On site · Events with “kracht” · April 2027 · EventHub"
    assert f"&name={quote(name)}" in shown
    (address,) = calendars(shown)
    assert f"X-WR-CALNAME:{name}\r\n" in client.get(f"{address}&lang=en").text.replace("\r\n ", "")
