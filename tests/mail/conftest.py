"""The application with a real mail server beside it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mail.outbox import point_at
from tests.mail.smtp import Server


@pytest.fixture
def smtp() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mailing(app: Flask, smtp: Server) -> Iterator[Server]:
    """The application sends over a real server."""
    before = app.extensions["settings"]
    point_at(app, smtp)
    yield smtp
    app.extensions["settings"] = before
