"""Work done outside a request. The queue only carries the hint that there is some: the database knows what."""

import threading
from collections.abc import Callable

import structlog
from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from eventhub.config import Settings

log = structlog.get_logger("eventhub.jobs")
Job = Callable[[], object]
QUEUE = "eventhub"
HOUR_MINUTES = 60
# A hint is sent while somebody waits for a page: a queue that does not answer may cost them a second, not a minute.
CONNECT_SECONDS, ANSWER_SECONDS = 1.0, 3.0


class Jobs:
    """The named jobs of one application and the queue that hints at them."""

    def __init__(self, app: Flask, huey: Huey) -> None:
        self.app = app
        self.huey = huey
        self.known: dict[str, Job] = {}
        self.stopping = threading.Event()
        """Set when the process wants to end: a long job stops at the next good place."""
        self._run = huey.task(name="run")(self.run)

    def register(self, name: str, job: Job, *, every_minutes: int = 1) -> None:
        """Let a function be hinted at by name; it also runs every so many minutes, so a lost hint loses nothing."""
        self.known[name] = job
        self.huey.periodic_task(_every(every_minutes), name=f"sweep {name}")(lambda: self.run(name))

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
            self._run(name)
        except Exception as error:
            log.warning("hint lost, the sweep will find the work", job=name, error=type(error).__name__)


def _every(minutes: int) -> Callable[..., bool]:
    """When a sweep is due. Intervals of an hour or more start at the full hour, a day's at night."""
    if minutes < 60:
        return crontab(minute=f"*/{minutes}")  # type: ignore[no-any-return]
    if minutes < 24 * 60:
        return crontab(minute="0", hour=f"*/{minutes // 60}")  # type: ignore[no-any-return]
    return crontab(minute="0", hour="3")  # type: ignore[no-any-return]


def open_queue(settings: Settings) -> Huey:
    """Huey on Redis where an address is set, else on SQLite in the instance folder."""
    serializer = SignedSerializer(secret=settings.secrets[0], salt="eventhub-jobs")
    if settings.jobs_url:
        pool = ConnectionPool.from_url(
            settings.jobs_url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        return RedisHuey(QUEUE, connection_pool=pool, results=False, serializer=serializer)
    settings.instance.mkdir(parents=True, exist_ok=True)
    file = str(settings.instance / "jobs.db")
    # A hint may be lost, so it need not wait for the disk.
    return SqliteHuey(QUEUE, filename=file, results=False, serializer=serializer, fsync=False)


def hint(name: str) -> None:
    """Say that the named job has work to do."""
    jobs: Jobs = current_app.extensions["jobs"]
    jobs.hint(name)


def init_app(app: Flask, settings: Settings) -> Jobs:
    """Attach the queue; features register their jobs on what this returns."""
    jobs = Jobs(app, open_queue(settings))
    app.extensions["jobs"] = jobs
    return jobs
