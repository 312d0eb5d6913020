"""What stands in calendars: times, states, words."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask.testing import FlaskClient

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.kinds import CONTACT
from eventhub.events.life import announce_event, cancel_event, postpone_event, publish_event, reschedule_event
from eventhub.events.models import ANNOUNCED, CANCELLED, DRAFT, ONLINE, POSTPONED, Event
from eventhub.events.schedule import Schedule
from tests.factories import make_event, make_network, make_theme, save, utc
from tests.feeds.reading import lines_of, loaded, unfolded, value


def lines_for(client: FlaskClient, event: Event, language: str = "en") -> list[str]:
    """The unfolded lines of an event's own file."""
    return lines_of(client, f"/events/{event.slug}.ics?lang={language}")


def times_of(client: FlaskClient, event: Event) -> tuple[str, str]:
    lines = lines_for(client, event)
    return value(lines[lines.index("BEGIN:VEVENT") :], "DTSTART"), value(lines, "DTEND")


def at(zone: str, start: tuple[int, ...], end: tuple[int, ...], **values: object) -> Event:
    """An event whose times are given as the clock there shows them: year, month, day, hour, minute and perhaps fold."""
    moments = []
    for year, month, day, hour, minute, *fold in (start, end):
        local = utc(year, month, day, hour, minute).replace(tzinfo=ZoneInfo(zone), fold=fold[0] if fold else 0)
        moments.append(local.astimezone(ZoneInfo("UTC")))
    return make_event(zone=zone, starts_at=moments[0], ends_at=moments[1], **values)


def test_times_are_written_by_the_clock_of_the_event(client: FlaskClient) -> None:
    event = at("Europe/Helsinki", (2027, 6, 1, 9, 30), (2027, 6, 1, 16, 0))
    assert times_of(client, event) == (
        "TZID=Europe/Helsinki:20270601T093000",
        "TZID=Europe/Helsinki:20270601T160000",
    )
    assert "TZID:Europe/Helsinki" in lines_for(client, event)


@pytest.mark.parametrize(("day", "clock_time"), [(27, "100000"), (28, "100000"), (29, "100000")])
def test_ten_o_clock_stays_ten_o_clock_around_the_change_in_spring(
    client: FlaskClient, day: int, clock_time: str
) -> None:
    event = at("Europe/Brussels", (2027, 3, day, 10, 0), (2027, 3, day, 12, 0))
    assert times_of(client, event)[0] == f"TZID=Europe/Brussels:202703{day}T{clock_time}"


def test_ten_o_clock_stays_ten_o_clock_after_the_change_in_autumn(client: FlaskClient) -> None:
    event = at("Europe/Brussels", (2027, 10, 31, 10, 0), (2027, 10, 31, 12, 0))
    assert times_of(client, event)[0] == "TZID=Europe/Brussels:20271031T100000"


def test_night_over_a_change_of_the_clock_is_written_in_utc_and_told_in_words(client: FlaskClient) -> None:
    event = at("Europe/Brussels", (2027, 3, 27, 23, 0), (2027, 3, 28, 4, 0))
    assert times_of(client, event) == ("20270327T220000Z", "20270328T020000Z")
    lines = lines_for(client, event)
    assert "BEGIN:VTIMEZONE" not in lines
    assert "Local time: Saturday" in value(lines, "DESCRIPTION")


def test_second_of_two_equal_hours_is_written_in_utc(client: FlaskClient) -> None:
    event = at("Europe/Brussels", (2027, 10, 31, 2, 15, 1), (2027, 10, 31, 2, 45, 1))
    assert times_of(client, event) == ("20271031T011500Z", "20271031T014500Z")


def test_end_that_looks_earlier_on_the_clock_is_still_later(client: FlaskClient) -> None:
    event = at("Europe/Brussels", (2027, 10, 31, 2, 30), (2027, 10, 31, 2, 15, 1))
    assert times_of(client, event) == ("20271031T003000Z", "20271031T011500Z")


def test_zone_without_yearly_rule_is_written_in_utc(client: FlaskClient) -> None:
    event = at("Africa/Casablanca", (2027, 6, 1, 10, 0), (2027, 6, 1, 12, 0))
    assert times_of(client, event) == ("20270601T090000Z", "20270601T110000Z")


def test_evening_that_ends_after_midnight_is_one_entry(client: FlaskClient) -> None:
    event = at("Europe/Brussels", (2027, 6, 1, 21, 0), (2027, 6, 2, 1, 0))
    assert times_of(client, event) == ("TZID=Europe/Brussels:20270601T210000", "TZID=Europe/Brussels:20270602T010000")


def test_all_day_event_has_dates_and_an_exclusive_end(client: FlaskClient) -> None:
    event = at("Europe/Brussels", (2027, 3, 30, 0, 0), (2027, 4, 2, 0, 0), is_all_day=True)
    assert times_of(client, event) == ("VALUE=DATE:20270330", "VALUE=DATE:20270402")
    assert "BEGIN:VTIMEZONE" not in lines_for(client, event)


def test_open_end_is_assumed_and_told(client: FlaskClient) -> None:
    event = at("Europe/Brussels", (2027, 5, 12, 9, 30), (2027, 5, 12, 9, 30), has_open_end=True)
    assert times_of(client, event)[1] == "TZID=Europe/Brussels:20270512T113000"
    assert value(lines_for(client, event), "DESCRIPTION").startswith("LANGUAGE=en:The end of the event is open.")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ANNOUNCED, ("LANGUAGE=nl:Save the date: Forum", "TENTATIVE", "TRANSPARENT", "FREE")),
        ("published", ("LANGUAGE=nl:Forum", "CONFIRMED", "TRANSPARENT", "FREE")),
        (POSTPONED, ("LANGUAGE=nl:POSTPONED: Forum", "CANCELLED", "TRANSPARENT", "FREE")),
        (CANCELLED, ("LANGUAGE=nl:CANCELLED: Forum", "CANCELLED", "TRANSPARENT", "FREE")),
    ],
)
def test_state_shows_in_title_status_and_busyness(client: FlaskClient, state: str, expected: tuple[str, ...]) -> None:
    lines = lines_for(client, make_event(title="Forum", state=state))
    names = ("SUMMARY", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")
    assert tuple(value(lines, name) for name in names) == expected


def test_reason_of_a_cancellation_is_told_first(client: FlaskClient) -> None:
    event = make_event(state=CANCELLED, state_reason={"en": "The hall burnt down."})
    assert value(lines_for(client, event), "DESCRIPTION").startswith(
        "LANGUAGE=en:This event is cancelled.\\nThe hall burnt down.\\n\\n"
    )


def test_feed_speaks_the_language_asked_for(client: FlaskClient) -> None:
    event = make_event(title={"nl": "Dorpsforum", "fr": "Forum rural"})
    titles = {code: value(lines_for(client, event, code), "SUMMARY") for code in ("nl", "fr", "xx")}
    assert titles == {"nl": "LANGUAGE=nl:Dorpsforum", "fr": "LANGUAGE=fr:Forum rural", "xx": "LANGUAGE=nl:Dorpsforum"}


def test_the_room_s_address_is_in_no_public_calendar(client: FlaskClient) -> None:
    event = make_event(attendance=ONLINE, join_url="https://rooms.example.org/secret", place_name="", place_address="")
    lines = lines_for(client, event)
    assert "rooms.example.org" not in "".join(lines)
    assert value(lines, "LOCATION") == "Online"
    assert "People who register get the link to join." in value(lines, "DESCRIPTION")


def test_place_unknown_yet_is_left_out(client: FlaskClient) -> None:
    event = make_event(state=ANNOUNCED, place_name="", place_address="")
    assert not [line for line in lines_for(client, event) if line.startswith("LOCATION")]


def test_contact_is_named_where_the_page_names_it(client: FlaskClient) -> None:
    network = make_network(name="De Brug")
    contact = {"contact_name": "Jan, de Gids", "contact_email": "gids@example.org"}
    shown, hidden = make_event(network, shown_parts=[CONTACT], **contact), make_event(network, **contact)
    assert value(lines_for(client, shown), "CONTACT") == "Jan\\, de Gids\\, gids@example.org\\, De Brug"
    assert value(lines_for(client, hidden), "CONTACT") == "De Brug"


def test_feed_names_nobody_as_organiser_or_attendee(client: FlaskClient) -> None:
    lines = lines_for(client, make_event())
    assert not [line for line in lines if line.startswith(("ORGANIZER", "ATTENDEE", "METHOD", "VALARM", "GEO"))]


def test_comma_stays_inside_a_theme(client: FlaskClient) -> None:
    network = make_network()
    themes = [make_theme(network, name={"en": name}, position=n) for n, name in enumerate(("Food, farming", "LEADER"))]
    assert value(lines_for(client, make_event(network, themes=themes)), "CATEGORIES") == (
        "LANGUAGE=en:Food\\, farming,LEADER"
    )


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Forum\r\nATTENDEE:mailto:x@example.org\r\nEND:VEVENT", "Forum ATTENDEE:mailto:x@example.org END:VEVENT"),
        ("Farm\x0bto\x1b fork\u2028policy\x85now\ufeff", "Farm to fork policy now"),
        ("a\\nb; c, d", "a\\\\nb\\; c\\, d"),
        ("🚜" * 60, "🚜" * 60),
        ("100 %(title)s", "100 %(title)s"),
    ],
)
def test_title_stays_one_line_of_text(client: FlaskClient, title: str, shown: str) -> None:
    event = make_event(title={"en": title}, state=ANNOUNCED)
    body = client.get(f"/events/{event.slug}.ics?lang=en").data
    assert value(unfolded(body), "SUMMARY") == f"LANGUAGE=en:Save the date: {shown}"
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert [line.decode() for line in body.split(b"\r\n")].count("END:VEVENT") == 1


def test_name_of_a_network_cannot_break_its_calendar(client: FlaskClient) -> None:
    network = make_network(name="Brug; weg,\nwater")
    make_event(network)
    lines = lines_of(client, f"/networks/{network.slug}.ics")
    assert value(lines, "X-WR-CALNAME") == value(lines, "NAME") == "Brug\\; weg\\, water"


def test_long_description_is_cut_and_ends_with_the_page(client: FlaskClient) -> None:
    event = make_event(description={"en": "woord " * 900})
    words = value(lines_for(client, event), "DESCRIPTION")
    assert len(words) < 1300
    assert words.endswith(f"\\n\\nhttp://localhost/events/{event.slug}")


def test_stamp_and_last_modified_are_the_revision(client: FlaskClient) -> None:
    event = make_event(revised_at=utc(2026, 5, 4, 10, 11), sequence=7)
    lines = lines_for(client, event)
    assert [value(lines, name) for name in ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")] == [
        "20260504T101100Z",
        "20260504T101100Z",
        "7",
    ]


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


@pytest.mark.parametrize("query", ["network=none", "theme=none", "kind=none", "attendance=none"])
def test_filter_by_something_unknown_is_404_and_not_an_empty_calendar(client: FlaskClient, query: str) -> None:
    make_event()
    assert client.get(f"/calendar.ics?{query}").status_code == 404


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
