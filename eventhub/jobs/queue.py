"""Work done outside a request. The queue only carries the hint that there is some: the database knows what."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import structlog
from flask import Flask, current_app

from eventhub.config import Settings

if TYPE_CHECKING:
    from huey.api import Huey

log = structlog.get_logger("eventhub.jobs")
Job = Callable[[], object]
HOUR_MINUTES = 60
FINISH_SECONDS = 20


class Jobs:
    """The named jobs of one application, and the queue that hints at them.

    The queue is opened when it is first needed: to import it takes longer than to answer with the first page.
    """

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.known: dict[str, Job] = {}
        self.every_minutes: dict[str, int] = {}
        self.stopping = threading.Event()
        """Set when the process wants to end: a long job stops at the next good place."""
        self._opening = threading.Lock()
        self._huey: Huey | None = None

    def register(self, name: str, job: Job, *, every_minutes: int = 1) -> None:
        """Let a function be hinted at by name; it also runs every so many minutes, so a lost hint loses nothing."""
        if self._huey is not None:
            raise RuntimeError("jobs are registered before the queue is opened")
        self.known[name] = job
        self.every_minutes[name] = every_minutes

    @property
    def huey(self) -> "Huey":
        """The queue, opened."""
        with self._opening:
            if self._huey is None:
                self._huey = self._open()
        return self._huey

    def _open(self) -> "Huey":
        from eventhub.jobs.storages import every, open_queue  # noqa: PLC0415 - huey brings redis and psycopg along

        huey = open_queue(self.settings)
        self._run = huey.task(name="run")(self.run)
        for name, minutes in self.every_minutes.items():
            huey.periodic_task(every(minutes), name=f"sweep {name}")(partial(self.run, name))
        return huey

    def run(self, name: str) -> None:
        """Do the job now, in an application context of its own."""
        job = self.known.get(name)
        if job is None:
            log.warning("no such job", job=name)
            return
        with self.app.app_context():
            try:
                job()
            except Exception:
                log.exception("job failed, it runs again with the next sweep", job=name)

    def hint(self, name: str) -> None:
        """Say that there is work. A queue that cannot be reached is only logged: the sweep finds the work."""
        try:
            self.huey.enqueue(self._run.s(name))
        except Exception as error:
            log.warning("hint lost, the sweep will find the work", job=name, error=type(error).__name__)


def hint(name: str) -> None:
    """Say that the named job has work to do."""
    jobs: Jobs = current_app.extensions["jobs"]
    jobs.hint(name)


def init_app(app: Flask, settings: Settings) -> Jobs:
    """Attach the queue; features register their jobs on what this returns."""
    jobs = Jobs(app, settings)
    app.extensions["jobs"] = jobs
    return jobs
