"""Models and migrations say the same, on both databases; a start without migrations does without Alembic."""

import subprocess
import sys
from pathlib import Path

import flask_migrate
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import create_engine

from eventhub.database.model import db
from eventhub.database.upgrade import MIGRATIONS, attach_migrations, is_current, newest_revision


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
