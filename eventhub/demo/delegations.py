"""The seats of the demo's regions and practices: most have named people, a few have not answered, some are missing."""

import secrets
from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.networks.models import MemberOrganisation
from eventhub.registrations.delegation_models import Delegation, Seat
from eventhub.registrations.models import OFFERED, Registration, found_by


def add_seats(event: Event, entry: dict[str, Any], registrations: list[Registration], asked_at: datetime) -> None:
    """Seats for every member organisation; who came for one that is missing is a guest instead."""
    given = entry.get("seats")
    if given is None:
        return
    query = select(MemberOrganisation).where(MemberOrganisation.network_id == event.network_id)
    members = {one.name: one for one in db.session.scalars(query.order_by(MemberOrganisation.id))}
    event.seats_return_at, event.members_wanted = event.registration_closes_at, given["wanted"]
    delegations = {
        name: Delegation(
            key=secrets.token_hex(16), event_id=event.id, member_id=one.id, seats=given["each"], at_least=1,
            substitutes=1, asked_at=asked_at,
        )
        for name, one in members.items()
    }  # fmt: skip
    db.session.add_all(delegations.values())
    db.session.flush()
    _take_seats(event, given, registrations, delegations)


def _take_seats(
    event: Event, given: dict[str, Any], registrations: list[Registration], delegations: dict[str, Delegation]
) -> None:
    sitting: Counter[str] = Counter()
    for registration in registrations:
        name = registration.organisation
        if name in given["missing"] or sitting[name] == given["each"]:
            if "guests" in given:
                registration.organisation = given["guests"]
                registration.search_text = found_by(registration.name, registration.email, registration.organisation)
            continue
        sitting[name] += 1
        db.session.add(Seat(registration_id=registration.id, delegation_id=delegations[name].id))
        if name in given["unanswered"] and sitting[name] == 1:
            registration.state, registration.offered_until = OFFERED, event.starts_at
