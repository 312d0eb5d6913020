"""Inserts that say what becomes of a row that is there already, and give back what stands there then."""

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ScalarResult
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from eventhub.database.model import Model, db

M = TypeVar("M", bound=Model)


def _insert(dialect: str, table: type[M]) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _unless_there(dialect: str, table: type[M]) -> ReturningInsert[tuple[M]]:
    return _insert(dialect, table).on_conflict_do_nothing().returning(table)


@cache
def _or_touched(dialect: str, table: type[M], unique: str) -> ReturningInsert[tuple[M]]:
    added = _insert(dialect, table)
    touched = {unique: getattr(added.excluded, unique)}
    return added.on_conflict_do_update(index_elements=[unique], set_=touched).returning(table)


def _dialect() -> str:
    return db.session.get_bind().dialect.name


def add_unless_there(table: type[M], **values: Any) -> M | None:
    """The new row; None where a unique index keeps it out. Columns that are not named get their defaults."""
    return db.session.scalars(_unless_there(_dialect(), table), [values]).one_or_none()


def add_or_hold(table: type[M], unique: str, **values: Any) -> M:
    """The row that has this value in the column `unique`: a new one, or the one that is there, unchanged but held.

    Nobody else can change or delete it until the transaction ends.
    """
    rows: ScalarResult[M] = db.session.scalars(
        _or_touched(_dialect(), table, unique), [values], execution_options={"populate_existing": True}
    )
    return rows.one()
