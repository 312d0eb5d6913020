"""Forgetting who came to an event, some time after it, as the consent text promises. The rows stay to be counted."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import Select, String, and_, cast, delete, func, literal, select, update

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.audit.service import record
from eventhub.database.batches import in_batches, never
from eventhub.database.model import db
from eventhub.database.session import lock_row, transaction
from eventhub.events.models import POSTPONED, Event
from eventhub.jobs.queue import HOUR_MINUTES, Jobs
from eventhub.mail.models import OutboxMessage
from eventhub.mail.service import erase_mails
from eventhub.registrations.answer_retention import delete_old_answers
from eventhub.registrations.answers import forget_answers
from eventhub.registrations.consent import RETENTION
from eventhub.registrations.delegation_models import Delegation, Representative, Substitute
from eventhub.registrations.group_mails import GROUP_MAIL
from eventhub.registrations.invitation_retention import forget_invitations
from eventhub.registrations.link_mails import LINK_MAIL
from eventhub.registrations.models import Person, Registration, RegistrationGroup, found_by

FORGET, FORGOTTEN = "registrations.forget", "registration.forgotten"
BATCH = 500
A_DAY, EVERY = timedelta(days=1), timedelta(hours=1)
"""The last run before the promised moment already forgets: it is kept to the hour, and never late."""


def _kept(event_id: Any) -> Select[int]:
    """Ids of an event's registrations, cancelled ones too, that still say who it is."""
    return select(Registration.id).where(Registration.event_id == event_id, Registration.forgotten_at.is_(None))


def _due(now: datetime) -> Select[int, int]:
    """Id and network of the events whose people are to be forgotten.

    Not of postponed ones: they are still to come, and people were told that they keep their places.
    """
    return select(Event.id, Event.network_id).where(
        Event.ends_at < now - RETENTION + EVERY, Event.state != POSTPONED, _kept(Event.id).exists()
    )


def _forget(ids: Sequence[int], now: datetime) -> None:
    """Empty registrations of what a person wrote; no link that was mailed leads to them any longer."""
    db.session.execute(
        update(Registration)
        .where(Registration.id.in_(ids))
        .values(
            name="", email="", remark="", reason="", sending=None, person_id=None, group_id=None, forgotten_at=now,
            key=literal("forgotten-") + cast(Registration.id, String),
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    kept = db.session.execute(select(Registration.id, Registration.organisation).where(Registration.id.in_(ids)))
    emptied = [{"id": row.id, "search_text": found_by("", "", row.organisation)} for row in kept]
    db.session.execute(update(Registration), emptied)
    forget_answers(ids)
    for registration_id in ids:
        erase_mails(registration_id=registration_id)


def _forget_groups(event_id: int) -> None:
    """Delete who registered whom, with the mails that list them."""
    db.session.execute(
        delete(OutboxMessage).where(OutboxMessage.kind == GROUP_MAIL, OutboxMessage.event_id == event_id)
    )
    gone = delete(RegistrationGroup).where(RegistrationGroup.event_id == event_id)
    db.session.execute(gone, execution_options={"synchronize_session": False})


def _write_down(event_id: int, network_id: int, now: datetime) -> None:
    """One audit entry for the event, over all batches since the entry before, if there is one."""
    entries = select(func.max(AuditEntry.at)).where(AuditEntry.action == FORGOTTEN, AuditEntry.event_id == event_id)
    query = select(func.count()).where(Registration.event_id == event_id, Registration.forgotten_at.is_not(None))
    before = db.session.scalar(entries)
    if before is not None:
        query = query.where(Registration.forgotten_at > before)
    record(FORGOTTEN, now=now, network_id=network_id, event_id=event_id, count=db.session.scalar(query) or 0)


def _forget_substitutes(now: datetime) -> None:
    """Delete substitutes of events that are over, who were never asked, and representatives whose time is over."""
    over = select(Delegation.id).join(Event, Event.id == Delegation.event_id).where(Event.ends_at < now)
    due = Substitute.delegation_id.in_(over.where(Event.state != POSTPONED))
    db.session.execute(delete(Substitute).where(due), execution_options={"synchronize_session": False})
    ended = delete(Representative).where(Representative.until_on < (now - A_DAY).date())  # over in every time zone
    db.session.execute(ended, execution_options={"synchronize_session": False})


def _forget_batch(event_id: int, now: datetime) -> int:
    """Forget the next people of one event, its row held so that it keeps its date meanwhile; how many."""
    lock_row("event", event_id)
    event = db.session.execute(_due(now).where(Event.id == event_id)).first()
    if event is None:
        return 0
    ids = db.session.scalars(_kept(event_id).order_by(Registration.id).limit(BATCH)).all()
    _forget(ids, now)
    if db.session.scalar(_kept(event_id).limit(1)) is None:
        _forget_groups(event_id)
        _write_down(event_id, event.network_id, now)
    return len(ids)


def _forget_people() -> int:
    """Delete the next people without any registration, with the mails of their personal link; how many.

    Their rows are held before it is asked again: somebody who registers at this moment stays. So does who
    registered others, until those are forgotten.
    """
    is_unused = and_(
        ~select(Registration.id).where(Registration.person_id == Person.id).exists(),
        ~select(RegistrationGroup.id).where(RegistrationGroup.contact_id == Person.id).exists(),
    )
    held = db.session.scalars(
        select(Person.id).where(is_unused).order_by(Person.id).limit(BATCH).with_for_update(of=Person)
    ).all()
    addresses = db.session.scalars(
        delete(Person).where(Person.id.in_(held), is_unused).returning(Person.email),
        execution_options={"synchronize_session": False},
    ).all()
    db.session.execute(
        delete(OutboxMessage).where(OutboxMessage.kind == LINK_MAIL, OutboxMessage.to_address.in_(addresses))
    )
    return len(addresses)


def forget_past_people(*, stopping: Callable[[], bool] = never) -> int:
    """Forget everybody whose time is over; how many registrations. Stopped or run again, it goes on where it was."""
    now, forgotten = clock.now(), 0
    with transaction():
        events = db.session.scalars(_due(now).order_by(Event.id)).all()
        _forget_substitutes(now)
    for event_id in events:
        forgotten += in_batches(partial(_forget_batch, event_id, now), stopping=stopping)
    in_batches(_forget_people, stopping=stopping)
    delete_old_answers(now, stopping=stopping)
    forget_invitations(now, ahead=EVERY, stopping=stopping)
    return forgotten


def init_app(_app: Flask, jobs: Jobs) -> None:
    """Register the job, which runs every hour."""
    jobs.register(FORGET, lambda: forget_past_people(stopping=jobs.stopping.is_set), every_minutes=HOUR_MINUTES)
