"""Mail goes only to a server that proves its name."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from flask import Flask
from pydantic import SecretStr

from eventhub.mail.delivery import deliver_due
from eventhub.mail.models import QUEUED, SENT
from tests.mail.outbox import point_at, stored, write
from tests.mail.smtp import Server


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def context_for(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def starttls(app: Flask, authority: trustme.CA) -> Iterator[Server]:
    yield from _running(app, Server(context_for(authority, "127.0.0.1")))


@pytest.fixture
def impostor(app: Flask, authority: trustme.CA) -> Iterator[Server]:
    yield from _running(app, Server(context_for(authority, "mail.example.net")))


@pytest.fixture
def plain(app: Flask) -> Iterator[Server]:
    yield from _running(app, Server())


@pytest.fixture
def asking_for_a_password(app: Flask) -> Iterator[Server]:
    yield from _running(app, Server(login=("hub", "lang-geheim-woord")))


def _running(app: Flask, server: Server) -> Iterator[Server]:
    before = app.extensions["settings"]
    server.start()
    yield server
    server.stop()
    app.extensions["settings"] = before


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


def test_certificate_nobody_vouches_for_is_refused(app: Flask, starttls: Server) -> None:
    point_at(app, starttls, mail_security="starttls")
    mail = write()
    assert deliver_due() == 0
    assert starttls.received == []
    assert stored(mail).state == QUEUED
    assert "certificate verify failed" in stored(mail).last_error


def test_certificate_of_the_authority_that_was_set_is_accepted(app: Flask, starttls: Server, ca_file: str) -> None:
    point_at(app, starttls, mail_security="starttls", mail_ca_file=ca_file)
    mail = write()
    assert deliver_due() == 1
    assert stored(mail).state == SENT


def test_certificate_for_another_name_is_refused(app: Flask, impostor: Server, ca_file: str) -> None:
    point_at(app, impostor, mail_security="starttls", mail_ca_file=ca_file)
    mail = write()
    assert deliver_due() == 0
    assert (impostor.received, stored(mail).state) == ([], QUEUED)


def test_server_without_encryption_is_not_talked_to_in_the_clear(app: Flask, plain: Server) -> None:
    point_at(app, plain, mail_security="starttls")
    mail = write()
    assert deliver_due() == 0
    assert (plain.received, stored(mail).state) == ([], QUEUED)


@pytest.mark.filterwarnings("ignore:Session.login_data is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_login_that_is_refused_waits_and_the_right_one_sends(app: Flask, asking_for_a_password: Server) -> None:
    point_at(app, asking_for_a_password, mail_username="hub", mail_password=SecretStr("wrong"))
    mail = write()
    assert deliver_due() == 0
    assert (stored(mail).state, stored(mail).last_error[:3]) == (QUEUED, "535")
    assert "wrong" not in stored(mail).last_error
    point_at(app, asking_for_a_password, mail_username="hub", mail_password=SecretStr("lang-geheim-woord"))
    other = write("b@example.org")
    assert deliver_due() == 1
    assert stored(other).state == SENT
