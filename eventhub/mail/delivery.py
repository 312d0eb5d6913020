"""Sending what lies in the outbox: once each, in order per person, whatever the mail server does."""

import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from eventhub import clock
from eventhub.config import Settings
from eventhub.database.batches import never
from eventhub.database.session import transaction
from eventhub.jobs.queue import Jobs
from eventhub.mail import claims, connection
from eventhub.mail.connection import SafeConnection
from eventhub.mail.mime import Written, write_mail
from eventhub.mail.refusals import Refusal, judged
from eventhub.mail.service import DELIVER

log = structlog.get_logger("eventhub.mail")
MAILS_A_CONNECTION = 50
BREAKS_IN_A_ROW = 3
STEPS = 10
"""A lease outlasts this many of the server's slowest answers: one mail needs about six."""
MARKING_PAUSES = (0.2, 1.0, 3.0, 5.0)


class Delivery:
    """One run over the outbox: its connection, and how often that broke."""

    def __init__(self, settings: Settings, line: SafeConnection, stopping: Callable[[], bool]) -> None:
        self.settings = settings
        self.line = line
        self.stopping = stopping
        self.lease = timedelta(seconds=settings.mail_timeout_seconds * STEPS)
        self.breaks = 0
        self.sent = 0

    def run(self) -> int:
        """Send batch after batch until nothing is due or the server is gone; returns how many left."""
        while not self.stopping():
            with transaction():
                token, ids = claims.claim(clock.now(), self.lease)
            if not ids or not self._send_batch(token, ids):
                break
        return self.sent

    def _send_batch(self, token: str, ids: list[int]) -> bool:
        """Whether it makes sense to go on after this batch."""
        for place, message_id in enumerate(ids):
            if self.stopping() or self.breaks >= BREAKS_IN_A_ROW:
                with transaction():
                    claims.release(ids[place:], token)
                return False
            if not self._connected(token, ids[place:]):
                return False
            self._send_one(message_id, token)
        return True

    def _connected(self, token: str, ids: list[int]) -> bool:
        """Whether the server is there; if not, all that we hold has been tried and rests."""
        if self.line.num_emails >= MAILS_A_CONNECTION:
            self.line.close()
        try:
            self.line.open()
        except OSError as error:  # every error of smtplib and ssl is one
            refusal = judged(error)
            log.warning("mail server not usable", error=refusal.words, waiting=len(ids))
            with transaction():
                claims.count_attempts(ids, token)
                for message_id in ids:
                    _postpone(message_id, token, refusal)
            return False
        return True

    def _send_one(self, message_id: int, token: str) -> None:
        mail = self._begin(message_id, token)
        if mail is None:
            return
        try:
            self.line.send(mail)
        except Exception as error:  # whatever it was, the next mail has its chance
            self._refused(message_id, token, judged(error))
            return
        self.breaks = 0
        self.sent += 1
        _surely(lambda: claims.mark_sent(message_id, token, clock.now()))

    def _begin(self, message_id: int, token: str) -> Written | None:
        """The mail to send now; one that cannot be written has failed."""
        with transaction():
            now = clock.now()
            message = claims.begin(message_id, token, now, self.lease)
            if message is None:
                return None
            try:
                return write_mail(message, self.settings, now)
            except Exception as error:
                refusal = judged(error if isinstance(error, ValueError) else ValueError())
                log.warning("mail cannot be written", mail=message_id, error=refusal.words)
                claims.mark_failed(message_id, token, refusal.words)
        return None

    def _refused(self, message_id: int, token: str, refusal: Refusal) -> None:
        log.warning("mail refused", mail=message_id, for_good=refusal.for_good, error=refusal.words)
        self.breaks = self.breaks + 1 if refusal.line_broken else 0
        if refusal.line_broken:
            self.line.close()
        with transaction():
            if refusal.for_good:
                claims.mark_failed(message_id, token, refusal.words)
            else:
                _postpone(message_id, token, refusal)


def _postpone(message_id: int, token: str, refusal: Refusal) -> None:
    if not claims.postpone(message_id, token, clock.now(), refusal.words):
        log.error("mail given up after three days", mail=message_id, error=refusal.words)


def _surely(write: Callable[[], None]) -> None:
    """Write down that a mail left, though the database may be away for a moment: else it would leave twice."""
    for pause in (*MARKING_PAUSES, None):
        try:
            with transaction():
                write()
        except OperationalError:
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


def deliver_due(*, stopping: Callable[[], bool] = never) -> int:
    """Send every mail that is due; returns how many left. `stopping` says that the process wants to end."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.mail_server:
        return _without_server(settings)
    with current_app.extensions["safe_mail"].connect() as line:
        return Delivery(settings, line, stopping).run()


def _without_server(settings: Settings) -> int:
    """Outside production mails only go into the demo's mailbox; in production they wait for a server."""
    with transaction():
        if not settings.is_production:
            return claims.keep_as_sent(clock.now())
        if claims.any_due(clock.now()):
            log.error("mail waits: EVENTHUB_MAIL_SERVER is not set")
    return 0


def init_app(app: Flask, settings: Settings, jobs: Jobs) -> None:
    """Open the way to the mail server, and register the delivery job."""
    connection.init_app(app, settings)
    jobs.register(DELIVER, lambda: deliver_due(stopping=jobs.stopping.is_set))
    if settings.is_production and not settings.mail_server:
        log.warning("no mail leaves this installation: EVENTHUB_MAIL_SERVER is not set")
