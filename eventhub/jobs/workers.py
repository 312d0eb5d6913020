"""Huey's consumer as EventHub runs it. Imported when jobs begin to run."""

from typing import Any

from huey.consumer import Consumer

from eventhub.jobs.queue import FINISH_SECONDS, Jobs

THREADS = 2
LOOK_EVERY_SECONDS = 0.3


class GentleConsumer(Consumer):  # type: ignore[misc] # huey ships no types
    """Huey's consumer that looks often, and tells long jobs to stop at the next good place."""

    def __init__(self, jobs: Jobs, **options: Any) -> None:
        self.jobs = jobs
        super().__init__(
            jobs.huey,
            workers=THREADS,
            initial_delay=LOOK_EVERY_SECONDS / 3,
            max_delay=LOOK_EVERY_SECONDS,
            shutdown_timeout=FINISH_SECONDS,
            graceful_signal="TERM",
            **options,
        )

    def start(self) -> None:
        self.jobs.stopping.clear()
        super().start()

    def stop(self, graceful: bool = True) -> None:
        self.jobs.stopping.set()
        super().stop(graceful=True)


class EmbeddedConsumer(GentleConsumer):
    """A consumer inside the web process, to which the signals belong."""

    def _set_signal_handlers(self) -> None:
        """Leave the web server's handlers where they are: with Huey's own it would never end."""
