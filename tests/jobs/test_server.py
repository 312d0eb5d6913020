"""The web server with the jobs inside, and the worker process: real processes, ended as a system ends them."""

import fcntl
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from eventhub.app import create_app
from eventhub.database.model import db
from eventhub.database.upgrade import upgrade
from eventhub.mail.models import SENT
from tests.conftest import test_settings
from tests.mail.outbox import count, stored, write
from tests.mail.smtp import Server, free_port
from tests.processes import environment_of

Start = Callable[[str], tuple["subprocess.Popen[bytes]", int]]


@pytest.fixture
def installation(tmp_path: Path, smtp: Server) -> Iterator[Flask]:
    app = create_app(test_settings(tmp_path, mail_server="127.0.0.1", mail_port=smtp.port))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()
        app.extensions["jobs"].huey.storage.close()


@pytest.fixture
def start(installation: Flask) -> Iterator[Start]:
    running: list[subprocess.Popen[bytes]] = []

    def begin(deed: str) -> tuple["subprocess.Popen[bytes]", int]:
        port = free_port()
        environment = environment_of(installation.extensions["settings"])
        process = subprocess.Popen([sys.executable, "-m", "tests.jobs.processes", deed, str(port)], env=environment)
        running.append(process)
        return process, port

    yield begin
    for process in running:
        process.kill()
        process.wait()


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def lock_is_held(app: Flask) -> bool:
    with (app.extensions["settings"].instance / "jobs.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_server_sends_mail_at_once_and_stops_gracefully(installation: Flask, smtp: Server, start: Start) -> None:
    waiting = write("early@example.org")
    process, port = start("serve")
    until(lambda: answers(port))
    until(lambda: stored(waiting).state == SENT)
    assert lock_is_held(installation)
    write("late@example.org")
    until(lambda: len(smtp.received) == 2, seconds=30)  # the next sweep is a minute away
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not lock_is_held(installation)
    assert not answers(port)


def test_worker_process_does_the_jobs_and_stops_gracefully(installation: Flask, smtp: Server, start: Start) -> None:
    process, _port = start("work")
    until(lambda: lock_is_held(installation))
    write()
    until(lambda: len(smtp.received) == 1)
    until(lambda: count(SENT) == 1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_worker_stands_by_while_another_process_does_the_jobs(installation: Flask, smtp: Server, start: Start) -> None:
    first, _port = start("work")
    until(lambda: lock_is_held(installation))
    second, _port = start("work")
    first.kill()
    first.wait()
    until(lambda: lock_is_held(installation))
    write()
    until(lambda: len(smtp.received) == 1)
    assert second.poll() is None
