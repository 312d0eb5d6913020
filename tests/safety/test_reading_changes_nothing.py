"""GET, HEAD and OPTIONS change nothing: whoever follows a link, or has it fetched in advance, has not done anything."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub.database.model import Model, db
from tests.conftest import SQLITE
from tests.house.test_permissions import doors
from tests.safety.sending import endpoint_of
from tests.safety.town import make_town, more_pages
from tests.safety.walking import actor_for, address_of

# Looking at personal data is written down; a feed's use too.
WRITTEN_DOWN = {
    "attendees.answered": {"audit_entry"},
    "attendees.answer_file": {"audit_entry"},
    "attendees.change_answers_of": {"audit_entry"},  # the same address
    "attendees.kitchen": {"audit_entry"},
    "attendees.listing": {"audit_entry"},
    "attendees.download": {"audit_entry"},
    "invitations.listing": {"audit_entry"},
    "feeds.private": {"person", "change_count"},
}


def state() -> dict[str, str]:
    """Each table's rows, in few letters."""
    db.session.rollback()
    return {
        table.name: hashlib.sha256(repr(sorted(map(repr, db.session.execute(select(table))))).encode()).hexdigest()
        for table in Model.metadata.sorted_tables
        if table.name != "sign_in"  # when somebody was last here
    }


@SQLITE
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_changes_no_row(app: Flask, method: str) -> None:
    world = make_town()
    asked = [(rule.endpoint, actor_for(rule.endpoint), address_of(app, rule, world)) for rule in doors(app).values()]
    asked += [(endpoint_of(app, page, "GET"), actor, page) for actor, page in more_pages(world).values()]
    changed = []
    for endpoint, actor, where in asked:
        client = world.client(app, actor)  # signing in is a row of its own
        before = state()
        client.open(where, method=method, buffered=True)
        after = state()
        tables = {name for name in after if after[name] != before[name]}
        if tables - WRITTEN_DOWN.get(endpoint, set()):
            changed.append(f"{where}: {tables}")
    assert changed == []
