"""What organisers do with a list besides reading it."""

from datetime import datetime
from typing import Any

from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.events.models import Event
from eventhub.registrations import mails
from eventhub.registrations.models import ACTIVE, CONFIRMED, Registration
from eventhub.registrations.waiting_list import fill_places


class NothingToConfirm(Exception):  # noqa: N818 - it says what happened
    """The person holds no place or is forgotten, or the event is over: a confirmation would tell something untrue."""


def send_confirmation_again(*, registration: Registration, event: Event, actor: Account, now: datetime) -> None:
    """Send somebody the confirmation of their place once more."""
    if registration.state != CONFIRMED or registration.forgotten_at or event.is_over(now):
        raise NothingToConfirm
    registration.event = event
    mails.confirmation(registration, now=now)
    record(
        "registration.confirmation_sent", now=now, user_id=actor.id, network_id=event.network_id, event_id=event.id,
        object_id=registration.id,
    )  # fmt: skip


def note_viewing(*, event: Event, actor: Account, state: str, page: int, now: datetime) -> None:
    """Write down that somebody looked at the list."""
    record(
        "attendees.viewed", now=now, user_id=actor.id, network_id=event.network_id, event_id=event.id,
        state=state, page=page,
    )  # fmt: skip


def note_export(
    *, event: Event, actor: Account, state: str, file_format: str, columns: list[str], rows: int, now: datetime
) -> None:
    """Write down that somebody took the list away."""
    record(
        "attendees.exported", now=now, user_id=actor.id, network_id=event.network_id, event_id=event.id,
        state=state, format=file_format, columns=columns, rows=rows,
    )  # fmt: skip


def after_other_answers(registration: Registration, *, event: Event, tell: bool, now: datetime) -> None:
    """Tell somebody that an organiser answered for them; an option that came free goes to who waits for it."""
    registration.event = event
    if tell and registration.state in ACTIVE and not event.is_over(now):
        mails.changed(registration, now=now)
    fill_places(event, now)


def note_answers(
    act: str, *, event: Event, actor: Account, now: datetime, registration_id: int | str = "", **details: Any
) -> None:
    """Write down that somebody looked at answers or changed them; never what they say."""
    record(
        act, now=now, user_id=actor.id, network_id=event.network_id, event_id=event.id, object_id=registration_id,
        **details,
    )  # fmt: skip
