"""The demo, served as `make run` serves it, and a real browser before it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.looking import Looking

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]  # fmt: skip
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
STARTS_WITHIN_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):  # noqa: S310 - our own loopback address
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo that runs for these tests alone."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("EVENTHUB_")},
        "EVENTHUB_ENVIRONMENT": "development", "EVENTHUB_DEMO": "true", "EVENTHUB_INSTANCE": str(folder),
        "EVENTHUB_BASE_URL": address, "EVENTHUB_SECOND_FACTOR_REQUIRED": "false", "EVENTHUB_RATE_LIMITS": "false",
        "EVENTHUB_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "eventhub", "run", "--port", str(port)], env=environment, stdout=log, stderr=log,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        wait_until_ready(address, process)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError("the browser tests need Chromium; `make test` installs it, or: apt install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield started
        started.close()


Opener = Callable[..., Looking]


@pytest.fixture
def look(browser: Browser, site: str) -> Iterator[Opener]:
    """Opens pages in a context of their own; every page is watched for errors until the test ends."""
    opened: list[Looking] = []

    def open_page(
        *,
        viewport: dict[str, int] = DESKTOP,
        language: str = "en",
        javascript: bool = True,
        forced_colours: bool = False,
    ) -> Looking:
        context = browser.new_context(
            viewport=viewport, locale=language, java_script_enabled=javascript, base_url=site,  # type: ignore[arg-type]
            forced_colors="active" if forced_colours else "none",
        )  # fmt: skip
        page: Page = context.new_page()
        watched = Looking(page, site)
        opened.append(watched)
        return watched

    yield open_page
    problems = [problem for watched in opened for problem in watched.problems]
    for watched in opened:
        watched.page.context.close()
    assert problems == []
