"""The exporter alone, in a process of its own: prints its seconds, rows and most memory, and the writer's seconds."""

import csv
import io
import resource
import time
from itertools import islice
from pathlib import Path

import psutil
from sqlalchemy import func, select

from bench import raw
from eventhub.app import create_app
from eventhub.attendees.columns import COLUMNS, export_words
from eventhub.attendees.export import CSV, csv_pieces, headings_of
from eventhub.attendees.queries import ALL, Wanted, exported_rows
from eventhub.config import Settings
from eventhub.database.model import db
from eventhub.registrations.models import Registration


def main(instance: str, url: str) -> None:
    settings = Settings(environment="development", instance=Path(instance), database_url=url, log_level="WARNING")
    app = create_app(settings)
    with app.test_request_context():
        rows = db.session.scalar(select(func.count()).select_from(Registration).where(Registration.event_id == 1))
        columns = list(COLUMNS.values())
        before, began = psutil.Process().memory_info().rss, time.perf_counter()
        found = exported_rows(db.engine, Wanted(1, ALL))
        zone = "Europe/Brussels"
        pieces = csv_pieces(found, columns, headings_of(columns, CSV, zone), export_words(zone))
        some = b"".join(islice(pieces, 10))
        for _piece in pieces:
            pass
        took = time.perf_counter() - began
        more = max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before)
        print(took, rows, more, raw.csv_seconds(like(some, rows or 0)))


def like(some: bytes, count: int) -> list[list[str]]:
    """As many rows as the list has, the same cells for the writer alone."""
    lines = list(csv.reader(io.StringIO(some.decode("utf-8-sig"))))[1:]
    return (lines * (count // len(lines) + 1))[:count]
