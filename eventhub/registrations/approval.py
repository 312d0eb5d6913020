"""Places that organisers give one by one: who asked is told yes or no."""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.registrations import mails
from eventhub.registrations.models import CONFIRMED, PENDING, REJECTED, Registration
from eventhub.registrations.transitions import NotPossible, current, move
from eventhub.registrations.waiting_list import fill_places


def _pending(registration: Registration) -> None:
    if registration.state != PENDING:
        raise NotPossible(registration.state)


def approve(registration: Registration, *, actor: Account, now: datetime, tell: bool = True) -> None:
    """Give the place that somebody asked for; it was kept for them. Raises NotPossible."""
    event = current(registration)
    _pending(registration)
    move(registration, CONFIRMED, now=now, actor=actor)
    if tell and not event.is_over(now):
        mails.approved(registration, now=now)


def reject(registration: Registration, *, actor: Account, now: datetime, reason: str = "", tell: bool = True) -> None:
    """Refuse the place that somebody asked for; it goes to who waits. Raises NotPossible."""
    event = current(registration)
    _pending(registration)
    move(registration, REJECTED, now=now, actor=actor)
    registration.reason = reason
    if tell and not event.is_over(now):
        mails.rejected(registration, now=now)
    fill_places(event, now)
