"""Files on disk and in a real S3 store answer alike."""

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

MIB = 1024 * 1024
KEY, SECRET, BUCKET = "local-key", "local-secret-of-this-run", "files-of-tests"
READY_SECONDS = 30
WEED = Path(sys.executable).parent / "weed"
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
    command = [str(WEED), "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-webdav=false", *options]
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


def test_what_is_kept_is_read_again(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, b"verslag")
    assert files.read(key) == b"verslag"


def test_large_files_go_in_and_come_out_in_pieces(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, (bytes([number]) * MIB for number in range(12)))
    pieces = list(files.read_range(key, 3 * MIB - 1, 2 * MIB))
    assert [len(piece) for piece in pieces] == [MIB, MIB]
    assert b"".join(pieces) == b"\x02" + b"\x03" * MIB + b"\x04" * (MIB - 1)


def test_a_part_ends_where_it_should(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, bytes(range(100)))
    assert b"".join(files.read_range(key, 10, 5)) == bytes(range(10, 15))
    assert b"".join(files.read_range(key, 99, 1)) == b"c"
    assert b"".join(files.read_range(key, 0, 0)) == b""


def test_a_key_holds_the_latest_file(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, b"oud")
    files.put(key, b"nieuw")
    assert files.read(key) == b"nieuw"


def test_a_deleted_file_is_gone_and_may_be_deleted_again(store: None) -> None:
    key = files.new_key("materials")
    files.put(key, b"weg")
    files.delete(key)
    files.delete(key)
    with pytest.raises(files.MissingFileError):
        files.read(key)
    with pytest.raises(files.MissingFileError):
        next(files.read_range(key, 0, 1))


def test_a_file_that_breaks_off_is_not_kept(store: None) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the sender went away")

    key = files.new_key("materials")
    with pytest.raises(OSError, match="went away"):
        files.put(key, broken())
    with pytest.raises(files.MissingFileError):
        files.read(key)


def test_keys_are_never_the_same_and_never_a_name() -> None:
    keys = {files.new_key("materials") for _ in range(1000)}
    assert len(keys) == 1000
    assert all(len(key) == len("materials/") + 3 + 32 for key in keys)


def test_a_key_cannot_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim")
    with an_app(tmp_path).app_context(), pytest.raises((files.MissingFileError, ValueError)):
        files.read("../secret")
