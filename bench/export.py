"""The exporter alone, in a process of its own: prints seconds, rows and the memory it began with."""

import time
from pathlib import Path

import psutil
from sqlalchemy import func, select

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
        columns = list(COLUMNS)
        before, began = psutil.Process().memory_info().rss, time.perf_counter()
        found = exported_rows(db.engine, Wanted(1, ALL))
        zone = "Europe/Brussels"
        size = sum(map(len, csv_pieces(found, columns, headings_of(columns, CSV, zone), export_words(zone))))
        print(time.perf_counter() - began, rows, before, size)
