"""Mails about an account, sent through the outbox in the language of its owner."""

from datetime import datetime
from typing import Any

from flask_security import MailUtil

from eventhub import clock
from eventhub.accounts.attempts import RESET_MAILS, hashed, hit
from eventhub.accounts.models import Account
from eventhub.mail.service import queue_mail
from eventhub.mail.words import in_language
from eventhub.web.links import whole_address

RESET = "security/email/reset_instructions"
NEW_ADDRESS = "security/email/change_email_instructions"
WORDS = {
    RESET: "account_reset",
    "security/email/reset_notice": "account_password_changed",
    "security/email/change_notice": "account_password_changed",
    NEW_ADDRESS: "account_new_address",
}


class OutboxMail(MailUtil):
    """Flask-Security's mails, with our words and through our outbox."""

    def send_mail(  # noqa: PLR0917 - Flask-Security calls it like this
        self, template: str, subject: str, recipient: Any, sender: Any, body: Any, html: Any, **context: Any
    ) -> None:
        account = context["user"]
        if template not in WORDS or (template == RESET and not hit(RESET_MAILS, "reset", hashed(account.email))):
            return
        link = ""
        if template == RESET:
            link = whole_address("security.reset_password", token=context["reset_token"])
        elif template == NEW_ADDRESS:
            link = whole_address("account.confirm_address", token=context["token"])
        _send(WORDS[template], account, to_address=str(recipient), now=clock.now(), link=link)


def _send(kind: str, account: Account, *, to_address: str, now: datetime, **said: str) -> None:
    words = in_language(kind, account.language, name=account.name, address=account.email, **said)
    queue_mail(kind=kind, to_address=to_address, to_name=account.name, language=account.language, words=words, now=now)


def mail_second_factor_reset(account: Account, *, by: str, now: datetime) -> None:
    """Tell somebody that their second step was reset, and by whom."""
    link = whole_address("security.login")
    _send("account_second_factor_reset", account, to_address=account.email, now=now, by=by, link=link)


def mail_address_changed(account: Account, *, former: str, now: datetime) -> None:
    """Tell the former address that it signs in no longer."""
    _send("account_address_changed", account, to_address=former, now=now)
