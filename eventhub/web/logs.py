"""JSON logs with a request id. They name routes and ids of rows, never people."""

import logging
import re
import sys
import time
import uuid
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, request
from structlog.contextvars import bind_contextvars, clear_contextvars

ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
log = structlog.get_logger("eventhub")


def _without_people(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take e-mail addresses out of every text of a log line."""
    return {key: ADDRESS.sub("[address]", value) if isinstance(value, str) else value for key, value in event.items()}


class Lines:
    """Where our own lines go: straight to standard error, whatever that is at the moment."""

    def __init__(self, name: str = "eventhub") -> None:
        self.name = name

    def write(self, text: str) -> None:
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()

    def msg(self, line: str) -> None:
        self.write(f"{line}\n")  # one write, so that lines of several threads do not mix

    debug = info = warning = error = critical = msg


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _without_people,
]


def configure(level: str) -> None:
    """Send structlog's and the standard library's messages to standard error, a line of JSON each.

    Ours do not take the way through the standard library: every answer writes one, and the way costs more than some
    answers do.
    """
    structlog.configure(
        processors=[*SHARED, structlog.processors.JSONRenderer()],
        logger_factory=Lines,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(Lines())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("huey", "werkzeug"):
        logging.getLogger(noisy).setLevel("WARNING")


def log_answer(method: str, route: str, status: int, began: float | None, **more: Any) -> None:
    """The line of one answered request; `began` is a reading of time.perf_counter()."""
    took = round((time.perf_counter() - began) * 1000, 1) if began else None
    log.info("request", method=method, route=route, status=status, ms=took, **more)


def init_app(app: Flask) -> None:
    """Give each request an id, echo it, and write one line when it is answered."""

    @app.before_request
    def begin() -> None:
        clear_contextvars()
        request_id = uuid.uuid4().hex
        bind_contextvars(request_id=request_id)
        request.environ["eventhub.request_id"] = request_id
        request.environ["eventhub.began"] = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = request.environ.get("eventhub.request_id", "")
        began = request.environ.get("eventhub.began")
        if request.endpoint not in {"static", "health.healthz"}:
            log_answer(request.method, str(request.url_rule or "unknown"), response.status_code, began)
        return response
