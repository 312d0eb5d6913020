"""Which events stand in which calendar, and for how long."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.life import announce_event, cancel_event, postpone_event, publish_event, reschedule_event
from eventhub.events.models import CANCELLED, DRAFT, ONLINE
from eventhub.events.schedule import Schedule
from eventhub.events.service import change_event, content_of
from tests.factories import make_event, make_network, make_theme, save, utc
from tests.feeds.reading import lines_of, loaded, value
from tests.feeds.test_calendars import at


def test_draft_is_in_no_calendar(client: FlaskClient) -> None:
    network = make_network()
    theme = make_theme(network)
    draft = make_event(network, title="Geheim beraad", state=DRAFT, themes=[theme])
    make_event(network, themes=[theme])
    for address in ("/calendar.ics", f"/networks/{network.slug}.ics", f"/themes/{theme.slug}.ics"):
        text = "\n".join(lines_of(client, address))
        assert (draft.uid in text, "Geheim" in text, text.count("BEGIN:VEVENT")) == (False, False, 1)
    assert client.get(f"/events/{draft.slug}.ics").status_code == 404


def test_network_and_theme_feeds_hold_their_own_events(client: FlaskClient) -> None:
    network, other = make_network(), make_network()
    theme = make_theme(network)
    mine, shared = make_event(network, themes=[theme]), make_event(other, co_networks=[network])
    make_event(other)

    def uids(address: str) -> set[str]:
        return {line.removeprefix("UID:") for line in lines_of(client, address) if line.startswith("UID:")}

    assert uids(f"/networks/{network.slug}.ics") == {mine.uid, shared.uid}
    assert uids(f"/themes/{theme.slug}.ics") == {mine.uid}


def test_hub_feed_is_filtered_like_the_list(client: FlaskClient) -> None:
    network, other = make_network(name="Brug", slug="brug"), make_network(name="Plein", slug="plein")
    theme = make_theme(network, name={"nl": "Wonen"}, slug="wonen")
    make_event(network, themes=[theme], title="A", kind="network_day")
    make_event(network, title="B", kind="launch_webinar", attendance=ONLINE)
    make_event(other, title="C", co_networks=[network])
    make_event(other, title="D")

    def found(query: str) -> list[str]:
        lines = lines_of(client, f"/calendar.ics?{query}")
        return sorted(line[-1] for line in lines if line.startswith("SUMMARY"))

    assert [found(query) for query in (
        "network=brug", "network=brug&network=plein", "theme=wonen", "kind=network_day&kind=launch_webinar",
        "network=brug&attendance=online", "network=plein&kind=network_day", "other=brug", "network=",
    )] == [
        ["A", "B", "C"], ["A", "B", "C", "D"], ["A"], ["A", "B"],
        ["B"], [], ["A", "B", "C", "D"], ["A", "B", "C", "D"],
    ]  # fmt: skip
    assert value(lines_of(client, "/calendar.ics?theme=wonen&network=brug&lang=nl"), "X-WR-CALNAME") == (
        "Brug · Wonen · EventHub"
    )


@pytest.mark.parametrize(
    "query",
    ["network=none", "network=%00", "theme=none", "kind=none", "attendance=none", "month=none", "month=2027-13",
     "month=20%D9%A2%D9%A2-01"],
)  # fmt: skip
def test_filter_by_something_unknown_is_404_and_not_an_empty_calendar(client: FlaskClient, query: str) -> None:
    make_event()
    assert client.get(f"/calendar.ics?{query}").status_code == 404


@pytest.mark.parametrize("query", ["q=nergens", "q=!", "q=%00", "month=2036-05", "month=2020-05"])
def test_search_that_finds_nothing_yet_is_a_calendar(client: FlaskClient, query: str) -> None:
    make_event()
    lines = lines_of(client, f"/calendar.ics?{query}")
    assert (lines[0], lines[-2], "BEGIN:VEVENT" in lines) == ("BEGIN:VCALENDAR", "END:VCALENDAR", False)


def test_calendar_of_a_search_says_what_was_searched(client: FlaskClient) -> None:
    lines = lines_of(client, "/calendar.ics?q=++Nabijheid%0A%26+zorg&month=2027-04&past=1&other=x&lang=en")
    assert [value(lines, name) for name in ("X-WR-CALNAME", "DESCRIPTION", "URL")] == [
        "Events with “Nabijheid & zorg” · April 2027 · EventHub",
        "Events on EventHub: Events with “Nabijheid & zorg” · April 2027.",
        "http://localhost/?q=Nabijheid%0A%26+zorg&month=2027-04",
    ]


def test_text_that_moves_an_event_in_or_out_of_a_search_is_another_state_of_its_calendar(client: FlaskClient) -> None:
    event = make_event(title="Wonen", contact_email="forum@example.org")
    address, etag, seen = "/calendar.ics?q=werken", "", []
    for title in ("Wonen", "Werken", "Werken en wonen", "Wonen"):
        changed = replace(content_of(loaded(event)), title={"nl": title})
        change_event(loaded(event), expected_version=event.version, content=changed, now=clock.now(), actor_id=None)
        db.session.commit()
        answer = client.get(address, headers={"If-None-Match": etag})
        seen.append((answer.status_code, answer.text.count("BEGIN:VEVENT")))
        etag = answer.headers["ETag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert seen == [(200, 0), (200, 1), (200, 1), (200, 0)]


def test_events_stand_in_the_order_of_their_start(client: FlaskClient) -> None:
    begin = clock.now().replace(microsecond=0)
    for days in (30, 10, 20):
        make_event(starts_at=begin + timedelta(days=days), title=f"Over {days} dagen")
    titles = [line for line in lines_of(client, "/calendar.ics") if line.startswith("SUMMARY")]
    assert [title.split(":")[1] for title in titles] == ["Over 10 dagen", "Over 20 dagen", "Over 30 dagen"]


@time_machine.travel(utc(2027, 6, 15, 12), tick=False)
def test_window_begins_with_a_month_three_months_back(client: FlaskClient) -> None:
    make_event(starts_at=utc(2027, 2, 28, 12), title="Te lang geleden")
    make_event(starts_at=utc(2027, 3, 1, 12), title="Nog net")
    make_event(starts_at=utc(2036, 3, 1, 12), title="Ver weg")
    titles = [line.split(":")[1] for line in lines_of(client, "/calendar.ics") if line.startswith("SUMMARY")]
    assert titles == ["Nog net", "Ver weg"]


def test_cancelled_event_leaves_a_week_after_its_end(client: FlaskClient) -> None:
    event = make_event(state=CANCELLED)
    with time_machine.travel(event.ends_at + timedelta(days=6, hours=23)):
        assert event.uid in "".join(lines_of(client, "/calendar.ics"))
        etag = client.get("/calendar.ics").headers["ETag"]
    with time_machine.travel(event.ends_at + timedelta(days=7, seconds=1)):
        answer = client.get("/calendar.ics", headers={"If-None-Match": etag})
        assert (answer.status_code, event.uid in answer.text) == (200, False)


def test_one_bad_event_does_not_take_the_feed_away(client: FlaskClient) -> None:
    good, bad = make_event(), make_event(zone="Nowhere/Land")
    text = "".join(lines_of(client, "/calendar.ics"))
    assert (good.uid in text, bad.uid in text) == (True, False)


def test_feed_of_nothing_is_still_a_calendar(client: FlaskClient) -> None:
    lines = lines_of(client, "/calendar.ics")
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")


def test_subscriber_follows_an_event_through_its_life(client: FlaskClient) -> None:
    event = at("Europe/Brussels", (2027, 6, 9, 0, 0), (2027, 6, 10, 0, 0), is_all_day=True, state=DRAFT,
               title="Forum", revised_at=None, published_at=None, contact_email="forum@example.org")  # fmt: skip
    seen = []

    def look() -> None:
        db.session.commit()
        lines = lines_of(client, "/calendar.ics")
        start = value(lines[lines.index("BEGIN:VEVENT") :], "DTSTART")
        seen.append((value(lines, "UID") == event.uid, value(lines, "SEQUENCE"), value(lines, "STATUS"), start))

    begin = utc(2027, 1, 4, 12)
    with time_machine.travel(begin) as travel:
        announce_event(loaded(event), actor_id=None, now=clock.now())
        look()
        travel.shift(timedelta(days=1))
        event.is_all_day, event.starts_at, event.ends_at = False, utc(2027, 6, 9, 8), utc(2027, 6, 9, 10)
        publish_event(loaded(save(event)), actor_id=None, now=clock.now())
        look()
        travel.shift(timedelta(days=1))
        postpone_event(loaded(event), reason={"nl": "De zaal is bezet."}, actor_id=None, now=clock.now())
        look()
        travel.shift(timedelta(days=1))
        moved = Schedule(
            utc(2027, 6, 16, 8), utc(2027, 6, 16, 10), "Europe/Brussels", is_all_day=False, has_open_end=False
        )
        reschedule_event(loaded(event), schedule=moved, actor_id=None, now=clock.now())
        look()
        travel.shift(timedelta(days=1))
        cancel_event(loaded(event), reason={"nl": "Te weinig volk."}, actor_id=None, now=clock.now())
        look()
    assert seen == [
        (True, "0", "TENTATIVE", "VALUE=DATE:20270609"),
        (True, "1", "CONFIRMED", "TZID=Europe/Brussels:20270609T100000"),
        (True, "2", "CANCELLED", "TZID=Europe/Brussels:20270609T100000"),
        (True, "3", "CONFIRMED", "TZID=Europe/Brussels:20270616T100000"),
        (True, "4", "CANCELLED", "TZID=Europe/Brussels:20270616T100000"),
    ]
