"""Reading invitations, and whom a network may invite."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.invitations.lists import Known
from eventhub.mail.models import FAILED, OutboxMessage
from eventhub.networks.models import MemberOrganisation, Membership
from eventhub.registrations.invitation_models import (
    ASKED,
    INVITATION,
    INVITATION_STATES,
    WITHDRAWN,
    Invitation,
    InvitationLetter,
    LeftAlone,
)
from eventhub.registrations.invitation_retention import KINDS
from eventhub.registrations.models import ACTIVE, Registration

ALL = "all"
PAGE_SIZE = 100
EARLIER = 30
Person = tuple[str, str, str]
"""Address, name, organisation."""


@dataclass(frozen=True)
class Page:
    """Part of a list; pages count from 1."""

    rows: list[Invitation]
    number: int
    pages: int


def counts_of(event_id: int) -> dict[str, int]:
    """How many invitations are in each state."""
    query = select(Invitation.state, func.count()).where(Invitation.event_id == event_id).group_by(Invitation.state)
    found = dict(iter(db.session.execute(query)))
    counts = {state: found.get(state, 0) for state in INVITATION_STATES}
    return {ALL: sum(counts.values()), **counts}


def page_of(event_id: int, state: str, text: str, number: int) -> Page:
    """One page of the list, by name and address; beyond the last page comes the last one."""
    query = select(Invitation).where(Invitation.event_id == event_id)
    if state != ALL:
        query = query.where(Invitation.state == state)
    if text:
        columns = (Invitation.name, Invitation.email, Invitation.organisation)
        query = query.where(or_(*(func.lower(one).contains(text.lower(), autoescape=True) for one in columns)))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    query = query.options(joinedload(Invitation.registration)).order_by(Invitation.email, Invitation.id)
    return Page(list(db.session.scalars(query.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE))), number, pages)


def all_of(event_id: int) -> list[Invitation]:
    """Everybody who is or was invited, in the order of the list."""
    query = select(Invitation).where(Invitation.event_id == event_id)
    return list(db.session.scalars(query.order_by(Invitation.email, Invitation.id)))


def invitation_of_event(event_id: int, invitation_id: int) -> Invitation | None:
    """One invitation, if it belongs to the event."""
    query = select(Invitation).options(joinedload(Invitation.registration), joinedload(Invitation.event))
    return db.session.scalar(query.where(Invitation.id == invitation_id, Invitation.event_id == event_id))


def undelivered(event_id: int) -> set[str]:
    """The addresses that an invitation could not be delivered to."""
    failed = (OutboxMessage.event_id == event_id, OutboxMessage.kind.in_(KINDS), OutboxMessage.state == FAILED)
    return set(db.session.scalars(select(OutboxMessage.to_address).where(*failed)))


def to_write_to(event_id: int, kind: str) -> list[Invitation]:
    """Whom a letter goes to: the invitation to who did not get it yet, the reminder to who did and has not answered."""
    is_sent = Invitation.sent_at.is_(None) if kind == INVITATION else Invitation.sent_at.is_not(None)
    query = select(Invitation).where(Invitation.event_id == event_id, Invitation.state == ASKED, is_sent)
    return list(db.session.scalars(query.order_by(Invitation.id)))


def letter_of(event_id: int, kind: str) -> InvitationLetter | None:
    """The organisers' own words, where they wrote any."""
    query = select(InvitationLetter).where(InvitationLetter.event_id == event_id, InvitationLetter.kind == kind)
    return db.session.scalar(query)


def known_of(event: Event) -> Known:
    """Who is invited or registered already, and who wants no invitations of the network."""
    invited = select(Invitation.email).where(Invitation.event_id == event.id, Invitation.state != WITHDRAWN)
    active = (Registration.event_id == event.id, Registration.state.in_(ACTIVE))
    return Known(
        frozenset(db.session.scalars(invited)),
        frozenset(db.session.scalars(select(Registration.email).where(*active))),
        frozenset(db.session.scalars(select(LeftAlone.mark).where(LeftAlone.network_id == event.network_id))),
    )


def team(event: Event) -> list[Person]:
    """Who organises for the network."""
    query = select(Account.email, Account.name).join(Membership, Membership.account_id == Account.id)
    rows = db.session.execute(query.where(Membership.network_id == event.network_id).order_by(Account.name))
    return [(email, name, "") for email, name in rows]


def member_contacts(event: Event) -> list[Person]:
    """The contacts of the network's member organisations."""
    member = MemberOrganisation
    query = select(member.contact_email, member.contact_name, member.name).where(
        member.network_id == event.network_id, member.is_active.is_(True), member.contact_email != ""
    )
    return [
        (email, name, organisation) for email, name, organisation in db.session.execute(query.order_by(member.name))
    ]


def willing_people(event: Event, event_ids: Collection[int] = (), states: Collection[str] = ()) -> list[Person]:
    """Who registered at the network's events and said that they may be invited; each address once.

    Those who only registered are not here: they agreed to be written to about that event alone.
    """
    query = (
        select(Registration.email, Registration.name, Registration.organisation)
        .join(Registration.event)
        .where(
            Event.network_id == event.network_id, Event.id != event.id, Registration.may_be_invited.is_(True),
            Registration.forgotten_at.is_(None),
        )
    )  # fmt: skip
    if event_ids:
        query = query.where(Event.id.in_(event_ids))
    if states:
        query = query.where(Registration.state.in_(states))
    rows = db.session.execute(query.order_by(Registration.registered_at.desc()))
    latest = {email: (email, name, organisation) for email, name, organisation in reversed(rows.all())}
    return sorted(latest.values(), key=lambda one: one[1].casefold())


def earlier_events(event: Event) -> list[Event]:
    """The network's other events, the latest first, that somebody of may be invited from."""
    willing = select(Registration.event_id).where(
        Registration.may_be_invited.is_(True), Registration.forgotten_at.is_(None)
    )
    query = select(Event).where(Event.network_id == event.network_id, Event.id != event.id, Event.id.in_(willing))
    return list(db.session.scalars(query.order_by(Event.starts_at.desc()).limit(EARLIER)))
