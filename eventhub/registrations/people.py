"""The person behind an e-mail address, and the links that are theirs."""

import secrets
from datetime import datetime

from eventhub.database.conflicts import add_or_hold
from eventhub.registrations.models import Person
from eventhub.web import tokens

PERSON, FEED = "person", "feed"


def person_for(email: str, *, language: str, now: datetime) -> Person:
    """The person with this address, made where there is none. Safe when two requests make the same one at once.

    Who is known already keeps everything as it was: an address that somebody typed proves nothing.
    """
    # The row is held, so that nobody forgets the person before they have their place.
    return add_or_hold(Person, "email", email=email, key=secrets.token_hex(16), language=language, created_at=now)


def personal_token(person: Person) -> str:
    """What the person's own link is signed with now."""
    return tokens.sign(PERSON, person.key, person.version)


def feed_token(person: Person) -> str | None:
    """What the person's private calendar is signed with now; None while they have none."""
    return None if person.feed_key is None else tokens.sign(FEED, person.feed_key, person.feed_version)


def withdraw_link(person: Person) -> None:
    """Make every personal link sent so far useless."""
    person.version += 1


def make_feed(person: Person) -> None:
    """Give the person a private calendar address, a new one if they had one."""
    if person.feed_key is None:
        person.feed_key = secrets.token_hex(16)
    person.feed_version += 1


def withdraw_feed(person: Person) -> None:
    """Take the private calendar away; the old address does not come back with a new one."""
    person.feed_key = None
    person.feed_version += 1
