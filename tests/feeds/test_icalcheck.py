"""Every kind of calendar, fetched from the running application, before the checker and three independent parsers."""

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from eventhub import clock
from eventhub.events.models import ANNOUNCED, CANCELLED, DRAFT, ONLINE, POSTPONED, PUBLISHED, Event
from eventhub.networks.models import Network
from eventhub.web.tokens import sign
from tests.factories import make_event, make_network, make_registration, make_theme, save
from tests.feeds.reading import CHECKER, failures

CASES = {case["key"]: case for case in json.loads((CHECKER / "cases.json").read_text(encoding="utf-8"))["cases"]}
STATES = {"TENTATIVE": ANNOUNCED, "CANCELLED": CANCELLED, None: PUBLISHED}
PREFIXES = ("Save the date: ", "CANCELLED: ")


def varied_events(network: Network) -> list[Event]:
    """Events in every state, zone and kind of time."""
    begin = (clock.now() + timedelta(days=20)).replace(hour=0, minute=0, second=0, microsecond=0)
    midnight = begin.replace(tzinfo=ZoneInfo("Europe/Brussels"))
    theme = make_theme(network, name={"nl": "Wonen, zorg; welzijn"})
    return [
        make_event(network, themes=[theme], title="Dorpsforum 🚜, met \\ en ; en\nregels", description={"nl": "**Vet** " * 400}),
        make_event(network, state=ANNOUNCED, is_all_day=True, starts_at=midnight, ends_at=midnight + timedelta(days=1)),
        make_event(network, state=CANCELLED, state_reason={"nl": "Ziek"}, themes=[theme]),
        make_event(network, state=POSTPONED, zone="Europe/Helsinki"),
        make_event(network, zone="Africa/Casablanca", themes=[theme]),
        make_event(network, zone="Europe/London", attendance=ONLINE, join_url="https://rooms.example.org/secret"),
        make_event(network, has_open_end=True, zone="Europe/Copenhagen", co_networks=[make_network()]),
        make_event(network, starts_at=begin.replace(hour=19), ends_at=begin + timedelta(days=1, hours=1), themes=[theme]),
    ]  # fmt: skip


def test_every_calendar_passes(served: str) -> None:
    network = make_network(name="De Brug, Gent")
    events = varied_events(network)
    draft = make_event(network, state=DRAFT, title="Geheim beraad")
    registrations = [make_registration(events[0])]
    person = registrations[0].person
    person.feed_key = secrets.token_hex(16)
    registrations += [make_registration(event, person=person) for event in events[1:]]
    save(person)
    sources = {
        "/calendar.ics": "feed",
        "/calendar.ics?lang=fi": "feed",
        f"/networks/{network.slug}.ics": "feed",
        f"/themes/{events[0].themes[0].slug}.ics": "feed",
        f"/events/{events[0].slug}.ics": "download",
        f"/me/{sign('feed', person.feed_key, person.feed_version)}.ics": "private",
    }
    forbidden = ("--forbid", draft.uid, "Geheim", "rooms.example.org", person.email)
    found = {path: failures(served + path, "--kind", kind, *forbidden) for path, kind in sources.items()}
    assert found == dict.fromkeys(sources, [])


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
        uid=given["uid"], title={"en": title}, zone=zone, starts_at=moment(start, zone), ends_at=moment(given["end"], zone),
        is_all_day=isinstance(start, str), state=STATES[given.get("status")], sequence=given.get("sequence", 0),
        themes=themes, revised_at=datetime.fromisoformat(given["modified"]["utc"]), place_name=given.get("location", ""),
    )  # fmt: skip


@pytest.mark.parametrize("key", sorted(CASES))
def test_case_reads_the_same_everywhere(client: Any, tmp_path: Path, key: str) -> None:
    make_event(state=DRAFT, title="Draft budget talk")
    for given in CASES[key]["events"]:
        make_case(given)
    source = tmp_path / "feed.ics"
    source.write_bytes(client.get("/calendar.ics?lang=en").data)
    expected = ("--expect", str(CHECKER / "cases.json"), "--case", key)
    assert failures(source, *expected, "--allow-mail", r"@example\.org$") == []
