"""Programs that look through mails open every link: opening an address changes nothing."""

from flask import Flask
from sqlalchemy import select

from eventhub.database.model import Model, db
from tests.house.permission_table import HOLDER, PUBLIC, TABLE
from tests.house.test_permissions import address, doors
from tests.house.world import make_world

NOTES_ITS_USE = "feeds.private GET"
"""A private calendar keeps the day it was last asked for, and nothing else."""


def rows() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    db.session.rollback()
    tables = {table.name: table for table in Model.metadata.sorted_tables}
    return {name: sorted(map(str, db.session.execute(select(table)))) for name, table in tables.items()}


def test_opening_what_needs_no_sign_in_changes_no_row(app: Flask) -> None:
    world = make_world()
    world.values["sending token"] = "x"
    before, opened = rows(), []
    for door, rule in doors(app).items():
        if door.endswith(" GET") and TABLE.get(door) in {PUBLIC, HOLDER} and door != NOTES_ITS_USE:
            for method in ("GET", "HEAD"):
                app.test_client().open(address(app, rule, world), method=method).close()
            opened.append(door)
    assert "network.join GET" in opened
    assert "personal.cancel GET" in opened
    assert rows() == before
