"""Whose link this is, and what is theirs."""

from flask import abort

from eventhub.registrations.models import Person, Registration
from eventhub.registrations.people import PERSON
from eventhub.registrations.queries import person_with_key, registration_of_person
from eventhub.web import tokens


def person_of_link(token: str) -> Person:
    """The person whose link this is: 404 for what we never signed, 410 for what was withdrawn."""
    key, version = tokens.read(PERSON, token) or abort(404)
    person = person_with_key(key) or abort(410)
    if person.version != version:
        abort(410)
    return person


def own_registration_or_404(person: Person, key: str) -> Registration:
    """One of this person's registrations, with its event."""
    return registration_of_person(person.id, key) or abort(404)
