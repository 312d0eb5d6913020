"""Links into calendars."""

from urllib.parse import unquote, unquote_plus

from flask import Flask

from eventhub.events.calendar_links import links_of, subscription_links
from tests.events.rows import loaded
from tests.factories import make_event


def test_each_program_gets_the_form_it_takes() -> None:
    links = subscription_links("https://events.example.org/networks/brug.ics?lang=nl", "De Brug & co")
    query = "url=https%3A%2F%2Fevents.example.org%2Fnetworks%2Fbrug.ics%3Flang%3Dnl&name=De%20Brug%20%26%20co"
    assert links._asdict() == {
        "webcal": "webcal://events.example.org/networks/brug.ics?lang=nl",
        "google": "https://calendar.google.com/calendar/r?cid="
        "webcal%3A%2F%2Fevents.example.org%2Fnetworks%2Fbrug.ics%3Flang%3Dnl",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?{query}",
        "outlook_work": f"https://outlook.office.com/calendar/0/addfromweb?{query}",
        "https": "https://events.example.org/networks/brug.ics?lang=nl",
    }


def test_google_gets_no_address_longer_than_it_takes() -> None:
    address = "https://events.example.org/calendar.ics?q="
    links = [subscription_links(address + "x" * more, "Hub") for more in (213, 214)]
    assert [len(link.webcal) for link in links] == [256, 257]
    assert [bool(link.google) for link in links] == [True, False]


def test_an_open_end_is_called_open_and_a_saved_date_a_saved_date(app: Flask) -> None:
    event = make_event(title="Dag", state="announced", has_open_end=True)
    with app.test_request_context("/?lang=en"):
        links = unquote_plus(links_of(loaded(event))["google"]), unquote(links_of(loaded(event))["outlook"])
    assert ["The end of the event is open." in link.replace("+", " ") for link in links] == [True, True]
    assert ["Save the date: Dag" in link.replace("+", " ") for link in links] == [True, True]
