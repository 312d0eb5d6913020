"""Reading calendars in tests: unfolded lines, and the checker as a command."""

import subprocess
import sys
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.access import WITH_NAMES
from eventhub.events.models import Event

ROOT = Path(__file__).parents[2]


def loaded(event: Event) -> Event:
    """The event as its pages load it, with its networks and themes."""
    query = select(Event).options(*WITH_NAMES).where(Event.id == event.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def unfolded(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")


def lines_of(client: FlaskClient, address: str) -> list[str]:
    """The unfolded lines of a calendar."""
    response = client.get(address)
    assert (response.status_code, response.content_type) == (200, "text/calendar; charset=utf-8")
    return unfolded(response.data)


def value(lines: list[str], name: str) -> str:
    """The only line of a property, without its name."""
    found = [line for line in lines if line.startswith((f"{name}:", f"{name};"))]
    assert len(found) == 1, found
    return found[0][len(name) + 1 :]


def failures(source: str | Path, *arguments: str) -> list[str]:
    """What icalcheck finds wrong with a file or address; nothing where all is well."""
    command = [sys.executable, "-m", "tests.icalcheck", str(source), "-q", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False)
    if done.returncode == 0:
        return []
    return [line for line in done.stdout.splitlines() if line.startswith("FAIL")] or [done.stderr]
