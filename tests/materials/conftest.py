"""Stores for the tests of files."""

from pathlib import Path
from typing import Any

import pytest

from tests.storage.stores import an_app, s3_app

__all__ = ["s3_app"]


@pytest.fixture(params=["disk", "s3"])
def stored_in(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A store on disk, then one in an S3 server."""
    stored = request.getfixturevalue("s3_app") if request.param == "s3" else an_app(tmp_path)
    return stored.extensions["files"]
