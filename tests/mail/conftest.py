"""The application with a real mail server beside it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mail.outbox import point_at
from tests.mail.servers import smtp
from tests.mail.smtp import Server

__all__ = ["smtp"]


@pytest.fixture
def mailing(app: Flask, smtp: Server) -> Iterator[Server]:
    """The application sends over a real server."""
    before = app.extensions["settings"]
    point_at(app, smtp)
    yield smtp
    app.extensions["settings"] = before
