"""Putting a mail into the outbox, in the transaction of what it tells about; taking it out, trying it anew."""

import secrets
from datetime import datetime
from email.utils import make_msgid, parseaddr

from sqlalchemy import delete, update

from eventhub.database.model import db
from eventhub.database.session import after_commit
from eventhub.jobs.queue import hint
from eventhub.mail.models import DROPPED, FAILED, QUEUED, SENDING, OutboxMessage
from eventhub.mail.words import Words, one_line, storable
from eventhub.web.tokens import settings

DELIVER = "mail.deliver"
LONGEST_NAME, LONGEST_SUBJECT, LONGEST_ADDRESS = 200, 500, 320


class NotFailedError(ValueError):
    """Only a mail that failed can be sent again."""


def _hint_delivery() -> None:
    hint(DELIVER)


def queue_mail(
    *,
    kind: str,
    to_address: str,
    to_name: str = "",
    language: str,
    words: Words,
    now: datetime,
    reply_to: str = "",
    calendar: bytes | None = None,
    calendar_method: str = "",
    network_id: int | None = None,
    event_id: int | None = None,
    registration_id: int | None = None,
) -> OutboxMessage:
    """Add one mail to the outbox. It leaves after the transaction is kept; `calendar` is a whole iCalendar file."""
    domain = parseaddr(settings().mail_from)[1].rpartition("@")[2]
    message = OutboxMessage(
        message_id=make_msgid(secrets.token_hex(8), domain=domain), kind=kind, language=language,
        to_address=one_line(to_address)[:LONGEST_ADDRESS], to_name=one_line(to_name)[:LONGEST_NAME],
        reply_to=one_line(reply_to)[:LONGEST_ADDRESS], subject=one_line(words.subject)[:LONGEST_SUBJECT],
        text=storable(words.text), html=storable(words.html),
        calendar=calendar, calendar_method=calendar_method,
        network_id=network_id, event_id=event_id, registration_id=registration_id,
        due_at=now, created_at=now,
    )  # fmt: skip
    db.session.add(message)
    after_commit(_hint_delivery)
    return message


def drop_mails(*, registration_id: int) -> None:
    """Keep back what was not sent yet about a registration that is cancelled. Queue the farewell after this."""
    waiting = OutboxMessage.state.in_((QUEUED, SENDING, FAILED))
    db.session.flush()
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.registration_id == registration_id, waiting)
        .values(state=DROPPED, lease=None, leased_until=None)
    )


def erase_mails(*, registration_id: int) -> None:
    """Forget every mail about a registration, sent or not, with the personal data in it."""
    db.session.flush()
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.registration_id == registration_id))


def send_again(message: OutboxMessage, now: datetime) -> None:
    """Put a failed mail back into the queue, under the same Message-ID. Raises NotFailedError."""
    if message.state != FAILED:
        raise NotFailedError(message.state)
    message.state, message.due_at, message.attempts, message.last_error = QUEUED, now, 0, ""
    after_commit(_hint_delivery)
