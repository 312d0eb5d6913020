"""Who may send which mail: claims with a lease, and what became of them. Each function is one short transaction's work.

A mail is claimed for the length of a lease. A process that dies keeps nobody waiting longer than that, and a lease that
another took over cannot be used any more, because each claim has a token of its own.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, and_, exists, or_, select, text, update
from sqlalchemy.orm import aliased

from eventhub.database.model import db
from eventhub.mail.models import FAILED, QUEUED, SENDING, SENT, OutboxMessage

BATCH = 20
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15))
GIVE_UP_AFTER = timedelta(hours=72)
# A mail that one server keeps refusing holds back what was written later to the same person, but not for days.
ORDER_KEPT_FOR = timedelta(hours=4)
CLAIMING = 0x6D61696C
"""The key of PostgreSQL's advisory lock under which claims are made: "mail" in ASCII."""


def pause_after(attempts: int) -> timedelta:
    """How long a mail rests after so many attempts."""
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def _tries_within(period: timedelta) -> int:
    tries, waited = 1, timedelta()
    while waited < period:
        waited += pause_after(tries)
        tries += 1
    return tries


MOST_ATTEMPTS = _tries_within(GIVE_UP_AFTER)


def _held_back(now: datetime) -> Any:
    """Rows whose recipient still waits for an earlier mail."""
    earlier = aliased(OutboxMessage)
    return exists().where(
        earlier.to_address == OutboxMessage.to_address,
        earlier.id < OutboxMessage.id,
        earlier.created_at > now - ORDER_KEPT_FOR,
        or_(
            and_(earlier.state == QUEUED, earlier.due_at > now),
            and_(earlier.state == SENDING, earlier.leased_until > now),
        ),
    )


def _claimable(now: datetime) -> Any:
    """Rows that are due, or that a process left behind, and that nothing holds back."""
    due = and_(OutboxMessage.state == QUEUED, OutboxMessage.due_at <= now)
    left_behind = and_(OutboxMessage.state == SENDING, OutboxMessage.leased_until <= now)
    return and_(or_(due, left_behind), ~_held_back(now))


def claim(now: datetime, lease: timedelta) -> tuple[str, list[int]]:
    """Take the next mails for ourselves: the token of our claim and their ids, in the order of writing."""
    if db.session.get_bind().dialect.name == "postgresql":  # SQLite's write transaction is the lock
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CLAIMING})
    token = secrets.token_hex(16)
    ids = list(
        db.session.scalars(select(OutboxMessage.id).where(_claimable(now)).order_by(OutboxMessage.id).limit(BATCH))
    )
    if ids:
        _set(ids, token=None, state=SENDING, lease=token, leased_until=now + lease)
    return token, ids


def _set(ids: Collection[int], *, token: str | None, **values: Any) -> int:
    rows = update(OutboxMessage).where(OutboxMessage.id.in_(ids)).execution_options(synchronize_session=False)
    if token is not None:
        rows = rows.where(OutboxMessage.lease == token, OutboxMessage.state == SENDING)
    result: CursorResult[Any] = db.session.execute(rows.values(**values))  # type: ignore[assignment]
    return result.rowcount


def begin(message_id: int, token: str, now: datetime, lease: timedelta) -> OutboxMessage | None:
    """The mail, its lease renewed and this attempt counted.

    None where it was dropped, is not ours any more, or must wait for an earlier one to the same person.
    """
    if db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.id == message_id, _held_back(now))):
        release([message_id], token)
        return None
    renewed = _set([message_id], token=token, leased_until=now + lease, attempts=OutboxMessage.attempts + 1)
    return db.session.get(OutboxMessage, message_id, populate_existing=True) if renewed else None


def mark_sent(message_id: int, token: str, now: datetime) -> None:
    """The server took it."""
    _set([message_id], token=token, state=SENT, sent_at=now, lease=None, leased_until=None, last_error="")


def mark_failed(message_id: int, token: str, error: str) -> None:
    """No use trying again."""
    _set([message_id], token=token, state=FAILED, lease=None, leased_until=None, last_error=error)


def postpone(message_id: int, token: str, now: datetime, error: str) -> bool:
    """Try again later; False where it was tried for three days and is given up now."""
    attempts = db.session.scalar(select(OutboxMessage.attempts).where(OutboxMessage.id == message_id)) or 0
    if attempts >= MOST_ATTEMPTS:
        mark_failed(message_id, token, error)
        return False
    due = now + pause_after(attempts)
    _set([message_id], token=token, state=QUEUED, due_at=due, lease=None, leased_until=None, last_error=error)
    return True


def count_attempts(ids: Collection[int], token: str) -> None:
    """These were tried together: the server could not even be reached."""
    _set(ids, token=token, attempts=OutboxMessage.attempts + 1)


def release(ids: Collection[int], token: str) -> None:
    """Give mails back untried."""
    if ids:
        _set(ids, token=token, state=QUEUED, lease=None, leased_until=None)


def keep_as_sent(now: datetime) -> int:
    """Without a mail server, outside production: what is due stays in the database, where the demo shows it."""
    due = update(OutboxMessage).where(OutboxMessage.state == QUEUED, OutboxMessage.due_at <= now)
    due = due.execution_options(synchronize_session=False)
    result: CursorResult[Any] = db.session.execute(due.values(state=SENT, sent_at=now))  # type: ignore[assignment]
    return result.rowcount


def any_due(now: datetime) -> bool:
    """Whether mail waits to be sent."""
    return bool(db.session.scalar(select(exists().where(_claimable(now)))))
