"""Doing what the queue hints at: in threads of the web process, or in a process of its own.

Of the processes on one machine that share an instance folder one does the jobs, whoever holds the lock; when it ends,
however it ends, another takes over.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from flask import Flask

from eventhub.config import Settings
from eventhub.jobs.queue import FINISH_SECONDS, Jobs

log = structlog.get_logger("eventhub.jobs")
TAKE_OVER_SECONDS = 1.0
HEALTH_SECONDS = 10.0


@contextmanager
def leadership(lock: Path, *, wait: bool = False) -> Iterator[bool]:
    """Whether this process does the jobs of its machine. The lock goes with the process, however that ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


class JobThread:
    """Does the jobs inside another process as soon as, and as long as, it is the leader of its machine."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.extensions["settings"]
        self.jobs: Jobs = app.extensions["jobs"]
        self.lock = settings.instance / "jobs.lock"
        self.leads = threading.Event()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._stand_by, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to wait for the lock."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being done, then let another lead."""
        self._end.set()
        self.jobs.stopping.set()
        self._thread.join(FINISH_SECONDS + 5)

    def _stand_by(self) -> None:
        while not self._end.is_set():
            try:
                with leadership(self.lock) as leads:
                    if leads:
                        self._lead()
            except Exception:
                log.exception("jobs interrupted, trying again")
            self._end.wait(TAKE_OVER_SECONDS)

    def _lead(self) -> None:
        from eventhub.jobs.workers import EmbeddedConsumer  # noqa: PLC0415 - Huey is slow to import, pages come first

        consumer = EmbeddedConsumer(self.jobs)
        consumer.start()
        self.leads.set()
        log.info("jobs run here")
        try:
            while not self._end.wait(HEALTH_SECONDS):
                consumer.check_worker_health()
        finally:
            self.leads.clear()
            consumer.stop()


def run_worker(app: Flask) -> None:
    """Do the jobs until SIGTERM or Ctrl-C. On Redis any number of workers share them, on SQLite one at a time does."""
    from eventhub.jobs.workers import GentleConsumer  # noqa: PLC0415 - the same

    settings: Settings = app.extensions["settings"]
    jobs: Jobs = app.extensions["jobs"]
    if settings.jobs_url:
        GentleConsumer(jobs).run()
        return
    lock = settings.instance / "jobs.lock"
    with leadership(lock) as free:
        if free:
            GentleConsumer(jobs).run()
            return
    log.warning("another process does the jobs, waiting for it to end; set EVENTHUB_RUN_JOBS=false for the web process")
    with leadership(lock, wait=True):
        GentleConsumer(jobs).run()
