"""Processes that tests of the jobs start: `python -m tests.jobs.processes DEED PORT`."""

import sys
import time

from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.jobs.consumer import leadership, run_worker
from eventhub.server import serve


def lead_for_ever(_port: str) -> None:
    with leadership(Settings().instance / "jobs.lock") as leads:
        sys.stdout.write("leads\n" if leads else "follows\n")
        sys.stdout.flush()
        time.sleep(600)


def main(deed: str, port: str) -> None:
    {
        "lead": lead_for_ever,
        "work": lambda _port: run_worker(create_app(Settings())),
        "serve": lambda port: serve(Settings(), port=int(port)),
    }[deed](port)


if __name__ == "__main__":
    main(*sys.argv[1:])
