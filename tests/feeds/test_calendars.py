"""What stands in calendars: times, states, words."""

from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from eventhub.events.kinds import CONTACT
from eventhub.events.models import ANNOUNCED, CANCELLED, ONLINE, POSTPONED, Event
from tests.factories import make_event, make_network, make_theme, utc
from tests.feeds.reading import lines_of, unfolded, value


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
        (ANNOUNCED, ("Save the date: Forum", "TENTATIVE", "TRANSPARENT", "FREE")),
        ("published", ("LANGUAGE=nl:Forum", "CONFIRMED", "TRANSPARENT", "FREE")),
        (POSTPONED, ("POSTPONED: Forum", "CANCELLED", "TRANSPARENT", "FREE")),
        (CANCELLED, ("CANCELLED: Forum", "CANCELLED", "TRANSPARENT", "FREE")),
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


def languages_of(client: FlaskClient, event: Event, language: str) -> dict[str, str]:
    """The language that each property of words says it is in."""
    lines = lines_for(client, event, language)
    names = ("SUMMARY", "DESCRIPTION", "CATEGORIES", "LOCATION")
    return {name: value(lines, name).partition("LANGUAGE=")[2][:2] for name in names}


def test_words_name_the_language_that_they_are_in(client: FlaskClient) -> None:
    network = make_network(languages=["nl", "fr"])
    theme = make_theme(network, name={"nl": "Wonen"})
    event = make_event(network, title={"nl": "Forum", "fr": "Forum"}, summary={"nl": "Kort", "fr": "Bref"},
                       themes=[theme], attendance=ONLINE)  # fmt: skip
    assert [languages_of(client, event, code) for code in ("nl", "fr", "fi")] == [
        {"SUMMARY": "nl", "DESCRIPTION": "nl", "CATEGORIES": "nl", "LOCATION": "nl"},
        {"SUMMARY": "fr", "DESCRIPTION": "fr", "CATEGORIES": "nl", "LOCATION": "fr"},
        {"SUMMARY": "nl", "DESCRIPTION": "", "CATEGORIES": "nl", "LOCATION": "fi"},
    ]


def test_words_in_two_languages_name_none(client: FlaskClient) -> None:
    network = make_network(languages=["nl", "fr"])
    themes = [make_theme(network, name=name) for name in ({"nl": "Wonen"}, {"nl": "Werk", "fr": "Travail"})]
    event = make_event(network, state=CANCELLED, state_reason={"nl": "Ziek"}, themes=themes)
    assert languages_of(client, event, "fr") == {
        "SUMMARY": "", "DESCRIPTION": "", "CATEGORIES": "", "LOCATION": "",
    }  # fmt: skip
    assert languages_of(client, make_event(network, themes=themes[:1]), "fr")["DESCRIPTION"] == "fr"


def test_the_room_s_address_is_in_no_public_calendar(client: FlaskClient) -> None:
    event = make_event(attendance=ONLINE, join_url="https://rooms.example.org/secret", place_name="", place_address="")
    lines = lines_for(client, event)
    assert "rooms.example.org" not in "".join(lines)
    assert value(lines, "LOCATION") == "LANGUAGE=en:Online"
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
