"""Every kind of calendar, fetched from the running application, before the checker and three independent parsers."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from flask.testing import FlaskClient

from eventhub import clock
from eventhub.events.models import ANNOUNCED, CANCELLED, DRAFT, ONLINE, POSTPONED, PUBLISHED, Event
from eventhub.networks.models import Network
from eventhub.registrations.models import Person
from eventhub.web.tokens import sign
from tests.factories import make_event, make_network, make_registration, make_theme, save
from tests.feeds.reading import ROOT, failures, lines_of

EXPECTED = ROOT / "tests" / "icalcheck" / "cases.json"
CASES = {case["key"]: case for case in json.loads(EXPECTED.read_text(encoding="utf-8"))["cases"]}
STATES = {"TENTATIVE": ANNOUNCED, "CANCELLED": CANCELLED, None: PUBLISHED}
PREFIXES = ("Save the date: ", "CANCELLED: ")


def varied_events(network: Network) -> list[Event]:
    """Events in every state, zone and kind of time."""
    begin = (clock.now() + timedelta(days=20)).replace(hour=0, minute=0, second=0, microsecond=0)
    midnight = begin.replace(tzinfo=ZoneInfo("Europe/Brussels"))
    theme = make_theme(network, name={"nl": "Wonen, zorg; welzijn"}, slug="wonen")
    return [
        make_event(network, themes=[theme], title="Dorpsforum 🚜, met \\ en ;\nregels", summary={"nl": "*Vet* " * 300}),
        make_event(network, state=ANNOUNCED, is_all_day=True, starts_at=midnight, ends_at=midnight + timedelta(days=1)),
        make_event(network, state=CANCELLED, state_reason={"nl": "Ziek"}, themes=[theme]),
        make_event(network, state=POSTPONED, zone="Europe/Helsinki"),
        make_event(network, zone="Africa/Casablanca", themes=[theme]),
        make_event(network, zone="Europe/London", attendance=ONLINE, join_url="https://rooms.example.org/secret"),
        make_event(network, has_open_end=True, zone="Europe/Copenhagen", co_networks=[make_network()]),
        make_event(network, starts_at=begin.replace(hour=19), ends_at=begin + timedelta(hours=25), themes=[theme]),
    ]  # fmt: skip


def test_every_calendar_passes(served: str) -> None:
    network = make_network(name="De Brug, Gent")
    events = varied_events(network)
    draft = make_event(network, state=DRAFT, title="Geheim beraad")
    person = save(Person(key=secrets.token_hex(16), feed_key=secrets.token_hex(16), feed_version=1,
                         email="noor@example.org", language="nl", created_at=clock.now()))  # fmt: skip
    for event in events:
        make_registration(event, person=person)
    sources = {
        "/calendar.ics": "feed",
        "/calendar.ics?lang=fi": "feed",
        f"/networks/{network.slug}.ics": "feed",
        "/themes/wonen.ics": "feed",
        f"/events/{events[0].slug}.ics": "download",
        f"/me/{sign('feed', person.feed_key, person.feed_version)}.ics": "private",
    }
    forbidden = ("--forbid", draft.uid, "Geheim", "rooms.example.org", person.email)
    found = {path: failures(served + path, "--kind", kind, *forbidden) for path, kind in sources.items()}
    assert found == {path: [] for path in sources}


def moment(value: Any, zone: str) -> datetime:
    """A case's moment; a plain date is midnight in the zone."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone))
    return datetime.fromisoformat(value["utc"])


def make_case(given: dict[str, Any]) -> Event:
    """The event of a case. Its title's prefix is ours to write."""
    start = given["start"]
    zone = given["tzid"] or (start["tz"] if isinstance(start, dict) else "Europe/Brussels")
    title = given["summary"]
    for prefix in PREFIXES:
        title = title.removeprefix(prefix)
    themes = [make_theme(network := make_network(languages=["en"]), name={"en": name}, position=n)
              for n, name in enumerate(given.get("categories", []))]  # fmt: skip
    return make_event(
        network if themes else make_network(languages=["en"]),
        uid=given["uid"], title={"en": title}, zone=zone, themes=themes, place_name=given.get("location", ""),
        starts_at=moment(start, zone), ends_at=moment(given["end"], zone), is_all_day=isinstance(start, str),
        state=STATES[given.get("status")], sequence=given.get("sequence", 0),
        revised_at=datetime.fromisoformat(given["modified"]["utc"]),
    )  # fmt: skip


def lines_missing_or_wrong(case: dict[str, Any], lines: list[str]) -> list[str]:
    """The lines that a case asks for or forbids, where they are not as it says."""

    def there(text: str) -> bool:
        return any(line.startswith(text[1:]) if text.startswith("^") else text in line for line in lines)

    return [text for text in case["must"] if not there(text)] + [text for text in case["mustnot"] if there(text)]


@time_machine.travel(datetime(2026, 1, 20, 12, tzinfo=UTC))
def test_cases_read_the_same_everywhere(client: FlaskClient, tmp_path: Path) -> None:
    make_event(state=DRAFT, title="Draft budget talk")
    wrong = {}
    for key, case in CASES.items():
        lines = [line for given in case["events"]
                 for line in lines_of(client, f"/events/{make_case(given).slug}.ics?lang=en")]  # fmt: skip
        wrong[key] = lines_missing_or_wrong(case, lines)
    assert wrong == {key: [] for key in CASES}
    feed = tmp_path / "feed.ics"
    feed.write_bytes(client.get("/calendar.ics?lang=en").data)
    expected = ("--expect", str(EXPECTED), "--allow-mail", r"@example\.org$")
    assert failures(feed, *expected) == []
