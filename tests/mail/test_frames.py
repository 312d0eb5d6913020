"""Mails kept as frames say to each person what a mail written for them alone says."""

from typing import Any

from flask import Flask

from eventhub.events.facts import facts_of
from eventhub.events.models import ONLINE, Event
from eventhub.events.when import when_in_words
from eventhub.i18n.languages import NAMES
from eventhub.mail.words import Frames, Words, in_language
from tests.factories import make_event, make_network, make_theme
from tests.feeds.reading import loaded

KIND = "registration_confirmed"
PEOPLE = (
    {"name": "Noor", "join_page": "", "my_page": "https://example.org/me/noor?a=1&b=2"},
    {"name": "", "join_page": "https://example.org/join", "my_page": "https://example.org/me/nobody"},
    {"name": 'Åke & "Bo" <i>', "join_page": "", "my_page": "https://example.org/me/ake"},
    {"name": "my_page", "join_page": "https://example.org/join/2", "my_page": "https://example.org/me/'quoted'"},
)


def context(event: Event) -> dict[str, Any]:
    return {"event": event, "when": when_in_words, "moved_from": None, "comes": True, "event_page": "https://example.org/e",
            "reason": "", "wording": None, "answer_page": "", "ends": "", "said": "",
            "for_whom": "own", "by": "", "about": ""}  # fmt: skip


def both_ways(frames: Frames, event: Event, language: str, own: dict[str, str]) -> tuple[Words, Words]:
    told = context(event)
    return (
        frames.in_language(KIND, language, facts_of(event), own, **told),
        in_language(KIND, language, **told, **own),
    )


def test_a_kept_mail_says_what_one_written_for_this_person_says(app: Flask) -> None:
    network, frames = make_network(), Frames(1_000_000)
    event = loaded(make_event(network, title="Nabij & <b>sterk</b>", attendance=ONLINE, themes=[make_theme(network)]))
    for _round in range(2):
        for language in NAMES:
            for own in PEOPLE:
                kept, alone = both_ways(frames, event, language, own)
                assert kept == alone


def test_a_changed_event_is_told_as_it_is_now(app: Flask) -> None:
    event, frames = loaded(make_event(title="Before")), Frames(1_000_000)
    both_ways(frames, event, "en", PEOPLE[0])
    event.title, event.network.name = {"nl": "After"}, "New name"
    kept, alone = both_ways(frames, event, "en", PEOPLE[0])
    assert kept == alone
    assert "After" in kept.subject
