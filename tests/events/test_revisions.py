"""What calendars are told of a change."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from eventhub.database.model import db
from eventhub.events.life import announce_event, cancel_event, publish_event, withdraw_to_draft
from eventhub.events.models import DRAFT, Event
from eventhub.events.revisions import revise_event
from eventhub.events.service import change_event, content_of
from tests.events.rows import loaded
from tests.factories import make_event, make_theme, utc

FIRST = utc(2026, 3, 1, 10).replace(microsecond=700_000)
LATER = utc(2026, 3, 2, 10).replace(microsecond=900_000)


def _published() -> Event:
    event = loaded(make_event(
        state=DRAFT, contact_email="info@example.org", themes=[], co_networks=[], revised_at=None, published_at=None,
        starts_at=utc(2026, 6, 1, 8),
    ))  # fmt: skip
    publish_event(event, now=FIRST, actor_id=None)
    db.session.flush()
    return event


def test_first_publication_is_sequence_nought(app: Flask) -> None:
    event = _published()
    assert (event.sequence, event.revised_at) == (0, FIRST.replace(microsecond=0))


def test_save_without_a_change_changes_nothing(app: Flask) -> None:
    event = _published()
    before = (event.sequence, event.revised_at, event.fingerprint)
    assert revise_event(event, LATER) is False
    assert (event.sequence, event.revised_at, event.fingerprint) == before


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": utc(2026, 6, 1, 9)}, {"ends_at": utc(2026, 6, 1, 18)}, {"is_all_day": True},
        {"has_open_end": True}, {"zone": "Europe/London"}, {"place_name": "De Krook"}, {"place_address": "Gent"},
        {"attendance": "both"}, {"join_url": "https://meet.example.org/2"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_what_makes_people_plan_anew_raises_the_sequence(app: Flask, change: dict[str, Any]) -> None:
    event = _published()
    for name, value in change.items():
        setattr(event, name, value)
    assert (revise_event(event, LATER), event.sequence) == (True, 1)
    assert event.revised_at == LATER.replace(microsecond=0)


@pytest.mark.parametrize(
    "change",
    [
        {"title": {"nl": "Anders"}}, {"summary": {"nl": "Kort"}}, {"description": {"nl": "Lang"}},
        {"contact_name": "Robin"}, {"kind": "training"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_other_changes_are_a_revision_only(app: Flask, change: dict[str, Any]) -> None:
    event = _published()
    for name, value in change.items():
        setattr(event, name, value)
    assert (revise_event(event, LATER), event.sequence) == (True, 0)
    assert event.revised_at == LATER.replace(microsecond=0)


def test_theme_is_a_revision(app: Flask) -> None:
    event = _published()
    event.themes = [make_theme(event.network)]
    assert (revise_event(event, LATER), event.sequence) == (True, 0)


def test_what_calendars_do_not_show_is_no_revision(app: Flask) -> None:
    event = _published()
    event.capacity, event.picture_alt = 12, "Een zaal"
    assert revise_event(event, LATER) is False


def test_two_changes_within_a_second_are_two_revisions(app: Flask) -> None:
    event = _published()
    event.title = {"nl": "Anders"}
    revise_event(event, FIRST)
    assert event.revised_at == FIRST.replace(microsecond=0) + timedelta(seconds=1)


def test_draft_has_no_revisions(app: Flask) -> None:
    event = make_event(state=DRAFT, revised_at=None)
    assert (revise_event(event, LATER), event.revised_at, event.fingerprint) == (False, None, "")


def test_cancellation_raises_the_sequence(app: Flask) -> None:
    event = _published()
    cancel_event(event, reason={"nl": "Ziek"}, now=utc(2026, 5, 1), actor_id=None)
    assert event.sequence == 1


def test_moments_written_by_another_clock_are_the_same_moments(app: Flask) -> None:
    brussels = ZoneInfo("Europe/Brussels")
    event = loaded(make_event(contact_email="info@example.org", revised_at=None))
    # As somebody wrote them, not as the database gives them back.
    event.starts_at, event.ends_at = (utc(2026, 6, 1, hour).astimezone(brussels) for hour in (8, 10))
    event.registration_opens_at, event.registration_closes_at = (
        utc(2026, 5, day, 8).astimezone(brussels) for day in (1, 31)
    )
    assert revise_event(event, FIRST) is True
    db.session.commit()
    before = (event.sequence, event.revised_at, event.fingerprint)
    event = loaded(event)
    content = replace(content_of(event), capacity=12)
    changed = change_event(event, expected_version=event.version, content=content, now=LATER, actor_id=None)
    assert changed == ["capacity"]
    assert (event.sequence, event.revised_at, event.fingerprint) == before


def test_announced_again_after_being_withdrawn_is_a_later_revision(app: Flask) -> None:
    event = loaded(make_event(state=DRAFT, starts_at=utc(2026, 6, 1, 8), revised_at=None))
    announce_event(event, now=FIRST, actor_id=None)
    withdraw_to_draft(event, now=LATER, actor_id=None)
    announce_event(event, now=LATER, actor_id=None)
    assert (event.sequence, event.revised_at) == (1, LATER.replace(microsecond=0))
