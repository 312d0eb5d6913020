"""The agenda: which events are listed, by which filters, with how many queries."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventhub.events.models import Event
from eventhub.events.search import refresh_search_text
from tests.events.rows import loaded
from tests.factories import make_event, make_network, make_registration, make_theme, save, utc
from tests.pages.queries import counted_queries

NOW = utc(2027, 4, 14, 10)
pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert (response.status_code, response.headers.getlist("Set-Cookie")) == (200, [])
    return response.text


def listed(client: FlaskClient, address: str) -> list[str]:
    """The events of a page by their addresses, in order, each once."""
    return list(dict.fromkeys(re.findall(r'href="/events/([\w-]+)"', page(client, address))))


def make(slug: str, **values: Any) -> Event:
    """An event that search finds."""
    event = loaded(make_event(slug=slug, **values))
    refresh_search_text(event)
    return save(event)


def test_what_comes_is_listed_by_date_with_what_runs_now_and_without_drafts_or_the_past(client: FlaskClient) -> None:
    network = make_network()
    make("later", network=network, starts_at=utc(2027, 6, 1, 8))
    make("soon", network=network, starts_at=utc(2027, 4, 20, 8), state="announced")
    make("running", network=network, starts_at=NOW - timedelta(hours=1))
    make("just-over", network=network, starts_at=NOW - timedelta(hours=2))
    make("off", network=network, starts_at=utc(2027, 5, 3, 8), state="cancelled")
    make("moved", network=network, starts_at=utc(2027, 5, 4, 8), state="postponed")
    make("draft", network=network, starts_at=utc(2027, 5, 5, 8), state="draft")
    make("dateless", network=network, starts_at=None, ends_at=None, state="draft")
    assert listed(client, "/") == ["running", "soon", "off", "moved", "later"]
    assert listed(client, "/?past=1") == ["just-over"]
    assert re.findall(r'<h2 class="month">(.*?)</h2>', page(client, "/?lang=en")) == [
        "April 2027",
        "May 2027",
        "June 2027",
    ]


def test_past_events_come_latest_first(client: FlaskClient) -> None:
    for day in (1, 2, 3):
        make(f"day-{day}", starts_at=utc(2027, 4, day, 8))
    assert listed(client, "/?past=1") == ["day-3", "day-2", "day-1"]


def test_what_lasts_for_years_is_listed_until_its_end(client: FlaskClient) -> None:
    make("course", starts_at=NOW - timedelta(days=4 * 365), ends_at=NOW + timedelta(minutes=1))
    assert [listed(client, page) for page in ("/", "/?month=2027-04", "/calendar/2027/4")] == [["course"]] * 3


@pytest.fixture
def five(app: Flask) -> None:
    one, two = make_network(slug="one", name="Een"), make_network(slug="two", name="Twee")
    theme = make_theme(one, slug="housing", name={"nl": "Wonen"})
    make(
        "a",
        network=one,
        starts_at=utc(2027, 5, 1, 8),
        attendance="online",
        kind="exchange",
        title="Koffie over grenzen",
    )
    make("b", network=two, starts_at=utc(2027, 5, 2, 8), attendance="both", kind="training")
    make("c", network=two, starts_at=utc(2027, 6, 3, 8), kind="training", co_networks=[one])
    make("d", network=one, starts_at=utc(2027, 6, 4, 8), themes=[theme])
    make("e", network=two, starts_at=utc(2027, 1, 5, 8), attendance="online", title="Koffie van toen")


QUESTIONS = [
    ("", ["a", "b", "c", "d"]), ("network=one", ["a", "c", "d"]), ("network=two", ["b", "c"]), ("network=none", []),
    ("network=one&network=two&kind=training&kind=exchange", ["a", "b", "c"]),
    ("theme=housing", ["d"]), ("theme=none", []), ("attendance=online", ["a", "b"]),
    ("kind=training", ["b", "c"]), ("kind=nonsense", []), ("attendance=on_site", ["b", "c", "d"]),
    ("attendance=by-boat", []),
    ("month=2027-05", ["a", "b"]), ("month=2027-01", ["e"]), ("month=2027-13", []), ("theme=%00", []),
    ("past=1", ["e"]),
    ("q=koffie", ["a"]), ("q=KOFF+grenz", ["a"]), ("q=koffie&past=1", ["e"]), ("q=wonen", ["d"]),
    ("q=een", ["a", "c", "d"]),
    ("network=one&kind=training&attendance=on_site&month=2027-06", ["c"]), ("network=one&attendance=online&q=thee", []),
]  # fmt: skip


@pytest.mark.usefixtures("five")
def test_filters_choose_and_narrow_each_other_down(client: FlaskClient) -> None:
    assert [(query, listed(client, f"/?{query}")) for query, _ in QUESTIONS] == QUESTIONS


@pytest.mark.usefixtures("five")
def test_month_view_shows_the_events_of_the_list(client: FlaskClient) -> None:
    for query in ("", "network=one", "theme=housing", "kind=training", "attendance=online", "q=koffie", "past=1"):
        for month in ("2027-01", "2027-05", "2027-06"):
            grid = listed(client, f"/calendar/{month.replace('-', '/')}?{query}")
            assert grid == listed(client, f"/?{query.replace('past=1', '')}&month={month}")


def calendars(shown: str) -> list[str]:
    """The addresses of the calendars that a page names to machines."""
    found = re.findall(r'rel="alternate" type="text/calendar" href="http://localhost(.*?)"', shown)
    return [unescape(address) for address in found]


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize("query", [query for query, found in QUESTIONS if found])
def test_calendar_holds_the_events_of_the_list(client: FlaskClient, query: str) -> None:
    shown = page(client, f"/?{query}")
    (address,) = calendars(shown)
    calendar = client.get(address).text.replace("\r\n ", "")
    in_feed = set(re.findall(r"^URL:http://localhost/events/(\w+)\r$", calendar, re.MULTILINE))
    both = [listed(client, f"/?{query.replace('past=1', '')}{past}") for past in ("", "&past=1")]
    assert in_feed == {*both[0], *both[1]}
    assert (f'href="webcal://localhost{address}"' in unescape(shown)) == ("past" not in query)


@pytest.mark.parametrize(
    "query",
    ["q=%00", "network=%00", "theme=%ff%fe", "kind=%00", "attendance=%27", "month=2027-00", "month=2100-12", "month=x",
     "page=0", "page=-1", "page=x", "page=%C2%B2", "page=99999999999", "past=maybe", "q=" + "x" * 3000,
     "network=a&network=b", "lang=xx"],
)  # fmt: skip
def test_nonsense_in_the_address_is_not_an_error(client: FlaskClient, query: str) -> None:
    make("a", starts_at=utc(2027, 5, 1, 8))
    assert client.get(f"/?{query}").status_code == 200
    assert client.get(f"/calendar/2027/5?{query}").status_code == 200


def test_months_go_by_the_clock_of_each_event(client: FlaskClient) -> None:
    network = make_network()
    make("brussels-may", network=network, starts_at=utc(2027, 4, 30, 22, 30))
    make("brussels-april", network=network, starts_at=utc(2027, 4, 30, 19, 30))
    make("auckland-may", network=network, starts_at=utc(2027, 4, 30, 13), zone="Pacific/Auckland")
    make("honolulu-april", network=network, starts_at=utc(2027, 5, 1, 6), zone="Pacific/Honolulu")
    make("all-of-may", network=network, is_all_day=True, starts_at=utc(2027, 4, 30, 22), ends_at=utc(2027, 5, 31, 22))
    make("midnight", network=network, starts_at=utc(2027, 4, 30, 22), ends_at=utc(2027, 4, 30, 22))
    april, may = ["brussels-april", "honolulu-april"], ["auckland-may", "all-of-may", "midnight", "brussels-may"]
    assert (listed(client, "/?month=2027-04"), listed(client, "/?month=2027-05")) == (april, may)
    assert set(listed(client, "/calendar/2027/4")) == set(april)
    assert set(listed(client, "/calendar/2027/5")) == set(may)
    assert listed(client, "/calendar/2027/6") == []


def test_event_of_several_days_stands_on_each_of_them(client: FlaskClient) -> None:
    make("days", starts_at=utc(2027, 4, 29, 8), ends_at=utc(2027, 5, 2, 15))
    days = re.findall(
        r'<time datetime="([\d-]+)">(?:(?!</td>).)*?/events/days', page(client, "/calendar/2027/4"), re.DOTALL
    )
    assert days == ["2027-04-29", "2027-04-30"]
    days = re.findall(
        r'<time datetime="([\d-]+)">(?:(?!</td>).)*?/events/days', page(client, "/calendar/2027/5"), re.DOTALL
    )
    assert days == ["2027-05-01", "2027-05-02"]


def test_month_view_marks_today_and_leads_to_its_neighbours_with_the_filters(client: FlaskClient) -> None:
    shown = page(client, "/calendar/2027/4?kind=training&past=1&month=2026-01")
    assert re.findall(r'today">\s*<time datetime="([\d-]+)"', shown) == ["2027-04-14"]
    assert re.findall(r'rel="(prev|next)" href="(.*?)"', shown) == [
        ("prev", "/calendar/2027/3?kind=training"), ("next", "/calendar/2027/5?kind=training"),
    ]  # fmt: skip
    assert 'href="/?kind=training&amp;month=2027-04"' in shown


@pytest.mark.parametrize(
    "month", ["2027/0", "2027/13", "1999/12", "2101/1", "0/1", "99999999999999999999/1", "2027/x", "-1/1"]
)
def test_months_that_are_none_do_not_exist(client: FlaskClient, month: str) -> None:
    assert client.get(f"/calendar/{month}").status_code == 404


def test_first_and_last_month_lead_no_further(client: FlaskClient) -> None:
    assert 'rel="prev"' not in page(client, "/calendar/2000/1")
    assert 'rel="next"' not in page(client, "/calendar/2100/12")


def test_list_is_cut_into_pages_of_fifty_and_keeps_its_filters(client: FlaskClient) -> None:
    network = make_network(slug="one")
    for number in range(51):
        make_event(network, slug=f"n{number:02}", starts_at=utc(2027, 5, 1, 8) + timedelta(hours=number))
    first = page(client, "/?network=one&lang=en")
    assert listed(client, "/?network=one") == [f"n{number:02}" for number in range(50)]
    assert listed(client, "/?network=one&page=2") == ["n50"]
    assert "51 events" in first
    assert 'rel="next" href="/?network=one&amp;lang=en&amp;page=2"' in first


def test_a_page_after_the_last_leads_to_the_first(client: FlaskClient) -> None:
    make("a", starts_at=utc(2027, 5, 1, 8))
    response = client.get("/?attendance=on_site&page=7")
    assert (response.status_code, response.location) == (303, "/?attendance=on_site")


def test_nothing_found_says_what_to_do_next(client: FlaskClient) -> None:
    shown = page(client, "/?q=niets&lang=en")
    assert "0 events" in shown
    assert 'href="/?q=niets&amp;past=1"' in shown
    assert "Clear the filters" in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow(client: FlaskClient, rows: int) -> None:
    network, other = make_network(slug="one"), make_network()
    theme = make_theme(network, slug="housing")
    for number in range(rows):
        for start in (utc(2027, 4, 20 + number, 8), utc(2027, 3, 20 + number, 8)):
            make_registration(
                make(
                    f"x{start:%m%d}", network=network, starts_at=start, capacity=9, co_networks=[other], themes=[theme]
                )
            )
    counts = {}
    for address in ("/", "/?past=1", "/?q=kracht&network=one", "/?month=2027-04", "/calendar/2027/4", "/networks/one",
                    "/themes/housing", "/networks", "/themes"):  # fmt: skip
        with counted_queries() as sent:
            page(client, address)
        counts[address] = len(sent)
    assert counts == {
        "/": 4, "/?past=1": 4, "/?q=kracht&network=one": 4, "/?month=2027-04": 4, "/calendar/2027/4": 4,
        "/networks/one": 8, "/themes/housing": 6, "/networks": 1, "/themes": 1,
    }  # fmt: skip


def test_row_says_places_left_place_and_networks(client: FlaskClient) -> None:
    event = make(
        "a", network=make_network(name="De Steiger"), co_networks=[make_network(name="Sociaal Werk Nu")], capacity=3,
        starts_at=utc(2027, 5, 1, 8), shown_parts=["places_left"], attendance="both", online_capacity=0,
    )  # fmt: skip
    make_registration(event)
    row = re.findall(r'<article class="row.*?</article>', page(client, "/?lang=en"), re.DOTALL)[0]
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row))
    for expected in (
        "De Steiger",
        "Sociaal Werk Nu",
        "Network meeting",
        "Buurthuis De Brug and online",
        "2 places left",
    ):
        assert expected in words


def test_titles_are_marked_with_their_language_and_shown_as_text(client: FlaskClient) -> None:
    make("a", title={"nl": "<b>Vet</b> & co"}, starts_at=utc(2027, 4, 20, 8))
    for address in ("/?lang=en", "/calendar/2027/4?lang=en"):
        assert re.findall(r'lang="nl">([^/]*/b&gt; &amp; co)<', page(client, address)) == [
            "&lt;b&gt;Vet&lt;/b&gt; &amp; co"
        ]


def test_lists_and_months_tell_the_last_places_also_where_the_page_does_not_count_them(client: FlaskClient) -> None:
    for slug, capacity in (("few", 3), ("many", 30), ("none", 1)):
        make_registration(make(slug, capacity=capacity, starts_at=utc(2027, 5, 1, 8), shown_parts=[]))
    states = re.findall(r'class="state [a-z]+">([^<]+)<', page(client, "/?lang=en"))
    assert sorted(states) == ["2 places left", "Full", "Open"]
    assert re.findall(r"<small>([^<]+)</small>", page(client, "/calendar/2027/5?lang=en")) == ["2 places left", "Full"]


def test_what_was_has_a_head_of_its_own(client: FlaskClient) -> None:
    heads = re.findall(r'<h1>([^<]+)</h1>\s*<p class="lead">(\w+)', page(client, "/?past=1&lang=en"))
    assert heads == [("Past events", "What")]
