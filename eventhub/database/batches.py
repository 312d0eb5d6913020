"""Large clean-ups in small transactions, so that nobody who writes waits long."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, select

from eventhub.database.model import Model, db
from eventhub.database.session import transaction

BATCH = 200


def never() -> bool:
    """Nobody wants the process to end."""
    return False


def in_batches(step: Callable[[], int], *, stopping: Callable[[], bool] = never) -> int:
    """Take a step again and again, each in a transaction of its own, until it finds nothing; the sum of what it found.

    Stopped, it goes on with the next run where it was.
    """
    done = 0
    while not stopping():
        with transaction():
            found = step()
        done += found
        if not found:
            break
    return done


def delete_rows(
    table: type[Model], old: ColumnElement[bool], *, stopping: Callable[[], bool] = never,
    parting: Callable[[Sequence[int]], None] | None = None,
) -> int:  # fmt: skip
    """Delete every row of a table with an `id` that is old; how many. `parting` is told of the ids before they go."""
    ids: Any = table.__table__.c.id

    def step() -> int:
        # A row that another process deletes meanwhile is not waited for. Two statements: inside the DELETE, PostgreSQL
        # may ask for "the next 200" more than once.
        some = db.session.scalars(select(ids).where(old).limit(BATCH).with_for_update(skip_locked=True)).all()
        if parting is not None and some:
            parting(some)
        gone: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
            delete(table).where(ids.in_(some)), execution_options={"synchronize_session": False}
        )
        return gone.rowcount

    return in_batches(step, stopping=stopping)
