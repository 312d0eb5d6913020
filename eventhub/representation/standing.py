"""Standing representatives: who comes for a member organisation to every meeting of its network, for some time."""

from datetime import datetime

from flask import Flask
from sqlalchemy import func, or_, select

from eventhub import clock
from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.conflicts import add_unless_there
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.access import locked_event
from eventhub.events.models import PUBLISHED, Event
from eventhub.jobs.queue import Jobs
from eventhub.networks.models import MemberOrganisation
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.delegation_models import Delegation, Representative
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.representation.queries import delegation_with_key
from eventhub.representation.service import NamedBefore, NoSeat, put_on_seat, put_substitute, takes_names

NAME = "representation.name"


class NamedTwice(Exception):  # noqa: N818 - it says what happened
    """This address represents the organisation already."""


def representatives_of(member_id: int) -> list[Representative]:
    """Who represents an organisation, who began first first."""
    query = select(Representative).where(Representative.member_id == member_id)
    return list(db.session.scalars(query.order_by(Representative.from_on, Representative.id)))


def add_representative(
    member: MemberOrganisation, values: dict[str, object], *, actor: Account, now: datetime
) -> None:  # fmt: skip
    """Somebody represents an organisation from now on or later. Raises NamedTwice."""
    addresses = {key: str(values[key] or "") for key in ("email", "substitute_email")}
    cleaned = {key: clean_address(text) if text else "" for key, text in addresses.items()}
    said = {**values, **cleaned, "substitute_name": values["substitute_name"] or ""}
    if add_unless_there(Representative, member_id=member.id, created_at=now, **said) is None:
        raise NamedTwice
    record("representative.added", now=now, user_id=actor.id, network_id=member.network_id, object_id=member.id)


def remove_representative(
    found: Representative, member: MemberOrganisation, *, actor: Account, now: datetime
) -> None:  # fmt: skip
    """They represent the organisation no longer; seats they have at events stay theirs."""
    db.session.delete(found)
    record("representative.removed", now=now, user_id=actor.id, network_id=member.network_id, object_id=member.id)


def _to_name(now: datetime) -> list[int]:
    """Delegations of coming events whose organisation has a representative for whom no seat was looked for yet."""
    newest = (
        select(Representative.member_id, func.max(Representative.created_at).label("at"))
        .group_by(Representative.member_id)
        .subquery()
    )
    query = (
        select(Delegation.id)
        .join(Event, Event.id == Delegation.event_id)
        .join(newest, newest.c.member_id == Delegation.member_id)
        .where(
            Event.state == PUBLISHED, Event.starts_at > now, Delegation.seats > 0,
            or_(Event.seats_return_at.is_(None), Event.seats_return_at > now),
            or_(Delegation.represented_at.is_(None), Delegation.represented_at < newest.c.at),
        )
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Delegation.id).limit(100)))


def _name(delegation_id: int, now: datetime) -> int:
    found = db.session.get_one(Delegation, delegation_id)
    event = locked_event(found.event_id)
    delegation = delegation_with_key(found.key)
    if delegation is None:
        return 0
    since, delegation.represented_at = delegation.represented_at, now
    if not takes_names(event, now) or delegation.sends_nobody_at is not None or event.starts_at is None:
        return 0
    day, named = event.starts_at.astimezone(event.tz).date(), 0
    for one in representatives_of(delegation.member_id):
        if (since is None or one.created_at > since) and one.represents_on(day):
            named += _give(event, delegation, one, now)
    return named


def _give(event: Event, delegation: Delegation, one: Representative, now: datetime) -> bool:
    """Whether a seat was free for them."""
    try:
        put_on_seat(event, delegation, name=one.name, email=one.email, member=delegation.member.name, now=now)
        if one.substitute_email:
            put_substitute(delegation, name=one.substitute_name or one.substitute_email, email=one.substitute_email)
    except (NamedBefore, NoSeat, RegistrationRefused):
        return False
    return True


def name_representatives() -> int:
    """Name the standing representatives for the free seats of events that were published; how many."""
    with transaction():
        found = _to_name(clock.now())
    named = 0
    for delegation_id in found:
        with transaction():
            named += _name(delegation_id, clock.now())
    return named


def init_app(_app: Flask, jobs: Jobs) -> None:
    """Register the job, which runs every minute."""
    jobs.register(NAME, name_representatives)
