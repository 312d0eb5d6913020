"""Browsers that share nothing but the database."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsers import Browser


@pytest.fixture(autouse=True)
def separate_browsers(app: Flask) -> Iterator[None]:
    app.test_client_class = Browser
    yield
    app.test_client_class = None


@pytest.fixture
def client(app: Flask, separate_browsers: Any) -> FlaskClient:
    """A visitor without cookies."""
    return app.test_client()
