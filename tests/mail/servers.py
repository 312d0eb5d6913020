"""A mail server for the tests that need one."""

from collections.abc import Iterator

import pytest

from tests.mail.smtp import Server


@pytest.fixture
def smtp() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()
