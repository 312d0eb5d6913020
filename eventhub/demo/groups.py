"""Groups of the demo: practices whose contact registered colleagues, some of whom have no address of their own."""

import secrets
from collections.abc import Iterator, Sequence

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.registrations.models import Registration, RegistrationGroup, found_by


def gather_groups(event: Event, registrations: Sequence[Registration], sizes: Sequence[int]) -> None:
    """Make groups of so many of an event's people, the latest ones; every other colleague has no address."""
    latest: Iterator[Registration] = iter(reversed(registrations))
    for size in sizes:
        contact, *colleagues = (next(latest) for _ in range(size))
        group = RegistrationGroup(
            key=secrets.token_hex(16), event=event, contact=contact.person, name=contact.name, sending=None,
            language=contact.language, together=True, created_at=contact.registered_at, given=[contact.state] * size,
        )  # fmt: skip
        contact.group = group
        for number, one in enumerate(colleagues):
            one.group, one.organisation = group, contact.organisation
            one.registered_at = one.updated_at = contact.registered_at
            if number % 2 == 0:
                one.person, one.email = None, ""
            one.search_text = found_by(one.name, one.email, one.organisation)
    db.session.flush()
