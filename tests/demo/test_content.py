"""The demo's events stand around today, in every state that a page can show."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.demo import content
from eventhub.events.models import STATES, Event


def test_the_demo_shows_every_state_and_an_event_that_moved(app: Flask, client: FlaskClient) -> None:
    content.load(now=clock.now())
    db.session.commit()
    assert set(db.session.scalars(select(Event.state))) == set(STATES)
    moved = db.session.scalars(select(Event.slug).where(Event.moved_from_at.is_not(None))).one()
    assert "EventRescheduled" in client.get(f"/events/{moved}").text
