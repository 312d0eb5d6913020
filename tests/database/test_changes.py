"""The number of changes is known whatever becomes of the connections that ask for it."""

import pytest
from flask import Flask
from sqlalchemy import URL, create_engine, text

from eventhub.database.changes import ChangeReader
from eventhub.database.model import db
from tests.factories import make_event

END_THE_OTHERS = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


def test_every_kept_change_raises_the_number(app: Flask) -> None:
    changes = ChangeReader(db.engine)
    before = changes()
    make_event()
    after = changes()
    assert before is not None
    assert after is not None
    assert after > before


@pytest.mark.parametrize("built_app", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_ended_is_replaced(app: Flask) -> None:
    changes = ChangeReader(db.engine)
    before = changes()
    db.session.remove()
    with db.engine.connect() as connection:
        assert connection.scalar(END_THE_OTHERS) > 0
    assert before is not None
    assert changes() == before


@pytest.mark.parametrize("built_app", ["postgresql"], indirect=True)
def test_nobody_knows_the_number_of_a_database_that_is_away(app: Flask) -> None:
    nowhere: URL = db.engine.url.set(database="there_is_no_such_database")
    engine = create_engine(nowhere)
    assert ChangeReader(engine)() is None
