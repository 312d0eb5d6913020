"""Models and migrations say the same, on both databases; a start without migrations does without Alembic."""

import subprocess
import sys
from pathlib import Path

import flask_migrate
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import create_engine, select, update

from eventhub.database.model import db
from eventhub.database.upgrade import MIGRATIONS, attach_migrations, is_current, newest_revision
from eventhub.events.models import Event
from eventhub.events.search import matching
from eventhub.registrations.models import Registration
from tests.factories import make_event, make_registration


def test_migrations_make_what_the_models_say(app: Flask) -> None:
    attach_migrations(app)
    flask_migrate.check()  # raises when a migration is missing


def test_the_newest_migration_is_the_one_alembic_finds(app: Flask) -> None:
    assert [newest_revision()] == ScriptDirectory(str(MIGRATIONS)).get_heads()
    assert is_current(db.engine)


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    assert not is_current(engine)
    engine.dispose()


def test_serving_imports_nothing_that_only_some_requests_need() -> None:
    code = "import sys, eventhub.cli; print(*sorted({'alembic', 'huey', 'redis', 'xlsxwriter'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_people_who_were_there_before_are_found_without_their_accents(app: Flask) -> None:
    attach_migrations(app)
    row, event = make_registration(make_event(), name="Élodie", organisation="Œuvre"), make_event()
    address, ids = row.email, (row.id, event.id)
    db.session.commit()
    flask_migrate.downgrade(revision="20261122_changes")
    db.session.execute(update(Event).where(Event.id == ids[1]).values(search_text="forum œuvres"))
    db.session.commit()
    flask_migrate.upgrade()
    people = db.session.scalars(select(Registration.search_text).where(Registration.id == ids[0])).all()
    assert people == [f"elodie\n{address}\noeuvre"]
    assert db.session.scalars(select(Event.id).where(matching("Œuvres"))).all() == [ids[1]]
