"""Make sure that a Chromium is there for the browser tests: Debian's own package, or say what to install."""

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium-headless-shell", "chromium")
"""The first is the same without what needs a screen, and faster for it; not every Debian has it."""
FONTS = "fonts-dejavu-core"


def chromium() -> str | None:
    """The path of the best browser that is installed."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def install() -> None:
    """Install the first browser that this system's packages know."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def apt(*command: str) -> bool:
        done = subprocess.run(["apt-get", *command], check=False, env=environment, stdout=subprocess.DEVNULL)
        return done.returncode == 0

    apt("update", "-qq")
    for browser in BROWSERS:
        if shutil.which(browser) or apt("install", "-y", "-qq", "--no-install-recommends", browser, FONTS):
            return


def main() -> int:
    if not shutil.which(BROWSERS[0]) and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if chromium():
        return 0
    sys.stderr.write(
        "The browser tests need Chromium: install it as `chromium` (Debian, Ubuntu: apt install chromium).\n"
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
