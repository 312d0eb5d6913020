"""Telling registered people what happened to their event."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.database.session import commit
from eventhub.events.life import TELL, cancel_event
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.registrations.jobs import tell_of_changes
from tests.events.rows import loaded
from tests.factories import make_event, make_registration, utc

LONG_AGO = timedelta(minutes=10)


def moved(**values: Any) -> Event:
    return make_event(**{"sequence": 1, "revised_at": (clock.now() - LONG_AGO).replace(microsecond=0), **values})


def kinds() -> list[str]:
    return sorted(db.session.scalars(select(OutboxMessage.kind)))


@pytest.mark.parametrize(
    ("state", "kind"),
    [("published", "event_changed"), ("cancelled", "event_cancelled"), ("postponed", "event_postponed")],
)
def test_everybody_with_a_place_is_told_once(app: Flask, state: str, kind: str) -> None:
    event = moved(state=state, state_reason={"nl": "De zaal staat onder water."})
    for _ in range(2):
        make_registration(event)
    make_registration(event, state="cancelled")
    assert [tell_of_changes(), tell_of_changes()] == [2, 0]
    assert kinds() == [kind, kind]
    texts = list(db.session.scalars(select(OutboxMessage.text)))
    assert all(("De zaal staat onder water." in text) == (state != "published") for text in texts)


def test_several_saves_in_a_row_are_one_mail_after_a_while(app: Flask) -> None:
    event = moved(revised_at=clock.now().replace(microsecond=0))
    make_registration(event)
    assert tell_of_changes() == 0
    event.sequence, event.revised_at = 5, (clock.now() - LONG_AGO).replace(microsecond=0)
    db.session.commit()
    assert [tell_of_changes(), kinds()] == [1, ["event_changed"]]


def test_who_heard_of_a_cancellation_hears_that_it_is_taken_back(app: Flask) -> None:
    event = moved(state="cancelled")
    make_registration(event)
    tell_of_changes()
    for sequence in (2, 3):
        event.state, event.sequence, event.revised_at = "published", sequence, clock.now() - LONG_AGO
        db.session.commit()
        tell_of_changes()
    assert kinds() == ["event_cancelled", "event_changed", "event_reinstated"]
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "event_reinstated")).one()
    assert mail.subject.startswith("Gaat toch door: ")
    assert "Dat is teruggedraaid" in mail.html


def test_a_cancellation_is_told_at_once(app: Flask) -> None:
    make_registration(moved(state="cancelled", revised_at=clock.now().replace(microsecond=0)))
    assert tell_of_changes() == 1


def test_cancelling_hints_at_the_telling_and_it_reaches_those_of_a_postponed_event_whose_date_is_over(
    app: Flask,
) -> None:
    event = moved(state="postponed", starts_at=clock.now() - timedelta(days=2))
    make_registration(event)
    queue = app.extensions["jobs"].huey
    queue.flush()
    cancel_event(loaded(event), reason={"nl": "Er komt geen nieuwe datum."}, now=clock.now(), actor_id=None)
    commit()
    assert [task.args for task in queue.pending()] == [(TELL,)]
    queue.flush()
    assert [tell_of_changes(), kinds()] == [1, ["event_cancelled"]]


def test_nobody_hears_of_a_past_event_or_of_what_they_knew_when_they_registered(app: Flask) -> None:
    make_registration(moved(starts_at=clock.now() - timedelta(days=2)))
    make_registration(moved(), told_sequence=1)
    assert [tell_of_changes(), kinds()] == [0, []]


def texts() -> dict[str, str]:
    query = select(OutboxMessage.to_address, OutboxMessage.text + OutboxMessage.html)
    return dict(iter(db.session.execute(query)))


def test_who_knew_the_old_date_reads_it_beside_the_new_one_in_their_language(app: Flask) -> None:
    before = {"moved_from_at": utc(2028, 3, 3, 9), "moved_from_zone": "Europe/Brussels", "moved_at": clock.now()}
    event = moved(starts_at=utc(2028, 3, 10, 9), sequence=2, moved_sequence=2, **before)
    for language, told in (("nl", 0), ("fr", 1), ("en", 0)):
        make_registration(event, email=f"{language}{told}@example.org", language=language, told_sequence=told)
    assert tell_of_changes() == 3
    old = {"nl": "vrijdag 3 maart 2028", "fr": "vendredi 3 mars 2028", "en": "Friday, 3 March 2028"}
    new = {"nl": "vrijdag 10 maart 2028", "fr": "vendredi 10 mars 2028", "en": "Friday, 10 March 2028"}
    for address, text in texts().items():
        assert [text.count(old[address[:2]]), text.count(new[address[:2]])] == [2, 2], address


def test_who_knows_of_the_move_is_not_told_again_when_the_place_changes(app: Flask) -> None:
    before = {"moved_from_at": utc(2028, 3, 3, 9), "moved_from_zone": "Europe/Brussels", "moved_at": clock.now()}
    make_registration(moved(starts_at=utc(2028, 3, 10, 9), sequence=3, moved_sequence=2, **before), told_sequence=2)
    assert tell_of_changes() == 1
    assert ["3 maart 2028" in text for text in texts().values()] == [False]
