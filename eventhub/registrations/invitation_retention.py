"""Forgetting who was invited, as long after the event as registrations forget names."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import and_, select

from eventhub.database.batches import delete_rows, never
from eventhub.events.models import POSTPONED, Event
from eventhub.mail.models import OutboxMessage
from eventhub.registrations.consent import RETENTION
from eventhub.registrations.invitation_models import Invitation

KINDS = ("invitation", "invitation_reminder")
"""The kinds of mails that invite."""


def forget_invitations(now: datetime, *, ahead: timedelta, stopping: Callable[[], bool] = never) -> int:
    """Delete the invitations to events that are long over, with their mails; how many invitations.

    Not of postponed ones, which are still to come. `ahead` is the time until the next run.
    """
    over = select(Event.id).where(Event.ends_at < now - RETENTION + ahead, Event.state != POSTPONED)
    is_about = and_(OutboxMessage.kind.in_(KINDS), OutboxMessage.event_id.in_(over))
    delete_rows(OutboxMessage, is_about, stopping=stopping)
    return delete_rows(Invitation, Invitation.event_id.in_(over), stopping=stopping)
