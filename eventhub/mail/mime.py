"""One row of the outbox as a mail on the wire.

Names are encoded here and never re-read: the standard library's newer policies take encoded names apart when they
fold a long line, and then `Maes, "R" <x@y>` becomes two addresses.
"""

from contextlib import suppress
from datetime import datetime
from email import charset, policy
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr

from flask_mail import Message

from eventhub.config import Settings
from eventhub.mail.models import OutboxMessage
from eventhub.mail.words import one_line

# Folding is done where a header is made: a Message-ID on a line of its own is lawful, but not all servers know.
WIRE = policy.compat32.clone(linesep="\r\n", max_line_length=None)
UTF8 = charset.Charset("utf-8")
UTF8.body_encoding = charset.QP


class UnwritableError(ValueError):
    """No mail server can be told about this address."""


class Written(Message):
    """A Flask-Mail message whose text on the wire is ours."""

    def __init__(self, parts: MIMEMultipart, *, sender: str, recipient: str) -> None:
        super().__init__(sender=sender, recipients=[recipient], date=0.0)
        self.parts = parts

    def as_bytes(self) -> bytes:
        return self.parts.as_bytes(policy=WIRE)


def plain_address(address: str) -> str:
    """An address in ASCII, its domain in punycode. Raises UnwritableError."""
    local, _, domain = one_line(address).rpartition("@")
    try:
        found = f"{local.encode('ascii').decode()}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise UnwritableError("the address has letters that mail servers do not take") from error
    if not local or not domain or parseaddr(found)[1] != found:
        raise UnwritableError("this is not an e-mail address")
    return found


def _header(text: str) -> str:
    """A header's text in ASCII; what is plain stays readable."""
    return text if text.isascii() and "=?" not in text else Header(text, "utf-8").encode()


def _named(name: str, address: str) -> str:
    return formataddr((_header(one_line(name)), address))


def _calendar(data: bytes, kind: str, **parameters: str) -> MIMEBase:
    main, _, sub = kind.partition("/")
    part = MIMEBase(main, sub, policy=None, **parameters)
    part.set_payload(data)
    encode_base64(part)
    return part


def _texts(message: OutboxMessage) -> MIMEMultipart:
    parts = MIMEMultipart("alternative")
    parts.attach(MIMEText(message.text, "plain", UTF8))  # type: ignore[arg-type] # a Charset is taken too
    if message.html:
        parts.attach(MIMEText(message.html, "html", UTF8))  # type: ignore[arg-type]
    if message.calendar and message.calendar_method:
        parts.attach(_calendar(message.calendar, "text/calendar", method=message.calendar_method, charset="UTF-8"))
    return parts


def _parts(message: OutboxMessage) -> MIMEMultipart:
    """The texts; a calendar entry beside them as a file, and among them too where it is an invitation."""
    texts = _texts(message)
    if not message.calendar:
        return texts
    if message.calendar_method:
        file, name = _calendar(message.calendar, "application/ics", name="invite.ics"), "invite.ics"
    else:
        file, name = _calendar(message.calendar, "text/calendar", charset="UTF-8", name="event.ics"), "event.ics"
    file.add_header("Content-Disposition", "attachment", filename=name)
    whole = MIMEMultipart("mixed")
    whole.attach(texts)
    whole.attach(file)
    return whole


def write_mail(message: OutboxMessage, settings: Settings, now: datetime) -> Written:
    """The mail to send: always from the hub, answers go to `reply_to`. Raises UnwritableError."""
    sender, recipient = plain_address(parseaddr(settings.mail_from)[1]), plain_address(message.to_address)
    parts = _parts(message)
    parts["From"] = _named(settings.hub_name, sender)
    parts["To"] = _named(message.to_name, recipient)
    if message.reply_to:
        with suppress(UnwritableError):  # better a mail without it than no mail
            parts["Reply-To"] = plain_address(message.reply_to)
    parts["Subject"] = _header(one_line(message.subject))
    parts["Date"] = format_datetime(now)
    parts["Message-ID"] = message.message_id
    parts["Content-Language"] = message.language
    parts["Auto-Submitted"] = "auto-generated"
    parts["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    return Written(parts, sender=sender, recipient=recipient)
