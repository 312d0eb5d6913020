"""Mails about an account, sent through the outbox in the language of its owner."""

from typing import Any

from flask_security import MailUtil

from eventhub import clock
from eventhub.accounts.attempts import RESET_MAILS, hashed, hit
from eventhub.mail.service import queue_mail
from eventhub.mail.words import in_language

RESET = "security/email/reset_instructions"
WORDS = {
    RESET: "account_reset",
    "security/email/reset_notice": "account_password_changed",
    "security/email/change_notice": "account_password_changed",
    "security/email/change_email_instructions": "account_new_address",
}


class OutboxMail(MailUtil):
    """Flask-Security's mails, with our words and through our outbox."""

    def send_mail(  # noqa: PLR0917 - Flask-Security calls it like this
        self, template: str, subject: str, recipient: Any, sender: Any, body: Any, html: Any, **context: Any
    ) -> None:
        account = context["user"]
        if template not in WORDS or (template == RESET and not hit(RESET_MAILS, "reset", hashed(account.email))):
            return
        link = context.get("reset_link") or context.get("link") or ""
        words = in_language(WORDS[template], account.language, name=account.name, link=link, address=account.email)
        queue_mail(
            kind=WORDS[template], to_address=str(recipient), to_name=account.name, language=account.language,
            words=words, now=clock.now(),
        )  # fmt: skip
