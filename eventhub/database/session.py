"""Transactions: one a request, begun for writing where the request may write."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, request
from sqlalchemy import Connection, Engine, event, text

from eventhub.database.model import db

_writing: ContextVar[bool] = ContextVar("eventhub_writing", default=False)
F = TypeVar("F", bound=Callable[..., Any])
READING = frozenset({"GET", "HEAD", "OPTIONS"})
LOCK_WAIT_SECONDS = 20
SMALL_WAIT_SECONDS = 0.1


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy's engine is told for a database address."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}


def wall_clock(zone: str | None, moment: str | None) -> str | None:
    """SQLite's share of PostgreSQL's timezone(): a moment in UTC by the clock of a zone."""
    if zone is None or moment is None:
        return None
    local = datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return local.strftime("%Y-%m-%d %H:%M:%S.%f")


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.create_function("timezone", 2, wall_clock, deterministic=True)
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def writes(view: F) -> F:
    """Mark a view that answers GET and yet writes (an audit entry, say)."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def after_commit(act: Callable[[], None]) -> None:
    """Have something done, once, when the current transaction is kept, and only then."""
    waiting = db.session.info.setdefault("after_commit", [])
    if act not in waiting:
        waiting.append(act)


def commit() -> None:
    """Keep the transaction, then do what waited for it."""
    db.session.commit()
    for act in db.session.info.pop("after_commit", []):
        act()


def rollback() -> None:
    """Drop the transaction and what waited for it."""
    db.session.info.pop("after_commit", None)
    db.session.rollback()


@contextmanager
def transaction() -> Iterator[None]:
    """One transaction for a job or a command: kept at the end, dropped on an error."""
    db.session.rollback()
    mark = _writing.set(True)
    try:
        yield
        commit()
    except BaseException:
        rollback()
        raise
    finally:
        _writing.reset(mark)


@contextmanager
def read_connection(engine: Engine, rows_at_once: int = 500) -> Iterator[Connection]:
    """A connection of its own that only reads, its rows arriving as they are asked for, not all in memory.

    It belongs to no request: an answer may still be using it when the request is over. It begins a reading
    transaction even within a request that writes, so that a slow reader keeps nobody from writing.
    """
    reading = engine.execution_options(stream_results=True, yield_per=rows_at_once)
    with reading.connect() as connection:
        mark = _writing.set(False)
        try:
            connection.begin()
        finally:
            _writing.reset(mark)
        yield connection


@contextmanager
def small_write(engine: Engine) -> Iterator[Connection]:
    """A tiny transaction of its own, beside the request's, for what may as well be written another time.

    Raises OperationalError rather than wait for others who write.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        mark = _writing.set(True)
        try:
            if is_sqlite:
                _wait_for_writers(connection, SMALL_WAIT_SECONDS)
            with connection.begin():
                if not is_sqlite:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{SMALL_WAIT_SECONDS}s'")
                yield connection
        finally:
            _writing.reset(mark)
            if is_sqlite:
                _wait_for_writers(connection, LOCK_WAIT_SECONDS)


def _wait_for_writers(connection: Connection, seconds: float) -> None:
    """How long this SQLite connection waits from now on."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def lock_row(table: str, row_id: int) -> None:
    """Hold one row until the transaction ends. On SQLite the write transaction already is the lock."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text(f'SELECT id FROM "{table}" WHERE id = :id FOR UPDATE'), {"id": row_id})  # noqa: S608


def init_app(app: Flask) -> None:
    """Give each request its transaction."""

    def begin_as_needed() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        _writing.set(request.method not in READING or getattr(view, "writes", False))

    # Before every other: who is signed in is read from the database too, and a transaction that began by reading can
    # no longer write on SQLite once somebody else has.
    app.before_request_funcs.setdefault(None, []).insert(0, begin_as_needed)

    @app.after_request
    def keep_or_drop(response: Response) -> Response:
        if response.status_code < 400:
            commit()
        else:
            rollback()
        return response

    @app.teardown_request
    def forget_intent(_error: BaseException | None) -> None:
        _writing.set(False)
