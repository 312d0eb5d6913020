"""Raw limits of a database: the bare transaction that a registration cannot do without."""

import csv
import io
import sqlite3
import threading
import time
from pathlib import Path

import psycopg

SCHEMA = (
    "CREATE TABLE e (id integer PRIMARY KEY)",
    "CREATE TABLE r (id bigint, e integer, note text)",
    "CREATE TABLE m (id bigint, note text)",
    "CREATE INDEX r_e ON r (e)",
    "INSERT INTO e VALUES (1)",
)
NOTE = "x" * 400


def transactions_per_second(database: str, folder: Path, *, clients: int = 8, seconds: float = 4.0) -> float:
    """Lock one row, count, insert two rows, commit: by so many threads on a database of the same kind."""
    make = _sqlite(folder / "raw.db") if database == "sqlite" else _postgresql(database)
    counts = [0] * clients
    end = time.perf_counter() + seconds

    def client(index: int) -> None:
        act, close = make()
        while time.perf_counter() < end:
            act()
            counts[index] += 1
        close()

    threads = [threading.Thread(target=client, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _sqlite(path: Path):
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as first:
        first.execute("PRAGMA journal_mode=WAL")
        for statement in SCHEMA:
            first.execute(statement)

    def make():
        connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")

        def act() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("SELECT count(*) FROM r WHERE e = 1").fetchone()
            connection.execute("INSERT INTO r VALUES (1, 1, ?)", (NOTE,))
            connection.execute("INSERT INTO m VALUES (1, ?)", (NOTE,))
            connection.execute("COMMIT")

        return act, connection.close

    return make


def _postgresql(url: str):
    with psycopg.connect(url, autocommit=True) as first:
        first.execute("DROP TABLE IF EXISTS e, r, m")
        for statement in SCHEMA:
            first.execute(statement)  # type: ignore[call-overload]

    def make():
        connection = psycopg.connect(url)

        def act() -> None:
            connection.execute("SELECT id FROM e WHERE id = 1 FOR UPDATE")
            connection.execute("SELECT count(*) FROM r WHERE e = 1").fetchone()
            connection.execute("INSERT INTO r VALUES (1, 1, %s)", (NOTE,))
            connection.execute("INSERT INTO m VALUES (1, %s)", (NOTE,))
            connection.commit()

        return act, connection.close

    return make


def csv_seconds(lines: list[list[str]]) -> float:
    """What the csv writer alone needs for these rows, in memory and some at a time."""
    began = time.perf_counter()
    for start in range(0, len(lines), 500):
        csv.writer(io.StringIO()).writerows(lines[start : start + 500])
    return time.perf_counter() - began
