"""The demo, served as `make run` serves it, and a real browser before it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, sync_playwright

from eventhub.demo.content import LOGIN, PASSWORD
from tests.browser.looking import DESKTOP, Looking
from tests.install_browser import chromium

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]  # fmt: skip
STARTS_WITHIN_SECONDS = 180
Opener = Callable[..., Looking]


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
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo of these tests keeps its things."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """The address of a demo that runs for these tests alone."""
    port = free_port()
    address = f"http://localhost:{port}"  # passkeys need a name
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
    path = chromium()
    if path is None:
        raise RuntimeError("the browser tests need Chromium; `make test` installs it, or: apt install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: str) -> StorageState:
    """What the browser of somebody keeps who signed in as the demo's organiser."""
    context = browser.new_context(base_url=site)
    sign_in(context.new_page(), LOGIN)
    kept = context.storage_state()
    context.close()
    return kept


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in by the form, as somebody of the demo."""
    page.goto("/manage/account/sign-in")
    page.locator("[name='email']").fill(email)
    page.locator("[name='password']").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def look(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Opens pages in a context of their own; every page is watched for errors until the test ends."""
    opened: list[Looking] = []

    def open_page(
        *,
        viewport: ViewportSize = DESKTOP,
        language: str = "en",
        javascript: bool = True,
        organiser: bool = False,
    ) -> Looking:
        context = browser.new_context(
            viewport=viewport, locale=language, java_script_enabled=javascript, base_url=site, reduced_motion="reduce",
            storage_state=request.getfixturevalue("signed_in") if organiser else None,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        watched = Looking(context.new_page(), site)
        opened.append(watched)
        return watched

    yield open_page
    problems = [problem for watched in opened for problem in watched.problems]
    for watched in opened:
        watched.page.context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="session")
def visitor(browser: Browser, site: str) -> Iterator[Looking]:
    """One window for all pages that are only looked at by somebody who did nothing yet."""
    yield from window(browser, site)


@pytest.fixture(scope="session")
def organiser(browser: Browser, site: str, signed_in: StorageState) -> Iterator[Looking]:
    """The same window of the demo's organiser: it keeps what it loaded, as theirs does."""
    yield from window(browser, site, storage_state=signed_in)


def window(browser: Browser, site: str, storage_state: StorageState | None = None) -> Iterator[Looking]:
    context = browser.new_context(
        viewport=DESKTOP, locale="en", base_url=site, reduced_motion="reduce", storage_state=storage_state
    )
    context.set_default_timeout(15_000)
    yield Looking(context.new_page(), site)
    context.close()


@pytest.fixture(autouse=True)
def nothing_wrong_in_a_shared_window(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test saw in a window that others use is its own."""
    windows = [request.getfixturevalue(name) for name in ("visitor", "organiser") if name in request.fixturenames]
    yield
    problems = [problem for window in windows for problem in window.problems]
    for shared in windows:
        shared.problems.clear()
    assert not problems, "\n".join(problems)
