"""Putting a mail into the outbox, in the transaction of what it tells about."""

import secrets
from datetime import datetime
from email.utils import make_msgid, parseaddr

from eventhub.database.model import db
from eventhub.database.session import after_commit
from eventhub.jobs.queue import hint
from eventhub.mail.models import OutboxMessage
from eventhub.mail.words import Words
from eventhub.web.tokens import settings

DELIVER = "mail.deliver"


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
        message_id=make_msgid(secrets.token_hex(8), domain=domain),
        kind=kind, to_address=to_address, to_name=to_name, reply_to=reply_to, language=language,
        subject=words.subject, text=words.text, html=words.html,
        calendar=calendar, calendar_method=calendar_method,
        network_id=network_id, event_id=event_id, registration_id=registration_id,
        due_at=now, created_at=now,
    )  # fmt: skip
    db.session.add(message)
    after_commit(lambda: hint(DELIVER))
    return message
