"""What happens to mails where there is no mail server."""

import pytest
from flask import Flask

from eventhub import clock
from eventhub.database.session import transaction
from eventhub.mail.delivery import deliver_due
from eventhub.mail.models import QUEUED, SENT
from eventhub.mail.service import NotFailedError, erase_mails, send_again
from tests.mail import smtp as servers
from tests.mail.outbox import count, stored, write
from tests.mail.smtp import Server

MINUTES = (1, 2, 5, 10, 15, 15, 15)


def test_erased_registration_leaves_no_mail_behind(app: Flask, mailing: Server) -> None:
    write(registration_id=7)
    deliver_due()
    write(registration_id=7)
    write("b@example.org", registration_id=8)
    with transaction():
        erase_mails(registration_id=7)
    assert count() == 1


def test_failed_mail_can_be_sent_again(app: Flask, mailing: Server) -> None:
    mailing.handler.mode = servers.NO_SUCH_USER
    mail = write()
    deliver_due()
    mailing.handler.mode = servers.NORMAL
    with transaction():
        send_again(stored(mail), clock.now())
    assert deliver_due() == 1
    assert mailing.received[0].message_id == stored(mail).message_id
    with pytest.raises(NotFailedError):
        send_again(stored(mail), clock.now())


def test_without_a_server_the_demo_keeps_mails_for_its_mailbox(app: Flask) -> None:
    mail = write()
    assert deliver_due() == 1
    assert stored(mail).state == SENT


def test_without_a_server_production_keeps_mails_waiting(app: Flask) -> None:
    before = app.extensions["settings"]
    app.extensions["settings"] = before.model_copy(update={"environment": "production"})
    try:
        mail = write()
        assert deliver_due() == 0
        assert stored(mail).state == QUEUED
    finally:
        app.extensions["settings"] = before
