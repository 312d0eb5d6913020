"""Take the README's pictures from a demo of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "pictures"
PAGES = (
    ("agenda", "/?lang=nl", 1280),
    ("event", "/events/stek-dag?lang=nl", 1280),
    ("event-phone", "/events/tieto-vaikuttaminen-hyvinvointi?lang=fi", 390),
    ("month", "/?lang=da&network=seks-maal", 390),
)


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as instance:
        environment = {
            **os.environ, "EVENTHUB_ENVIRONMENT": "development", "EVENTHUB_DEMO": "true", "EVENTHUB_INSTANCE": instance,
            "EVENTHUB_BASE_URL": address, "EVENTHUB_SECOND_FACTOR_REQUIRED": "false",
        }  # fmt: skip
        server = subprocess.Popen([sys.executable, "-m", "eventhub", "run", "--port", str(port)], env=environment)
        try:
            wait(f"{address}/readyz")
            take(address)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def wait(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310 - our own loopback address
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the demo did not start")


def take(address: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for name, path, width in PAGES:
            page = browser.new_page(viewport={"width": width, "height": 900 if width > 600 else 844})
            page.goto(address + path)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
