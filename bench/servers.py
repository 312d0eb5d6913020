"""Servers to measure: EventHub as it is run, and a bare WSGI application under the same gunicorn."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRET = "bench-Zk3v8Qm1Tb6pLr0sWd9yHc4uJn7gFa2eRo5iKx"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(instance: Path, database_url: str, port: int, **more: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("EVENTHUB_")}
    return {
        **clean,
        "EVENTHUB_ENVIRONMENT": "development",
        "EVENTHUB_INSTANCE": str(instance),
        "EVENTHUB_SECRET_KEY": SECRET,
        "EVENTHUB_DATABASE_URL": database_url,
        "EVENTHUB_BASE_URL": f"http://127.0.0.1:{port}",
        "EVENTHUB_RATE_LIMITS": "false",
        "EVENTHUB_RUN_JOBS": "false",
        **more,
    }


def wait_for(address: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own loopback address
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"{address} does not answer")


@contextmanager
def running(command: list[str], env: dict[str, str], first: str) -> Iterator[subprocess.Popen[bytes]]:
    """The server, its log going to a file as it would in a real installation."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=log)
        try:
            wait_for(first)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@contextmanager
def eventhub(instance: Path, database_url: str, **more: str) -> Iterator[str]:
    """EventHub as `make run` starts it, without the demo; yields its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "eventhub", "run", "--port", str(port)]
    with running(command, environment(instance, database_url, port, **more), f"{address}/healthz"):
        yield address


@contextmanager
def bare(body: Path) -> Iterator[str]:
    """A WSGI application that sends one file's bytes from memory, under gunicorn with the same threads."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-w",
        "1",
        "--threads",
        "8",
        "-b",
        f"127.0.0.1:{port}",
        "bench.bare:app",
    ]
    with running(command, {**os.environ, "BENCH_BODY": str(body)}, address):
        yield address
