"""The representation board of 300 member organisations, in a process of its own: prints seconds of page and queries."""

import secrets
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import insert, select, update

from bench import data
from eventhub import clock
from eventhub.accounts.service import create_account
from eventhub.accounts.sessions import TOKEN
from eventhub.accounts.sign_ins import begin_sign_in
from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.networks.models import OWNER, MemberOrganisation, Membership
from eventhub.registrations.delegation_models import Delegation, Seat
from eventhub.registrations.models import Registration

BOARD, BEFORE = "event-6", ("event-7", "event-8", "event-9")
MEMBERS, NAMED, TIMES = 300, 500, 20


def fill() -> None:
    """Three hundred organisations of two seats, most of which sent somebody, and three meetings before."""
    ids = dict(iter(db.session.execute(select(Event.slug, Event.id).where(Event.slug.in_((BOARD, *BEFORE))))))
    network_id = db.session.scalars(select(Event.network_id).where(Event.slug == BOARD)).one()
    names = [f"Praktijk {number}" for number in range(MEMBERS)]
    db.session.execute(insert(MemberOrganisation), [{"network_id": network_id, "name": name} for name in names])
    members = db.session.scalars(select(MemberOrganisation.id).where(MemberOrganisation.network_id == network_id))
    rows = [
        {"key": f"bench-{one}", "event_id": ids[BOARD], "member_id": one, "seats": 2, "at_least": 1, "substitutes": 1}
        for one in members
    ]
    db.session.execute(insert(Delegation), rows)
    for number, slug in enumerate((BOARD, *BEFORE)):
        data.add_registrations(NAMED, ids[slug], first_person=3_000_000 + number * NAMED)
        _write_organisations(ids[slug], names)
    ended = {"starts_at": clock.now(), "ends_at": clock.now()}
    db.session.execute(update(Event).where(Event.slug.in_(BEFORE)).values(**ended))
    delegations = db.session.scalars(select(Delegation.id).where(Delegation.event_id == ids[BOARD])).all()
    here = db.session.scalars(select(Registration.id).where(Registration.event_id == ids[BOARD])).all()
    seats = [{"registration_id": one, "delegation_id": delegations[number // 2]} for number, one in enumerate(here)]
    db.session.execute(insert(Seat), seats)
    db.session.commit()


def _write_organisations(event_id: int, names: list[str]) -> None:
    people = db.session.scalars(select(Registration.id).where(Registration.event_id == event_id)).all()
    rows = [{"id": one, "organisation": names[number % len(names)]} for number, one in enumerate(people)]
    db.session.execute(update(Registration), rows)


def _signed_in(client: FlaskClient) -> FlaskClient:
    """The browser of somebody who organises for the network."""
    now = clock.now()
    account = create_account(
        email="bench@example.org", name="Bench", password=secrets.token_urlsafe(), language="nl", now=now
    )
    network_id = db.session.scalars(select(Event.network_id).where(Event.slug == BOARD)).one()
    db.session.add(Membership(account=account, network_id=network_id, role=OWNER, created_at=now))
    db.session.flush()
    token, mark = begin_sign_in(account.id, user_agent="", now=now), account.fs_uniquifier
    db.session.commit()
    with client.session_transaction() as session:
        session.update({TOKEN: token, "_user_id": mark, "_fresh": True, "fs_cc": "set", "fs_paa": now.timestamp()})
    return client


def _seconds(act: Callable[[], object]) -> float:
    """The middle one of several times."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def main(instance: str, url: str) -> None:
    """The page as it is answered, and the same statements by the bare driver."""
    app = create_app(
        Settings(
            environment="development", instance=Path(instance), database_url=url, log_level="ERROR", run_jobs=False,
            second_factor_required=False,
        )
    )  # fmt: skip
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            asked.append((statement, values))

    with app.app_context():
        client, path = _signed_in(app.test_client()), f"/manage/events/{BOARD}/representation"
        page = client.get(path)
        if page.status_code != 200:
            raise RuntimeError(f"the board: {page.status_code}")
        sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
        client.get(path)
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)
        bare = db.engine.raw_connection()
        cursor = bare.cursor()

        def ask() -> None:
            for statement, values in asked:
                cursor.execute(statement, values)
                cursor.fetchall()

        sys.stdout.write(f"{_seconds(lambda: client.get(path))} {_seconds(ask)} {len(asked)}\n")
        bare.close()
