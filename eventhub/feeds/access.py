"""Whose private feed an address opens."""

from flask import abort
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.registrations.models import Person
from eventhub.web.tokens import read

PURPOSE = "feed"


def feed_owner_or_refuse(token: str) -> Person:
    """The person behind a private feed's address: 404 where we never signed it, 410 where it was withdrawn."""
    found = read(PURPOSE, token)
    if found is None:
        abort(404)
    key, version = found
    person = db.session.scalar(select(Person).where(Person.feed_key == key))
    if person is None or person.feed_version != version:
        abort(410)
    return person
