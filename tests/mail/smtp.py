"""A real SMTP server that behaves as badly as it is told to."""

import asyncio
import email
import socket
import ssl
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

NORMAL, BUSY, NO_SUCH_USER, BAD_CONTENT, GREYLISTED = "normal", "busy", "no such user", "bad content", "greylisted"
HANGING, DROPS_AFTER_DATA, DROPS_BEFORE_ANSWER, NOT_US = "hanging", "drops after data", "drops before answer", "not us"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Received:
    sender: str
    recipient: str
    message: Message
    raw: bytes

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class Handler:
    mode: str = NORMAL
    picky_about: str = ""
    """Only this recipient meets the bad mode; empty: everyone."""
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    def _bad(self, mode: str, recipient: str) -> bool:
        return self.mode == mode and self.picky_about in {"", recipient}

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode == NOT_US:
            return "550 5.7.1 you may not send here"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._bad(GREYLISTED, address):
            return f"451 4.7.1 <{address}> greylisted, try later"
        if self._bad(NO_SUCH_USER, address):
            return f"550 5.1.1 <{address}> unknown here"
        if self._bad(HANGING, address):
            await asyncio.sleep(30)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        recipient = envelope.rcpt_tos[0]
        if self._bad(BUSY, recipient):
            return "421 4.3.2 shutting down"
        if self._bad(BAD_CONTENT, recipient):
            return "554 5.6.0 we do not like this"
        if self._bad(DROPS_BEFORE_ANSWER, recipient):
            server.transport.abort()
            return "250 OK"
        assert envelope.rcpt_tos[1:] == []
        self.received.append(Received(str(envelope.mail_from), recipient, email.message_from_bytes(raw), raw))
        if self._bad(DROPS_AFTER_DATA, recipient):
            server.transport.abort()
        return "250 OK"


class Server:
    """A mail server on loopback that can go away and come back."""

    def __init__(self, context: ssl.SSLContext | None = None, login: tuple[str, str] | None = None) -> None:
        self.port = free_port()
        self.handler = Handler()
        self._options: dict[str, Any] = {"tls_context": context, "require_starttls": True} if context else {}
        if login:
            self._options |= {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": False}
        self._login = login
        self._controller: Controller | None = None

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == self._login, handled=False)

    def start(self) -> None:
        self._controller = Controller(self.handler, hostname="127.0.0.1", port=self.port, **self._options)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def received(self) -> list[Received]:
        return self.handler.received

    def subjects(self, recipient: str) -> list[str]:
        return [str(mail.message["Subject"]) for mail in self.received if mail.recipient == recipient]
