"""GET, HEAD and OPTIONS change nothing: whoever follows a link, or has it fetched in advance, has not done anything."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from eventhub.database.model import db
from tests.house.test_permissions import doors
from tests.safety.sending import endpoint_of
from tests.safety.town import make_town, more_pages
from tests.safety.walking import actor_for, address_of

WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
READING = re.compile(r"\s*(?:SELECT|WITH|BEGIN|PRAGMA|SET LOCAL|SHOW)\b", re.IGNORECASE)
# Looking at personal data is written down; a feed's use too.
WRITTEN_DOWN = {
    "attendees.answered": {"audit_entry"},
    "attendees.answer_file": {"audit_entry"},
    "attendees.change_answers_of": {"audit_entry"},  # the same address
    "attendees.kitchen": {"audit_entry"},
    "attendees.listing": {"audit_entry"},
    "attendees.download": {"audit_entry"},
    "invitations.export": {"audit_entry"},
    "invitations.listing": {"audit_entry"},
    "feeds.private": {"person", "change_count"},
}


class Written:
    """The tables whose rows were written and kept, from one question to the next."""

    def __init__(self) -> None:
        self.pending: set[str] = set()
        self.kept: set[str] = set()

    def statement(self, _connection: Any, _cursor: Any, words: str, *_more: Any) -> None:
        if WRITING.match(words) is None and READING.match(words) is None:
            self.kept.add(words)  # neither: nobody thought of it here
        if found := WRITING.match(words):
            self.pending.add(found[1])

    def commit(self, _connection: Any) -> None:
        self.kept |= self.pending
        self.pending = set()

    def rollback(self, _connection: Any) -> None:
        self.pending = set()

    def taken(self) -> set[str]:
        """What was kept since this was asked last, but for when somebody was here last."""
        assert not self.pending, "a transaction is still open"
        kept, self.kept = self.kept - {"sign_in"}, set()
        return kept


@pytest.fixture
def written(app: Flask) -> Iterator[Written]:
    found = Written()
    heard = {"before_cursor_execute": found.statement, "commit": found.commit, "rollback": found.rollback}
    for name, listener in heard.items():
        event.listen(db.engine, name, listener)
    yield found
    for name, listener in heard.items():
        event.remove(db.engine, name, listener)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_changes_no_row(app: Flask, written: Written, method: str) -> None:
    world = make_town()
    asked = [(rule.endpoint, actor_for(rule.endpoint), address_of(app, rule, world)) for rule in doors(app).values()]
    asked += [(endpoint_of(app, page, "GET"), actor, page) for actor, page in more_pages(world).values()]
    changed = []
    for endpoint, actor, where in asked:
        client = world.client(app, actor)  # signing in is a row of its own
        db.session.rollback()
        written.taken()
        client.open(where, method=method, buffered=True)
        db.session.rollback()
        tables = written.taken()
        if tables - WRITTEN_DOWN.get(endpoint, set()):
            changed.append(f"{where}: {tables}")
    assert changed == []
