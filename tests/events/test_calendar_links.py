"""Links into calendars."""

from eventhub.events.calendar_links import subscription_links


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
