"""Writing mails into the outbox, and reading them back."""

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from eventhub import clock
from eventhub.config import Settings
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.mail.models import OutboxMessage
from eventhub.mail.service import queue_mail
from eventhub.mail.words import Words
from tests.mail.smtp import Server

WORDS = Words(
    "Onderwerp", "Dag Noor,\n\ntot dan.\n", "<!doctype html><html><head></head><body><p>Dag Noor</p></body></html>"
)


def point_at(app: Flask, server: Server, **changes: Any) -> Settings:
    """Let the application send over this server."""
    settings: Settings = app.extensions["settings"].model_copy(
        update={"mail_server": "127.0.0.1", "mail_port": server.port, "mail_timeout_seconds": 2.0, **changes}
    )
    app.extensions["settings"] = settings
    return settings


def write(recipient: str = "noor@example.org", subject: str = "Onderwerp", **values: Any) -> int:
    """One mail in the outbox, committed; its id."""
    words = Words(subject, WORDS.text, WORDS.html)
    with transaction():
        message = queue_mail(
            **{
                "kind": "test", "to_address": recipient, "to_name": "Noor Peeters", "language": "nl", "words": words,
                "now": clock.now(), **values,
            }
        )  # fmt: skip
        return _flushed(message)


def _flushed(message: OutboxMessage) -> int:
    db.session.flush()
    return message.id


def stored(message_id: int) -> OutboxMessage:
    """The row as the database has it now."""
    db.session.rollback()
    return db.session.get_one(OutboxMessage, message_id, populate_existing=True)


def count(*states: str) -> int:
    """How many mails the outbox has, in these states."""
    db.session.rollback()
    rows = select(func.count(OutboxMessage.id))
    return db.session.scalar(rows.where(OutboxMessage.state.in_(states)) if states else rows) or 0
