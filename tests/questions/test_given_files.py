"""Files that were given: replaced and fetched by who may, counted, and deleted with their answers."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import commit
from eventhub.events.models import Event
from eventhub.materials import sweep
from eventhub.networks.models import ORGANISER, VIEWER
from eventhub.questions.files import FOLDER
from eventhub.registrations.answer_models import SpecialAnswer
from eventhub.registrations.handing_over import hand_over
from eventhub.registrations.models import Registration
from eventhub.registrations.retention import forget_past_people
from eventhub.storage import files
from eventhub.uploads import kept as waiting
from tests.factories import make_member, make_network, sign_in
from tests.materials.samples import pdf
from tests.questions.making import ask
from tests.questions.test_answering import register
from tests.questions.test_files import rows, sent, stored
from tests.registrations.test_own_page import own_path
from tests.registrations.test_register_page import ENGLISH, form_token
from tests.storage.stores import an_app


@pytest.fixture(autouse=True)
def _own_store(app: Flask, tmp_path: Path) -> Iterator[None]:
    before = app.extensions["files"]
    app.extensions["files"] = an_app(tmp_path / "store").extensions["files"]
    yield
    app.extensions["files"] = before


@pytest.fixture
def asked(event: Event) -> Event:
    ask(event, "Verslag", "file", is_required=True)
    return event


def registered() -> Registration:
    return db.session.scalars(select(Registration)).one()


def test_people_see_replace_fetch_and_remove_their_file(client: FlaskClient, event: Event) -> None:
    ask(event, "Verslag", "file")
    register(client, event, q_verslag=sent())
    mine = own_path(registered())
    path = f"{mine}/places/{registered().key}"
    assert f'href="{path}/files/verslag">verslag.pdf</a>' in client.get(mine, headers=ENGLISH).text
    fetched = client.get(f"{path}/files/verslag")
    assert (fetched.data, fetched.headers["Cache-Control"], fetched.headers["X-Content-Type-Options"]) == (
        pdf(), "no-store", "nosniff",
    )  # fmt: skip
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert fetched.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert change(client, path).status_code == 303
    assert rows() == [("verslag.pdf", pdf())]
    assert change(client, path, q_verslag=sent("nieuw.txt", b"nieuw")).status_code == 303
    assert (rows(), len(stored())) == ([("nieuw.txt", b"nieuw")], 1)
    assert change(client, path, **{"q_verslag-gone": "y"}).status_code == 303
    assert (rows(), stored(), client.get(f"{path}/files/verslag").status_code) == ([], [], 404)


def change(client: FlaskClient, path: str, **answers: Any) -> Any:
    page = client.get(path, headers=ENGLISH).text
    stamp = re.search(r'name="asked"[^>]*value="([^"]+)"', page)
    data = {"form_token": form_token(client, path), "name": "Noor", "language": "nl", "asked": stamp and stamp.group(1)}
    db.session.rollback()
    return client.post(path, data={**data, **answers}, content_type="multipart/form-data", headers=ENGLISH)


def test_nobody_fetches_the_file_of_somebody_else(client: FlaskClient, asked: Event) -> None:
    register(client, asked, 1, q_verslag=sent())
    register(client, asked, 2, q_verslag=sent())
    one, two = db.session.scalars(select(Registration).order_by(Registration.id))
    assert client.get(f"{own_path(one)}/places/{two.key}/files/verslag").status_code == 404
    assert client.get(f"{own_path(one)}/places/{one.key}/files/iets").status_code == 404


def test_organisers_fetch_files_and_it_is_written_down_without_names(client: FlaskClient, asked: Event) -> None:
    ask(asked, "Attest", "file", is_special=True)
    register(client, asked, q_verslag=sent(), q_attest=sent("attest.pdf"))
    registration, network_id = registered(), asked.network_id
    page = f"/manage/events/{asked.slug}/attendees/{registration.id}/answers"
    viewer, organiser = (make_member(asked.network, role) for role in (VIEWER, ORGANISER))
    stranger = make_member(make_network(), ORGANISER)
    sign_in(client, viewer)
    assert [client.get(f"{page}/{key}/file").status_code for key in ("verslag", "attest")] == [200, 404]
    assert ("verslag.pdf" in client.get(page).text, "attest.pdf" in client.get(page).text) == (True, False)
    sign_in(client, organiser)
    fetched = client.get(f"{page}/attest/file")
    assert (fetched.data, fetched.headers["Cache-Control"]) == (pdf(), "no-store")
    assert "attest.pdf" in client.get(page).text
    sign_in(client, stranger)
    assert client.get(f"{page}/verslag/file").status_code == 404
    found = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "attendees.file_taken").order_by(AuditEntry.id)
    ).all()
    assert [(one.network_id, one.details) for one in found] == [
        (network_id, {"question": "verslag", "special": False}), (network_id, {"question": "attest", "special": True}),
    ]  # fmt: skip


def test_an_export_has_the_name_and_the_page_of_totals_the_number(client: FlaskClient, asked: Event) -> None:
    register(client, asked, q_verslag=sent())
    sign_in(client, make_member(asked.network, ORGANISER))
    assert "verslag.pdf" in client.get(f"/manage/events/{asked.slug}/attendees/export/file").text
    totals = client.get(f"/manage/events/{asked.slug}/attendees/totals", headers=ENGLISH).text
    assert ("Gave a file" in totals, "verslag.pdf" in totals) == (True, False)


def test_files_go_when_their_days_are_over(client: FlaskClient, asked: Event) -> None:
    ask(asked, "Attest", "file", is_special=True, kept_days=14)
    register(client, asked, q_verslag=sent(), q_attest=sent("attest.pdf"))
    event = db.session.get_one(Event, asked.id)
    event.starts_at, event.ends_at = clock.now() - timedelta(days=15), clock.now() - timedelta(days=15)
    db.session.commit()
    forget_past_people()
    assert (rows(SpecialAnswer), len(stored())) == ([], 1)
    event = db.session.get_one(Event, asked.id)
    event.ends_at = clock.now() - timedelta(days=400)
    event.starts_at = event.ends_at
    db.session.commit()
    forget_past_people()
    assert (rows(), stored()) == ([], [])


def test_a_file_about_a_person_goes_when_a_colleague_takes_the_place(client: FlaskClient, event: Event) -> None:
    ask(event, "Verslag", "file")
    ask(event, "Attest", "file", is_special=True)
    ask(event, "Foto", "file", is_personal=True)
    register(client, event, q_verslag=sent(), q_attest=sent("attest.pdf"), q_foto=sent("foto.pdf"))
    hand_over(registered(), name="Bo", email="bo@example.org", now=clock.now())
    commit()
    assert (rows(), rows(SpecialAnswer), len(stored())) == ([("verslag.pdf", pdf())], [], 1)


def test_the_sweep_keeps_answers_and_removes_what_no_answer_names(
    client: FlaskClient, asked: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(client, asked, q_verslag=sent())
    register(client, asked, 2, q_verslag=sent(), name="")
    files.put(files.new_key(FOLDER), b"left by a request that broke off")
    monkeypatch.setattr(sweep, "UNTOUCHED", timedelta(days=-1))
    assert sweep.sweep_files() == 2
    assert (rows(), len(stored()), stored(waiting.FOLDER)) == ([("verslag.pdf", pdf())], 1, [])


def test_a_form_sent_twice_gives_one_place_and_one_file(client: FlaskClient, asked: Event) -> None:
    register(client, asked, 1, q_verslag=sent())
    register(client, asked, 1, q_verslag=sent())  # somebody who is registered already
    assert (len(rows()), len(stored())) == (1, 1)


def test_a_group_is_told_that_files_come_afterwards(client: FlaskClient, asked: Event) -> None:
    event = db.session.get_one(Event, asked.id)
    event.group_size = 5
    db.session.commit()
    page = client.get(f"/events/{asked.slug}/register/group", headers=ENGLISH).text
    assert ("each adds it afterwards" in page, 'type="file"' in page) == (True, False)
