"""Who was invited to the demo's events, and what they answered."""

import secrets
from datetime import datetime, timedelta
from itertools import islice

from eventhub.database.model import db
from eventhub.demo.people import invented
from eventhub.events.models import Event
from eventhub.registrations.invitation_models import ACCEPTED, ASKED, DECLINED, Invitation
from eventhub.registrations.models import Registration


def add_invitations(
    event: Event, counts: dict[str, int], registrations: list[Registration], *, since: datetime, now: datetime
) -> None:
    """Invitations as an event's file counts them; those accepted are of people who registered."""
    for place in registrations[: counts.get(ACCEPTED, 0)]:
        db.session.add(_invitation(event, place.name, place.email, since, state=ACCEPTED, place=place))
    others = [state for state in (DECLINED, ASKED) for _ in range(counts.get(state, 0))]
    people = islice(invented(event.network.language, f"guests {event.slug}"), len(others))
    for state, someone in zip(others, people, strict=True):
        invitation = _invitation(event, someone.name, someone.email, since, state=state)
        invitation.answered_at = None if state == ASKED else min(now, since + timedelta(days=3))
        db.session.add(invitation)


def _invitation(
    event: Event, name: str, email: str, since: datetime, *, state: str, place: Registration | None = None
) -> Invitation:
    return Invitation(
        key=secrets.token_hex(16), event=event, name=name, email=email, language=event.network.language, state=state,
        registration=place, organisation=place.organisation if place else "", created_at=since, sent_at=since,
        answered_at=place.registered_at if place else None,
    )  # fmt: skip
