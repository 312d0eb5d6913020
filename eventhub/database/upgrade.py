"""Bringing the database to this version."""

import re
from functools import cache
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from eventhub.database.model import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"
IDENTIFIERS = re.compile(r'^(down_)?revision = (?:"(\w+)"|None)', re.MULTILINE)


@cache
def newest_revision() -> str:
    """The migration that no other follows, read from the files: Alembic itself takes a while to import."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for file in (MIGRATIONS / "versions").glob("*.py"):
        for is_earlier, name in IDENTIFIERS.findall(file.read_text(encoding="utf-8")):
            found[bool(is_earlier)].add(name)
    (newest,) = found[False] - found[True]
    return newest


def is_current(engine: Engine) -> bool:
    """Whether the database has this version's tables already."""
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == newest_revision())
    except DBAPIError:  # no such table: an empty database
        return False


def upgrade() -> None:
    """Run the migrations that the database of the present application lacks."""
    if is_current(db.engine):
        return
    import flask_migrate  # noqa: PLC0415 - brings Alembic, which a start without migrations does without

    attach_migrations(current_app)
    flask_migrate.upgrade()


def attach_migrations(app: Flask) -> None:
    """Give the application Flask-Migrate, with its commands below `flask db`."""
    import flask_migrate  # noqa: PLC0415 - the same

    flask_migrate.Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)


def write_migration(message: str) -> None:
    """Write the migration between the database and the models, to be read and named by hand."""
    import flask_migrate  # noqa: PLC0415 - the same

    attach_migrations(current_app)
    flask_migrate.migrate(message=message)
