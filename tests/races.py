"""The site as it is served, with several processes, for people who come at the same moment."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

PROJECT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(app: Flask, port: int) -> dict[str, str]:
    settings = app.extensions["settings"]
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("EVENTHUB_")},
        "EVENTHUB_ENVIRONMENT": "test", "EVENTHUB_INSTANCE": str(settings.instance),
        "EVENTHUB_SECRET_KEY": app.config["SECRET_KEY"],
        "EVENTHUB_DATABASE_URL": settings.database_url, "EVENTHUB_BASE_URL": f"http://127.0.0.1:{port}",
        "EVENTHUB_RATE_LIMITS": "false", "EVENTHUB_RUN_JOBS": "false", "EVENTHUB_LOG_LEVEL": "ERROR",
        "EVENTHUB_SECOND_FACTOR_REQUIRED": "false",
    }  # fmt: skip


def answers(port: int) -> bool:
    try:
        return send("GET", port, "/healthz", "", patience=3)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


@contextmanager
def serving(app: Flask, module: str) -> Iterator[int]:
    """gunicorn with three processes of eight threads; gives its port."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", module, "--preload", "-w", "3", "--threads", "8",
         "-b", f"127.0.0.1:{port}"],
        cwd=PROJECT, env=environment(app, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(300):
            if answers(port) or server.poll() is not None:
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def send(method: str, port: int, path: str, body: str, *, patience: float = 60) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()
