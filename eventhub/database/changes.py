"""How often the hub has changed: a number that every kept change raises, so that what was made from rows can be kept.

Pages and feeds ask for the number before they read. Whatever they make then is at least as new, and stays true for
as long as the number stays the same, in whichever process the change is made.
"""

import random
import re
import weakref
from typing import Any

from sqlalchemy import BigInteger, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, TimeoutError  # noqa: A004 - the pool's own
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.database.model import Model

SHARDS = 16
"""Writers meet on a row only now and then: each takes one of so many, and the number is their sum."""
UNSEEN = frozenset({"outbox_message", "audit_entry", "sign_in", "change_count", "invitation_letter", "left_alone"})
"""Tables that no public page or feed shows. Every other table counts."""
WRITES = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)
READS = re.compile(r"\s*(?:SELECT|BEGIN|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW|EXPLAIN)\b", re.IGNORECASE)
COUNT = text(
    "INSERT INTO change_count (shard, changes) VALUES (:shard, 1) "
    "ON CONFLICT (shard) DO UPDATE SET changes = change_count.changes + 1"
)
SUM = "SELECT sum(changes) FROM change_count"
CHANGED = "eventhub_changed"
UNCOUNTED = "eventhub_uncounted"
"""An execution option of connections whose changes stay out: those of a migration, which may be making this table."""


class ChangeCount(Model):
    """One share of the number of changes."""

    __tablename__ = "change_count"

    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[int] = mapped_column(BigInteger, default=0)


def is_seen(statement: str) -> bool:
    """Whether a statement may alter what the public sees; what is not understood may."""
    if READS.match(statement):
        return False
    written = WRITES.match(statement)
    return written is None or written[1].lower() not in UNSEEN


@event.listens_for(Engine, "before_cursor_execute")
def _note_change(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    if CHANGED not in connection.info and is_seen(statement):
        connection.info[CHANGED] = True


@event.listens_for(Engine, "commit")
def _count_change(connection: Connection) -> None:
    """The transaction's last statement, so that a share is held for as long as the commit takes and no longer."""
    is_counted = not connection.get_execution_options().get(UNCOUNTED, False)
    if connection.info.pop(CHANGED, False) and is_counted:
        connection.execute(COUNT, {"shard": random.randrange(SHARDS)})  # noqa: S311 - spreads writers, guards nothing


@event.listens_for(Engine, "rollback")
def _forget_change(connection: Connection) -> None:
    connection.info.pop(CHANGED, None)


def _asked(engine: Engine) -> int | None:
    try:
        connection = engine.raw_connection()
    except (DBAPIError, TimeoutError, engine.dialect.loaded_dbapi.Error):
        return None
    try:
        cursor = connection.cursor()
        cursor.execute(SUM)
        found = cursor.fetchone()
    except engine.dialect.loaded_dbapi.Error:
        connection.invalidate()
        return None
    finally:
        connection.close()
    return int(found[0] or 0) if found else 0


def _without_transactions(engine: Engine) -> Engine:
    return create_engine(
        engine.url, isolation_level="AUTOCOMMIT", pool_size=2, max_overflow=18, pool_reset_on_return=None
    )


class ChangeReader:
    """Reads the number by the shortest way to the database there is, since every page asks.

    PostgreSQL is asked over connections without transactions and without asking first whether they still live: one
    round trip instead of four. SQLite has no round trips to save.
    """

    def __init__(self, engine: Engine) -> None:
        self._is_far = engine.dialect.name == "postgresql"
        self._engine = engine
        if self._is_far:
            self._engine = _without_transactions(engine)
            weakref.finalize(self, self._engine.dispose)

    def __call__(self) -> int | None:
        """The number now; None where the database is away. A connection that ended meanwhile is replaced."""
        number = _asked(self._engine)
        if number is None and self._is_far:
            self._engine.dispose()
            number = _asked(self._engine)
        return number
