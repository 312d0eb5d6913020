"""Inviting people, writing to them, and what they answer."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.conflicts import add_unless_there
from eventhub.database.model import db
from eventhub.database.types import Texts
from eventhub.events.access import locked_event
from eventhub.events.models import PUBLISHED, Event
from eventhub.invitations import letters
from eventhub.invitations.lists import Row
from eventhub.invitations.queries import letter_of, to_write_to
from eventhub.mail.models import DROPPED, QUEUED, OutboxMessage
from eventhub.registrations.doors import invitation_of
from eventhub.registrations.invitation_models import (
    ACCEPTED,
    ASKED,
    DECLINED,
    INVITATION,
    WITHDRAWN,
    Invitation,
    InvitationLetter,
    LeftAlone,
    mark_of,
)
from eventhub.registrations.invitation_retention import KINDS
from eventhub.registrations.models import ACTIVE, BY_PERSON
from eventhub.registrations.queries import registration_of
from eventhub.registrations.service import cancel_registration


class NotPublished(Exception):  # noqa: N818 - it says what happened
    """Nobody can answer yet: the event is not published, or is over."""


class UnknownPlaceholders(Exception):  # noqa: N818 - it says what happened
    """The letter asks for something that nobody knows."""


@dataclass(frozen=True)
class Terms:
    """What invitations of one list have in common."""

    language: str
    source: str
    is_open: bool = False
    skips_approval: bool = False
    any_time: bool = False


def _note(act: str, event: Event, *, now: datetime, actor: Account | None = None, **details: Any) -> None:
    record(
        act, now=now, user_id=actor.id if actor else None, network_id=event.network_id, event_id=event.id, **details
    )  # fmt: skip


def note_viewing(event: Event, *, actor: Account, now: datetime) -> None:
    """Write down that somebody looked at who is invited."""
    _note("invitation.viewed", event, actor=actor, now=now)


def note_export(event: Event, *, actor: Account, now: datetime, rows: int) -> None:
    """Write down that somebody took the list away."""
    _note("invitation.exported", event, actor=actor, now=now, rows=rows)


def note_taking_over(event: Event, *, actor: Account, now: datetime, source: str, count: int) -> None:
    """Write down that somebody filled a list from people the network knows."""
    _note("invitation.taken_over", event, actor=actor, now=now, source=source, count=count)


def invite(event_id: int, rows: Iterable[Row], terms: Terms, *, actor: Account, now: datetime) -> int:
    """Put people on the list of who is invited; how many. They are written to when the letter is sent."""
    event, count = locked_event(event_id), 0
    for row in rows:
        added = add_unless_there(
            Invitation, key=secrets.token_hex(16), event_id=event.id, email=row.email, name=row.name,
            organisation=row.organisation, language=terms.language, source=terms.source, is_open=terms.is_open,
            skips_approval=terms.skips_approval, any_time=terms.any_time, created_at=now,
        )  # fmt: skip
        count += added is not None
    if count:
        _note("invitation.added", event, actor=actor, now=now, count=count, source=terms.source)
    return count


def withdraw(invitation: Invitation, *, actor: Account, now: datetime) -> None:
    """Take an invitation back: its link opens nothing any more, and its mail is kept back if it can be.

    Who has a place by it keeps the place.
    """
    event = locked_event(invitation.event_id)
    if invitation.state == WITHDRAWN:
        return
    invitation.state, invitation.answered_at = WITHDRAWN, now
    waiting = (
        OutboxMessage.event_id == event.id, OutboxMessage.kind.in_(KINDS), OutboxMessage.state == QUEUED,
        OutboxMessage.to_address == invitation.email,
    )  # fmt: skip
    db.session.execute(update(OutboxMessage).where(*waiting).values(state=DROPPED))
    _note("invitation.withdrawn", event, actor=actor, now=now, object_id=invitation.id)


def keep_letter(event: Event, kind: str, *, subject: Texts, text: Texts) -> None:
    """Keep the organisers' words for the next sending."""
    kept = letter_of(event.id, kind)
    if kept is None:
        kept = InvitationLetter(event_id=event.id, kind=kind)
        db.session.add(kept)
    kept.subject, kept.text = subject, text


def is_answerable(event: Event, now: datetime) -> bool:
    """Whether who is written to now can say that they come."""
    return event.state == PUBLISHED and (event.starts_at is None or event.starts_at > now)


def send(
    event_id: int, kind: str, *, actor: Account, now: datetime, only: Collection[int] | None = None
) -> int:  # fmt: skip
    """Write to everybody whom the letter is for, or those of `only`; how many.

    Raises NotPublished, UnknownPlaceholders.
    """
    event = locked_event(event_id)
    if not is_answerable(event, now):
        raise NotPublished
    letter = letters.letter_from(kind, letter_of(event.id, kind))
    if letters.unknown_placeholders(letter):
        raise UnknownPlaceholders
    people = [one for one in to_write_to(event.id, kind) if only is None or one.id in only]
    for invitation in people:
        letters.post(event, letter, invitation, now=now)
        if kind == INVITATION:
            invitation.sent_at = now
        else:
            invitation.reminded_at, invitation.reminders = now, invitation.reminders + 1
    if people:
        act = "invitation.sent" if kind == INVITATION else "invitation.reminded"
        _note(act, event, actor=actor, now=now, count=len(people))
    return len(people)


def decline(invitation: Invitation, *, now: datetime) -> None:
    """The person does not come. A place they took with the invitation goes back; they may still change their mind."""
    event = locked_event(invitation.event_id)
    if invitation.state == WITHDRAWN:
        return
    own = invitation.registration_id and registration_of(event.id, invitation.registration_id)
    if invitation.state == ACCEPTED and own and own.state in ACTIVE and not invitation.is_open:
        cancel_registration(own, by=BY_PERSON, now=now)
        return
    if invitation.state == ASKED:
        invitation.state, invitation.answered_at = DECLINED, now
        _note("invitation.declined", event, now=now, object_id=invitation.id)


def leave_alone(token: str, *, now: datetime) -> None:
    """Invite this address to nothing of the network any more; open invitations to it are withdrawn."""
    invitation = invitation_of(token)
    if invitation is None:
        return
    event = locked_event(invitation.event_id)
    add_unless_there(LeftAlone, network_id=event.network_id, mark=mark_of(invitation.email), created_at=now)
    if invitation.state == ASKED:
        invitation.state, invitation.answered_at = DECLINED, now
    waiting = (OutboxMessage.kind.in_(KINDS), OutboxMessage.state == QUEUED)
    about = (OutboxMessage.network_id == event.network_id, OutboxMessage.to_address == invitation.email)
    db.session.execute(delete(OutboxMessage).where(*waiting, *about))
    _note("invitation.left_alone", event, now=now, object_id=invitation.id)


def renew_members_link(event_id: int, *, actor: Account, now: datetime) -> None:
    """Make the link for members useless; there is a new one. Places that were taken by it stay."""
    event = locked_event(event_id)
    event.members_link_version += 1
    _note("invitation.members_link", event, actor=actor, now=now)


def change_rules(
    event_id: int, *, invited_only: bool, kept: int | None, kept_until: datetime | None,
    members_open: datetime | None, actor: Account, now: datetime,
) -> None:  # fmt: skip
    """Say for whom places are, and from when."""
    event = locked_event(event_id)
    event.invited_only, event.kept_for_invited, event.kept_until_at = invited_only, kept, kept_until
    event.members_open_at = members_open
    _note("invitation.rules", event, actor=actor, now=now)
