"""What a mail looks like on the wire."""

import email
import email.policy
import unicodedata
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from eventhub import clock
from eventhub.database.session import transaction
from eventhub.mail.delivery import deliver_due
from eventhub.mail.mime import UnwritableError, plain_address, write_mail
from eventhub.mail.models import FAILED, OutboxMessage
from eventhub.mail.service import queue_mail
from eventhub.mail.words import Words, one_line
from tests.mail.outbox import WORDS, stored, write
from tests.mail.smtp import Server

ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
NASTY = [
    'Maes, "R" <evil@example.net>',
    "Noor\r\nBcc: evil@example.net",
    "Noor\0Peeters",
    'Ünï, "Näme" <evil@example.net>, b@example.net',
    "é, " * 70,
    "=?utf-8?q?evil?= <evil@example.net>",
    "x" * 200,
    "名前、" * 60,
    "\ud800half",
    "(comment) Noor; group: a@example.net;",
    "🎉" * 40,
    "",
]


def row(**values: object) -> OutboxMessage:
    defaults: dict[str, object] = {
        "message_id": "<1.2.abc@example.org>", "kind": "test", "to_address": "noor@example.org", "to_name": "",
        "reply_to": "", "language": "nl", "subject": "Onderwerp", "text": WORDS.text, "html": WORDS.html,
        "calendar": None, "calendar_method": "",
    }  # fmt: skip
    return OutboxMessage(**{**defaults, **values})


def wire(app: Flask, **values: object) -> bytes:
    return write_mail(row(**values), app.extensions["settings"], clock.now()).as_bytes()


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def types(raw: bytes) -> list[str]:
    return [part.get_content_type() for part in read(raw).walk()]


def test_mail_has_text_html_and_the_headers_of_an_automatic_mail(app: Flask) -> None:
    raw = wire(app, to_name="Noor Peeters", reply_to="team@example.org")
    mail = read(raw)
    assert types(raw) == ["multipart/alternative", "text/plain", "text/html"]
    assert (mail["From"], mail["To"]) == ("EventHub <eventhub@example.org>", "Noor Peeters <noor@example.org>")
    assert (mail["Reply-To"], mail["Message-ID"]) == ("team@example.org", "<1.2.abc@example.org>")
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "OOF, AutoReply")
    assert mail["Content-Language"] == "nl"
    assert mail["Date"].datetime.tzinfo is not None
    assert mail.get_body(("plain",)).get_content() == WORDS.text.replace("\n", "\r\n")


def test_calendar_entry_is_a_file_without_a_method(app: Flask) -> None:
    raw = wire(app, calendar=ICS)
    assert types(raw) == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
    [file] = read(raw).iter_attachments()
    assert (file.get_filename(), file.get_payload(decode=True)) == ("event.ics", ICS)
    assert "method" not in file["Content-Type"].params


def test_invitation_is_the_last_alternative_and_a_file(app: Flask) -> None:
    raw = wire(app, calendar=ICS, calendar_method="REQUEST")
    assert types(raw)[3:] == ["text/html", "text/calendar", "application/ics"]
    part = list(read(raw).walk())[4]
    assert (part["Content-Type"].params["method"], part["Content-Disposition"]) == ("REQUEST", None)
    assert part.get_payload(decode=True) == ICS


def test_every_line_is_short_ascii_ended_by_crlf(app: Flask) -> None:
    raw = wire(app, subject="é" * 400, text="ü" * 3000 + "\n", html="<p>" + "x" * 3000 + "</p>")
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) < 100
    assert read(raw)["Subject"] == "é" * 400


def headers_of(raw: bytes) -> dict[str, str]:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    assert sorted(message.keys()) == sorted(set(message.keys()))
    return {key: str(value) for key, value in message.items()}


def shown(header: str) -> str:
    return str(make_header(decode_header(header)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=80), subject=st.text(max_size=80))
@example(name=NASTY[0], subject=NASTY[1])
@example(name=NASTY[3], subject=NASTY[4])
def test_any_name_and_subject_give_one_valid_recipient(app: Flask, name: str, subject: str) -> None:
    _check(app, name, subject)


@pytest.mark.parametrize("name", NASTY)
def test_nasty_name_gives_one_valid_recipient(app: Flask, name: str) -> None:
    _check(app, name, name)


def _check(app: Flask, name: str, subject: str) -> None:
    headers = headers_of(wire(app, to_name=name, subject=subject, reply_to=name))
    [(shown_name, address)] = getaddresses([headers["To"].replace("\r\n", "")])
    assert address == "noor@example.org"
    assert shown(shown_name) == one_line(name)
    assert shown(headers["Subject"]) == one_line(subject)
    assert set(headers) <= {
        "Content-Type", "MIME-Version", "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language",
        "Auto-Submitted", "X-Auto-Response-Suppress",
    }  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_nasty_name_is_stored_and_sent(app: Flask, mailing: Server, name: str) -> None:
    with transaction():
        queue_mail(
            kind="test", to_address="noor@example.org", to_name=name, language="nl", reply_to=name,
            words=Words(name, f"Dag {name}", f"<p>{name}</p>"), now=clock.now(),
        )  # fmt: skip
    assert deliver_due() == 1
    assert [got.recipient for got in mailing.received] == ["noor@example.org"]


def test_letters_that_cannot_be_in_a_header_become_spaces() -> None:
    everything = "".join(chr(code) for code in range(0x3000))
    assert all(unicodedata.category(sign) not in {"Cc", "Cs", "Zl", "Zp"} for sign in one_line(everything))


@pytest.mark.parametrize(
    ("given", "written"),
    [("Noor@Example.org", "Noor@Example.org"), ("noor@büro.example", "noor@xn--bro-hoa.example")],
)
def test_address_is_written_in_ascii(given: str, written: str) -> None:
    assert plain_address(given) == written


@pytest.mark.parametrize("address", ["nöör@example.org", "noor", "a@b@example.org", "a, b@example.org", "@", "x@.."])
def test_address_that_no_server_takes_fails_at_once(app: Flask, mailing: Server, address: str) -> None:
    with pytest.raises(UnwritableError):
        plain_address(address)
    mail, other = write(address), write("b@example.org")
    assert deliver_due() == 1
    assert stored(mail).state == FAILED
    assert [got.recipient for got in mailing.received] == ["b@example.org"]
    assert other


def test_a_space_that_must_not_break_stays_one_in_a_subject() -> None:
    assert one_line("Modifié\u00a0:  la\r\nréunion ") == "Modifié\u00a0: la réunion"
