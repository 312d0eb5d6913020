"""Work done outside a request. The queue only carries the hint that there is some: the database knows what."""

from collections.abc import Callable

import structlog
from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer

from eventhub.config import Settings

log = structlog.get_logger("eventhub.jobs")
Job = Callable[[], object]


class Jobs:
    """The named jobs of one application and the queue that hints at them."""

    def __init__(self, app: Flask, huey: Huey) -> None:
        self.app = app
        self.huey = huey
        self.known: dict[str, Job] = {}
        self._run = huey.task(name="run")(self.run)

    def register(self, name: str, job: Job, *, every_minutes: int = 1) -> None:
        """Let a function be hinted at by name; it also runs every so many minutes, so a lost hint loses nothing."""
        self.known[name] = job
        every = crontab(minute=f"*/{every_minutes}")
        self.huey.periodic_task(every, name=f"sweep {name}")(lambda: self.run(name))

    def run(self, name: str) -> None:
        """Do the job now, in an application context of its own."""
        with self.app.app_context():
            self.known[name]()

    def hint(self, name: str) -> None:
        """Say that there is work. A queue that cannot be reached is only logged: the sweep finds the work."""
        try:
            self._run(name)
        except Exception:
            log.warning("hint lost, the sweep will find the work", job=name, exc_info=True)


def open_queue(settings: Settings) -> Huey:
    """Huey on Redis where an address is set, else on SQLite in the instance folder."""
    serializer = SignedSerializer(secret=settings.secrets[0], salt="eventhub-jobs")
    if settings.jobs_url:
        return RedisHuey("eventhub", url=settings.jobs_url, results=False, serializer=serializer)
    settings.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(
        "eventhub", filename=str(settings.instance / "jobs.db"), results=False, serializer=serializer, fsync=False
    )


def hint(name: str) -> None:
    """Say that the named job has work to do."""
    jobs: Jobs = current_app.extensions["jobs"]
    jobs.hint(name)


def init_app(app: Flask, settings: Settings) -> Jobs:
    """Attach the queue; features register their jobs on what this returns."""
    jobs = Jobs(app, open_queue(settings))
    app.extensions["jobs"] = jobs
    return jobs
