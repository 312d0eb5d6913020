"""What the proofs of safety share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from eventhub.app import create_app
from eventhub.database.model import db
from eventhub.database.upgrade import upgrade
from eventhub.web.limits import limiter
from tests.browsers import Browser
from tests.conftest import empty_tables, test_settings

SQLITE = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)
SITE = "https://localhost"


@pytest.fixture(scope="module")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application as visitors reach it: over https, under a name."""
    app = create_app(test_settings(tmp_path_factory.mktemp("site"), base_url=SITE, largest_upload_mib=1))
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(built_site: Flask) -> Iterator[Flask]:
    limiter.enabled = False
    with built_site.app_context():
        yield built_site
        db.session.rollback()
        empty_tables()


@pytest.fixture
def limits() -> Iterator[None]:
    """Rate limits are on, and nothing is used up."""
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False
