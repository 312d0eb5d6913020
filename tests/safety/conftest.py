"""What the proofs of safety share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from eventhub.web.limits import limiter
from tests.conftest import fresh, migrated_app, test_settings

SITE = "https://localhost"


@pytest.fixture(scope="module")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application as visitors reach it: over https, under a name."""
    with migrated_app(test_settings(tmp_path_factory.mktemp("site"), base_url=SITE, largest_upload_mib=1)) as app:
        yield app


@pytest.fixture
def site(built_site: Flask) -> Iterator[Flask]:
    with fresh(built_site) as emptied:
        yield emptied


@pytest.fixture
def limits() -> Iterator[None]:
    """Rate limits are on, and nothing is used up."""
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False
