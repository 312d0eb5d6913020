"""How a request's transaction begins."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from eventhub.database.model import db
from tests.factories import make_event, make_member, make_network, sign_in


@pytest.mark.parametrize(("method", "beginning"), [("POST", "BEGIN IMMEDIATE"), ("GET", "BEGIN")])
def test_a_request_that_may_write_begins_so_before_it_reads_who_is_signed_in(
    app: Flask, client: FlaskClient, method: str, beginning: str
) -> None:
    """Begun as a reading one, SQLite would refuse to let it write once anybody else has."""
    network = make_network()
    make_event(network=network, slug="dag")
    sign_in(client, make_member(network))
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.open("/manage/events/dag/edit", method=method)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    begun = [beginning] if db.engine.dialect.name == "sqlite" else []  # PostgreSQL's driver begins by itself
    assert said[: len(begun)] == begun
    assert "FROM sign_in" in said[len(begun)]
