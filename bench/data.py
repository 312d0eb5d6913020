"""Many rows, quickly: events around today and registrations of one of them."""

import secrets
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.networks.models import Network
from eventhub.registrations.models import Person, Registration

BATCH = 2000
TEXT = "Een dag om van elkaar te leren en samen vooruit te kijken, met verhalen uit de praktijk. " * 6


def add_network() -> int:
    now = clock.now()
    network = Network(
        slug="bench", name="Bench", languages=["nl"], zone="Europe/Brussels", created_at=now, updated_at=now
    )
    db.session.add(network)
    db.session.commit()
    return network.id


def event_row(number: int, total: int, network_id: int) -> dict[str, Any]:
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    start = now + timedelta(days=1, minutes=number * 360 * 1440 // total)
    return {
        "uid": str(uuid.UUID(int=number + 1)),
        "slug": f"event-{number}",
        "network_id": network_id,
        "kind": "network_meeting",
        "state": "published",
        "title": {"nl": f"Netwerkdag nummer {number}"},
        "summary": {"nl": "Uitwisseling en werkgroepen."},
        "description": {"nl": TEXT},
        "languages": ["nl"],
        "starts_at": start,
        "ends_at": start + timedelta(hours=3),
        "zone": "Europe/Brussels",
        "is_all_day": False,
        "has_open_end": False,
        "attendance": "on_site",
        "place_name": "Buurthuis",
        "place_address": "Kerkstraat 1, 9000 Gent",
        "takes_registrations": True,
        "shown_parts": ["place", "materials", "contact", "description", "places_left"],
        "place_directions": {},
        "place_accessibility": {},
        "state_reason": {},
        "search_text": f"netwerkdag nummer {number} uitwisseling gent",
        "created_at": now,
        "updated_at": now,
        "published_at": now,
        "revised_at": now,
        "version": 1,
        "sequence": 0,
        "join_url": "",
        "contact_name": "",
        "contact_email": "",
        "contact_phone": "",
        "picture_key": "",
        "picture_alt": "",
        "fingerprint": "",
    }


def add_events(number: int, network_id: int) -> None:
    for first in range(0, number, BATCH):
        rows = [event_row(n, number, network_id) for n in range(first, min(first + BATCH, number))]
        db.session.execute(insert(Event), rows)
    db.session.commit()


def add_registrations(number: int, event_id: int, *, first_person: int = 1, state: str = "confirmed") -> None:
    """So many people at an event; their rows are numbered from `first_person`."""
    now = clock.now()
    for first in range(0, number, BATCH):
        numbers = range(first, min(first + BATCH, number))
        people = [
            {
                "id": n + first_person,
                "key": secrets.token_hex(16),
                "version": 1,
                "email": f"p{n + first_person}@example.org",
                "language": "nl",
                "feed_version": 1,
                "created_at": now,
            }
            for n in numbers
        ]
        db.session.execute(insert(Person), people)
        rows = [
            {
                "key": secrets.token_hex(16),
                "event_id": event_id,
                "person_id": n + first_person,
                "state": state,
                "queue_number": n + 1 if state == "waiting" else None,
                "name": f"Noor {n}",
                "email": f"p{n + first_person}@example.org",
                "organisation": "Buurthuis",
                "remark": "",
                "language": "nl",
                "consent_text": "",
                "consent_version": "",
                "registered_at": now,
                "updated_at": now,
                "cancelled_by": "",
                "told_sequence": 0,
            }
            for n in numbers
        ]
        db.session.execute(insert(Registration), rows)
    if db.engine.dialect.name == "postgresql":  # rows with numbers of ours leave its own counting behind
        db.session.execute(text("SELECT setval(pg_get_serial_sequence('person', 'id'), max(id)) FROM person"))
    db.session.commit()
