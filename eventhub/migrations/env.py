"""Alembic's environment: our metadata, in batches on SQLite."""

from alembic import context
from flask import current_app

from eventhub.database.changes import UNCOUNTED
from eventhub.database.model import Model, db

MADE_BY_HAND = ("event_search", "ix_event_search")


def _include(name: str | None, kind: str, parents: object) -> bool:
    """What serves the search is made by hand, another way on each database."""
    return not (name or "").startswith(MADE_BY_HAND)


def run() -> None:
    """Migrate over the application's own engine."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect().execution_options(**{UNCOUNTED: True}) as connection:
        context.configure(connection=connection, target_metadata=Model.metadata, include_name=_include, **options)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
