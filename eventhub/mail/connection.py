"""The connection to the mail server: it knows whom it talks to, and never waits for ever."""

import ipaddress
import smtplib
import ssl
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_mail import Connection, Mail

from eventhub.config import Settings


def trusted(settings: Settings) -> ssl.SSLContext:
    """What makes a server's certificate acceptable: the system's authorities and the file that was set."""
    context = ssl.create_default_context()
    if settings.mail_ca_file:
        context.load_verify_locations(settings.mail_ca_file)
    return context


def _own_name(settings: Settings) -> str:
    """How we introduce ourselves to the server: asking the resolver for it can take seconds."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    with suppress(ValueError):
        return f"[{ipaddress.ip_address(host)}]"
    return host


class SafeConnection(Connection):
    """Flask-Mail's connection with certificates verified and every step timed; it opens when first needed."""

    def __init__(self, mail: Any, settings: Settings) -> None:
        super().__init__(mail)
        self.settings = settings

    def __enter__(self) -> "SafeConnection":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def open(self) -> None:
        """Connect unless we are. Raises OSError, of which every smtplib error is one."""
        if self.host is None:
            self.host = self.configure_host()
            self.num_emails = 0

    def close(self) -> None:
        """Say goodbye where the server still listens."""
        host, self.host = self.host, None
        if host is not None:
            with suppress(OSError):
                host.quit()
            host.close()

    def configure_host(self) -> smtplib.SMTP:
        """A server that is who it says it is, and lets us in."""
        settings = self.settings
        address = (settings.mail_server, settings.mail_port, _own_name(settings))
        timeout = settings.mail_timeout_seconds
        if settings.mail_security == "tls":
            host: smtplib.SMTP = smtplib.SMTP_SSL(*address, timeout=timeout, context=trusted(settings))
        else:
            host = smtplib.SMTP(*address, timeout=timeout)
        try:
            if settings.mail_security == "starttls":
                host.starttls(context=trusted(settings))
            if settings.mail_username:
                host.login(settings.mail_username, settings.mail_password.get_secret_value())
        except BaseException:
            host.close()
            raise
        return host


class SafeMail(Mail):
    """Flask-Mail over our connection, so that nothing in the process can send over an unverified one."""

    def connect(self) -> SafeConnection:
        app = self.app or current_app
        return SafeConnection(app.extensions["mail"], app.extensions["settings"])


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its Flask-Mail."""
    app.config.update(
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_DEFAULT_SENDER=settings.mail_from,
        MAIL_SUPPRESS_SEND=not settings.mail_server,
    )
    app.extensions["safe_mail"] = SafeMail(app)
