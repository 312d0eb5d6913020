"""A store on disk and one in a real S3 server, to which the same tests are put."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from obstore.exceptions import BaseError
from pydantic import SecretStr

from eventhub.storage import files
from tests.conftest import test_settings

KEY, SECRET, BUCKET = "local-key", "local-secret-of-this-run", "files-of-tests"
READY_SECONDS = 30
WEED = Path(sys.executable).parent / "weed"
OFF = ("-s3.port.iceberg=0", "-s3.port.lance=0")
"""What listens at a fixed port, where a second server would be in its way."""
PARTS = ("master", "filer", "volume", "s3", "admin")


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in found:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in found]


def is_ready(app: Flask) -> bool:
    with app.app_context(), contextlib.suppress(BaseError):
        files.put("ready", b"yes")
        return True
    return False


def an_app(folder: Path, **settings: object) -> Flask:
    app = Flask("files")
    files.init_app(app, test_settings(folder, **settings))
    return app


@pytest.fixture(scope="session")
def s3_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that keeps its files in an S3 server started for these tests, on loopback only."""
    folder = tmp_path_factory.mktemp("s3")
    ports = free_ports(2 * len(PARTS))
    options = [f"-{part}.port={port}" for part, port in zip(PARTS, ports, strict=False)]
    options += [f"-{part}.port.grpc={port}" for part, port in zip(PARTS, ports[len(PARTS) :], strict=True)]
    command = [
        str(WEED),
        "mini",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-webdav=false",
        *OFF,
        *options,
    ]
    keys = {"S3_BUCKET": BUCKET, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env={**os.environ, **keys}, stdout=log, stderr=log)
    app = an_app(
        folder, files_url=f"s3://{BUCKET}", files_s3_endpoint=f"http://127.0.0.1:{ports[PARTS.index('s3')]}",
        files_s3_access_key=KEY, files_s3_secret_key=SecretStr(SECRET),
    )  # fmt: skip
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not is_ready(app):
            assert time.monotonic() < deadline, (folder / "log").read_text()[-2000:]
            time.sleep(0.3)
        yield app
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    app = request.getfixturevalue("s3_app") if request.param == "s3" else an_app(tmp_path)
    with app.app_context():
        yield
