"""The date that people knew before is said beside the new one: on the page, in calendars, in mails."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from eventhub.database.model import db
from eventhub.events.life import announce_event, postpone_event, reschedule_event, withdraw_to_draft
from eventhub.events.models import ANNOUNCED, DRAFT, Event
from eventhub.events.schedule import Schedule
from eventhub.events.service import change_event, content_of
from eventhub.events.when import moved_from_in_words
from tests.events.rows import loaded
from tests.factories import make_event, make_network, utc

NOW = utc(2028, 1, 10, 10)
OLD, NEW = utc(2028, 3, 3, 9), utc(2028, 3, 10, 9)


def moved_to(event: Event, starts_at: datetime, *, now: datetime = NOW, **values: Any) -> Event:
    """The event after its organiser chose another start."""
    row = loaded(event)
    schedule = Schedule(starts_at, starts_at + timedelta(hours=2), row.zone, **values)
    content = content_of(row)
    changed = {**vars(content), "schedule": schedule}
    change_event(row, expected_version=row.version, content=type(content)(**changed), now=now, actor_id=None)
    db.session.commit()
    return loaded(row)


def an_event(**values: Any) -> Event:
    return make_event(**{"starts_at": OLD, "contact_email": "gids@example.org", **values})


def said(event: Event, language: str = "en") -> str:
    with force_locale(language):
        return moved_from_in_words(event)


def test_an_event_that_moved_says_when_it_was(app: Flask) -> None:
    event = moved_to(an_event(), NEW)
    assert [said(event), said(event, "nl")] == ["Friday, 3 March 2028", "vrijdag 3 maart 2028"]
    assert [event.moved_from_at, event.moved_sequence] == [OLD, event.sequence]


def test_another_time_of_the_same_day_says_the_time(app: Flask) -> None:
    assert said(moved_to(an_event(), OLD + timedelta(hours=4))) == "Friday, 3 March 2028, 10:00"


def test_a_later_end_or_a_time_named_at_last_is_no_move(app: Flask) -> None:
    event = loaded(an_event())
    longer = {**vars(content_of(event)), "schedule": Schedule(OLD, OLD + timedelta(hours=5), event.zone)}
    change_event(event, expected_version=1, content=type(content_of(event))(**longer), now=NOW, actor_id=None)
    midnight = utc(2028, 3, 2, 23)
    whole_day = make_event(starts_at=midnight, ends_at=utc(2028, 3, 3, 23), is_all_day=True, state=ANNOUNCED)
    assert [said(loaded(event)), said(moved_to(whole_day, OLD))] == ["", ""]


def test_of_several_moves_the_last_is_told(app: Flask) -> None:
    event = moved_to(moved_to(an_event(), NEW), utc(2028, 3, 17, 9), now=NOW + timedelta(days=1))
    assert said(event) == "Friday, 10 March 2028"


def test_moves_made_within_two_minutes_are_one(app: Flask) -> None:
    event = moved_to(moved_to(an_event(), NEW), utc(2028, 3, 17, 9), now=NOW + timedelta(seconds=90))
    assert said(event) == "Friday, 3 March 2028"


def test_a_slip_that_is_taken_back_at_once_was_never_there(app: Flask) -> None:
    event = moved_to(moved_to(an_event(), NEW), OLD, now=NOW + timedelta(seconds=90))
    assert [said(event), event.moved_from_at, event.moved_at] == ["", None, None]


def test_a_postponed_event_says_its_old_date_when_it_has_a_new_one(app: Flask) -> None:
    event = loaded(an_event())
    postpone_event(event, reason={"nl": "Storm"}, now=NOW, actor_id=None)
    assert said(event) == ""
    schedule = Schedule(NEW, NEW + timedelta(hours=2), event.zone)
    reschedule_event(event, schedule=schedule, now=NOW + timedelta(days=1), actor_id=None)
    assert said(event) == "Friday, 3 March 2028"


def test_a_draft_tells_of_no_move(app: Flask) -> None:
    draft = moved_to(an_event(state=DRAFT), NEW)
    announced = loaded(an_event(state=ANNOUNCED))
    moved_to(announced, NEW)
    announced = loaded(announced)
    withdraw_to_draft(announced, now=NOW + timedelta(days=1), actor_id=None)
    announce_event(announced, now=NOW + timedelta(days=2), actor_id=None)
    assert [said(draft), said(announced)] == ["", ""]


def test_the_old_day_is_that_of_the_clock_where_it_was(app: Flask) -> None:
    event = an_event(
        starts_at=utc(2028, 3, 2, 22), ends_at=utc(2028, 3, 3, 22), is_all_day=True, zone="Europe/Helsinki"
    )
    row = loaded(event)
    schedule = Schedule(utc(2028, 3, 9, 23), utc(2028, 3, 10, 23), "Europe/Brussels", is_all_day=True)
    content = type(content_of(row))(**{**vars(content_of(row)), "schedule": schedule, "zone": "Europe/Brussels"})
    change_event(row, expected_version=1, content=content, now=NOW, actor_id=None)
    assert said(loaded(row)) == "Friday, 3 March 2028"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Moved from Friday, 3 March 2028"), ("nl", "vrijdag 3 maart 2028")]
)
def test_the_page_says_it_in_each_language(client: FlaskClient, language: str, words: str) -> None:
    event = moved_to(an_event(), NEW)
    page = client.get(f"/events/{event.slug}?lang={language}").text
    assert words in page
    assert '"previousStartDate": "2028-03-03T10:00:00+01:00"' in page
    assert "EventRescheduled" in page


def test_calendars_say_it_first_and_a_file_made_anew_is_the_same(client: FlaskClient) -> None:
    network = make_network()
    event = an_event(network=network)
    addresses = (f"/events/{event.slug}.ics?lang=en", f"/networks/{network.slug}.ics?lang=en")
    before = [client.get(address) for address in addresses]
    moved_to(event, NEW)
    after = [client.get(address) for address in addresses]
    text = after[0].data.decode().replace("\r\n ", "")
    told = "Moved from Friday\\, 3 March 2028 to Friday\\, 10 March 2028\\, 10:00–12:00 (Brussels time).\\n"
    assert f"DESCRIPTION;LANGUAGE=en:{told}" in text
    assert [old.headers["ETag"] == new.headers["ETag"] for old, new in zip(before, after, strict=True)] == [False] * 2
    client.application.extensions["feeds"].__init__()
    assert [client.get(address).data for address in addresses] == [answer.data for answer in after]
