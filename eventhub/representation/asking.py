"""Writing to the contacts of organisations that named nobody, and passing on seats that came free."""

from datetime import datetime, timedelta

from flask import Flask

from eventhub import clock
from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.access import locked_event
from eventhub.events.models import Event
from eventhub.jobs.queue import Jobs
from eventhub.registrations.delegation_models import Delegation, Seat
from eventhub.registrations.models import Registration
from eventhub.registrations.transitions import FOLLOW
from eventhub.representation import mails
from eventhub.representation.queries import Board, delegation_with_key, seats_to_follow
from eventhub.representation.service import next_substitute, takes_names

ONCE = timedelta(hours=24)


def can_be_asked(board: Board, now: datetime) -> list[Delegation]:
    """Organisations that named nobody, whose contact has an address and was not written to since yesterday."""
    missing = [one.delegation for one in board.missing]
    return [one for one in missing if one.member.contact_email and (one.asked_at is None or one.asked_at <= now - ONCE)]


def ask_the_missing(event: Event, board: Board, *, said: str, actor: Account, now: datetime) -> int:
    """Write to the contacts of all that are missing, once a day at most; how many. The event is locked."""
    asked = can_be_asked(board, now) if takes_names(event, now) else []
    for delegation in asked:
        delegation.asked_at = now
        mails.ask(delegation, event, said=said, now=now)
    if asked:
        record(
            "delegation.asked", now=now, user_id=actor.id, network_id=event.network_id, event_id=event.id,
            count=len(asked),
        )  # fmt: skip
    return len(asked)


def _follow(registration_id: int, delegation_id: int, now: datetime) -> None:
    found = db.session.get_one(Delegation, delegation_id)
    event = locked_event(found.event_id)
    delegation = delegation_with_key(found.key)
    seat = db.session.get(Seat, registration_id, populate_existing=True)
    if seat is None or delegation is None or seat.followed_at is not None:
        return
    seat.followed_at, seat.delegation = now, delegation
    who = db.session.get_one(Registration, registration_id)
    substitute = next_substitute(event, seat, delegation.member.name, now)
    if takes_names(event, now) and who.forgotten_at is None:
        mails.seat_freed(delegation, event, who=who.name, substitute=substitute, now=now)


def follow_freed_seats() -> int:
    """Ask the first substitute where somebody does not come, and tell the organisation's contact; how many seats."""
    with transaction():
        found = [(one.registration_id, one.delegation_id) for one in seats_to_follow()]
    for registration_id, delegation_id in found:
        with transaction():
            _follow(registration_id, delegation_id, clock.now())
    return len(found)


def init_app(_app: Flask, jobs: Jobs) -> None:
    """Register the job, which runs every minute."""
    jobs.register(FOLLOW, follow_freed_seats)
