"""The web server: gunicorn as a library, with the jobs inside."""

import gc
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.jobs.consumer import JobThread
from eventhub.web import logs

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a heartbeat file on a busy disk gets workers killed
DRAIN_SECONDS = 25


class JsonLogger(Logger):  # type: ignore[misc] # gunicorn ships no types
    """Gunicorn's messages in our log; our own request line replaces its access log."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.setLevel("WARNING")


class Server(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """EventHub's application within gunicorn."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self.settings = settings
        self.options = options
        self.job_thread: JobThread | None = None
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)
        self.cfg.set("when_ready", self._listening)
        self.cfg.set("post_fork", self._forked)
        self.cfg.set("post_worker_init", self._started)
        self.cfg.set("worker_exit", self._ending)

    def load(self) -> Flask:
        """Each web process has an application of its own: threads and connections do not survive a fork."""
        return create_app(self.settings)

    def _listening(self, _arbiter: Any) -> None:
        gc.freeze()
        gc.enable()

    def _forked(self, _arbiter: Any, _worker: Any) -> None:
        gc.disable()

    def _started(self, worker: Any) -> None:
        if self.settings.run_jobs:
            self.job_thread = JobThread(worker.app.wsgi())
            self.job_thread.start()
        # What was made until now lives as long as the process: the collector need not look at it, now or later.
        gc.collect()
        gc.freeze()
        gc.enable()

    def _ending(self, _arbiter: Any, _worker: Any) -> None:
        if self.job_thread is not None:
            self.job_thread.stop()


def serve(settings: Settings, *, host: str = "127.0.0.1", port: int = 8000, workers: int = 1, threads: int = 8) -> None:
    """Serve until SIGTERM or Ctrl-C; then finish what is being answered."""
    logs.configure(settings.log_level)
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": threads,
        "timeout": 120,
        "graceful_timeout": DRAIN_SECONDS,
        "keepalive": 5,
        "limit_request_line": 8190,  # the most it takes: our own page refuses shorter ones already (web/errors.py)
        "accesslog": None,
        "loglevel": settings.log_level.lower(),
        "logger_class": JsonLogger,
        "worker_tmp_dir": str(IN_MEMORY) if IN_MEMORY.is_dir() else None,
        "forwarded_allow_ips": "",  # EVENTHUB_TRUSTED_PROXIES alone says whom to believe
        "control_socket_disable": True,
    }
    Server(settings, options).run()
