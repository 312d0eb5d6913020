"""Where hints wait: Huey on SQLite or on Redis. Imported when the queue is first needed, for it is slow to import."""

from collections.abc import Callable

from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from eventhub.config import Settings

QUEUE = "eventhub"
# A hint is sent while somebody waits for a page: a queue that does not answer may cost them a second, not a minute.
CONNECT_SECONDS, ANSWER_SECONDS = 1.0, 3.0


def every(minutes: int) -> Callable[..., bool]:
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
