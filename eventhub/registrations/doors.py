"""How somebody comes in: as everybody, with an invitation, or by the link for members."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.events.models import PUBLISHED, Event
from eventhub.registrations.availability import Availability, Taken, answer_of, gives_places, places_left, when_full
from eventhub.registrations.invitation_models import ACCEPTED, ASKED, DECLINED, WITHDRAWN, Invitation
from eventhub.registrations.models import ACTIVE, CONFIRMED, PENDING, Registration
from eventhub.web import tokens

INVITED, MEMBERS = "invitation", "members"
"""What links are signed for, and what the form's address calls them."""


@dataclass(frozen=True)
class Door:
    """What somebody has in hand who comes to register: an invitation, the members' link, or nothing."""

    invitation: Invitation | None = None
    is_member: bool = False

    @property
    def is_for_anyone(self) -> bool:
        """Whether who comes says nothing about who was meant."""
        return self.invitation is None or self.invitation.is_open

    def places(self, taken: Taken) -> Taken:
        """The places as this person sees them: those kept for the invited are free for them, before who waits."""
        if self.invitation is None or not taken.kept_for_invited:
            return taken
        return taken._replace(kept_for_invited=0, waiting_on_site=0)

    def answer(self, event: Event, taken: Taken, now: datetime) -> Availability:
        """What the event answers this person; `taken` as they see it."""
        places, usual = places_left(event, taken), gives_places(event, now)
        is_ahead = event.starts_at is None or event.starts_at > now
        if self.invitation is not None:
            if usual in (Availability.NOT_YET, Availability.CLOSED) and self.invitation.any_time and is_ahead:
                full = Availability.FULL if usual is Availability.CLOSED else when_full(event)
                return full if places == 0 else Availability.OPEN
            return when_full(event) if usual is Availability.OPEN and places == 0 else usual
        if self.is_member and usual is Availability.NOT_YET and not event.invited_only:
            opens = event.members_open_at
            if opens is not None and opens <= now:
                return when_full(event) if places == 0 else Availability.OPEN
        return answer_of(event, places, now)

    def state(self, event: Event) -> str:
        """What a place is at first: an organiser's to approve, or theirs."""
        skips = self.invitation is not None and self.invitation.skips_approval
        return PENDING if event.needs_approval and not skips else CONFIRMED


EVERYBODY = Door()


def invitation_token(invitation: Invitation) -> str:
    """What an invitation's own link is signed with."""
    return tokens.sign(INVITED, invitation.key, 1)


def members_token(event: Event) -> str:
    """What the link for members to an event is signed with."""
    return tokens.sign(MEMBERS, event.uid, event.members_link_version)


def invitation_of(token: str) -> Invitation | None:
    """The invitation whose link this is, with its event and registration."""
    signed = tokens.read(INVITED, token)
    if signed is None:
        return None
    query = select(Invitation).options(
        joinedload(Invitation.registration), joinedload(Invitation.event).joinedload(Event.network),
        joinedload(Invitation.event).selectinload(Event.co_networks),
    )  # fmt: skip
    return db.session.scalar(query.where(Invitation.key == signed[0]))


def open_invitations(email: str, now: datetime) -> list[Invitation]:
    """What an address was invited to and has not answered, the next event first; with the events."""
    query = (
        select(Invitation)
        .join(Invitation.event)
        .options(
            joinedload(Invitation.event).joinedload(Event.network),
            joinedload(Invitation.event).selectinload(Event.co_networks),
        )
        .where(
            Invitation.email == email, Invitation.state == ASKED, Invitation.sent_at.is_not(None),
            Event.state == PUBLISHED, Event.starts_at > now,
        )
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Event.starts_at, Event.id)))


def is_members_link(event: Event, token: str) -> bool:
    """Whether this is the event's link for members."""
    return tokens.read(MEMBERS, token) == (event.uid, event.members_link_version)


def was_members_link(event: Event, token: str) -> bool:
    """Whether this was the event's link for members until organisers made a new one."""
    key, version = tokens.read(MEMBERS, token) or ("", 0)
    return key == event.uid and version < event.members_link_version


def _is_used(invitation: Invitation) -> bool:
    state = db.session.scalar(select(Registration.state).where(Registration.id == invitation.registration_id))
    return state in ACTIVE


def still_open(door: Door, event: Event, address: str) -> Door:
    """The door as it is now, the event locked: one that was withdrawn, used up, or is somebody else's opens nothing."""
    if door.invitation is None:
        return door
    held = db.session.scalar(
        select(Invitation).where(Invitation.id == door.invitation.id), execution_options={"populate_existing": True}
    )
    if held is None or held.event_id != event.id or held.state == WITHDRAWN or _is_used(held):
        return EVERYBODY
    return door if held.is_open or held.email == address else EVERYBODY


def go_through(door: Door, registration: Registration, *, now: datetime) -> None:
    """Write down that an invitation brought somebody their place; it is used up."""
    invitation = door.invitation
    if invitation is None:
        return
    invitation.state, invitation.registration_id, invitation.answered_at = ACCEPTED, registration.id, now
    event = registration.event
    record(
        "invitation.accepted", now=now, network_id=event.network_id, event_id=event.id, object_id=invitation.id
    )  # fmt: skip


def give_back(registration: Registration, *, by_organiser: bool, now: datetime) -> None:
    """A place that came with an invitation ended: it is declined, or withdrawn by whoever took the place."""
    db.session.execute(
        update(Invitation)
        .where(Invitation.registration_id == registration.id, Invitation.state == ACCEPTED)
        .values(state=WITHDRAWN if by_organiser else DECLINED, answered_at=now)
    )
