"""The demo's events stand around today, in every state that a page can show."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.demo import content
from eventhub.demo.days import day_of, is_working_day
from eventhub.events.models import STATES, Event


def test_the_demo_shows_every_state_and_an_event_that_moved(app: Flask, client: FlaskClient) -> None:
    content.load(now=clock.now())
    db.session.commit()
    assert set(db.session.scalars(select(Event.state))) == set(STATES)
    moved = db.session.scalars(select(Event.slug).where(Event.moved_from_at.is_not(None))).one()
    assert "EventRescheduled" in client.get(f"/events/{moved}").text


@pytest.mark.parametrize("words", ["+1w tue", "+5w thu", "+22w thu", "+34w tue", "-3w wed", "-52w thu"])
def test_a_demo_made_on_any_day_plans_its_events_on_days_when_people_work(words: str) -> None:
    made_on = [date(2026, 1, 1) + timedelta(days=count) for count in range(1461)]
    days = [day_of(words, today, length=2) for today in made_on]
    assert [day for day in days if not (is_working_day(day) and is_working_day(day + timedelta(days=1)))] == []
    assert {day > today for day, today in zip(days, made_on, strict=True)} == {words.startswith("+")}


@pytest.mark.parametrize("day", ["2026-12-24", "2027-07-15", "2027-03-29", "2027-05-06", "2026-11-22", "2027-01-01"])
def test_christmas_july_easter_and_sundays_are_no_days_for_events(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))
