"""Files as answers: sent, kept while a form is refused, replaced, fetched by who may, and deleted with the answer."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.questions import files as asking_files
from eventhub.questions.files import FOLDER
from eventhub.questions.models import Question
from eventhub.registrations.answer_models import Answer
from eventhub.registrations.models import Registration
from eventhub.storage import files
from eventhub.uploads import kept as waiting
from tests.factories import make_event
from tests.materials.samples import HTML, pdf, picture
from tests.questions.making import ask
from tests.questions.test_answering import register
from tests.registrations.test_register_page import ENGLISH
from tests.storage.stores import an_app, s3_app

__all__ = ["s3_app"]

KEPT = re.compile(r'name="q_verslag-kept" value="([^"]+)"')


def sent(name: str = "verslag.pdf", content: bytes | None = None) -> tuple[io.BytesIO, str]:
    return io.BytesIO(pdf() if content is None else content), name


@pytest.fixture(autouse=True)
def _own_store(app: Flask, tmp_path: Path) -> Iterator[None]:
    before = app.extensions["files"]
    app.extensions["files"] = an_app(tmp_path / "store").extensions["files"]
    yield
    app.extensions["files"] = before


def rows(table: Any = Answer) -> list[tuple[str, bytes]]:
    db.session.rollback()
    return [(row.text, files.read(row.file_key)) for row in db.session.scalars(select(table).order_by(table.id))]


def stored(folder: str = FOLDER) -> list[str]:
    return [key for key, _at in files.listed(folder)]


@pytest.fixture
def asked(event: Event) -> Event:
    ask(event, "Verslag", "file", is_required=True)
    return event


def registered() -> Registration:
    return db.session.scalars(select(Registration)).one()


def test_a_file_is_kept_with_the_place(client: FlaskClient, asked: Event) -> None:
    page = client.get(f"/events/{asked.slug}/register", headers=ENGLISH).text
    assert ('enctype="multipart/form-data"' in page, 'type="file"' in page) == (True, True)
    assert register(client, asked, q_verslag=sent("../../Mijn verslag.pdf")).status_code == 303
    assert rows() == [("Mijn verslag.pdf", pdf())]
    row = db.session.scalars(select(Answer)).one()
    assert (row.file_type, row.file_size) == ("application/pdf", len(pdf()))


def test_a_form_without_questions_for_files_is_sent_as_it_was(client: FlaskClient, event: Event) -> None:
    ask(event, "Nog iets?")
    assert "multipart" not in client.get(f"/events/{event.slug}/register", headers=ENGLISH).text


def test_a_missing_file_is_asked_for(client: FlaskClient, asked: Event) -> None:
    answer = register(client, asked, q_verslag=(io.BytesIO(), ""))
    assert (answer.status_code, "Choose a file" in answer.text) == (422, True)


@pytest.mark.parametrize(
    "wrong",
    [
        ("kwaad.pdf", HTML, "could not be read as what its name says"),
        ("kwaad.html", HTML, "is a kind of file that is not taken here"),
        ("film.mp4", b"x", "is a kind of file that is not taken here"),
        ("leeg.pdf", b"", "is empty"),
        ("groot.txt", b"x" * 10_241, "is larger than 10 MB"),
    ],
)
def test_what_is_no_answer_is_refused_beside_the_field(
    client: FlaskClient, asked: Event, monkeypatch: pytest.MonkeyPatch, wrong: tuple[str, bytes, str]
) -> None:
    name, content, words = wrong
    monkeypatch.setattr(asking_files, "MIB", 1024)  # large bodies take long to make
    answer = register(client, asked, q_verslag=sent(name, content))
    assert (answer.status_code, words in answer.text, stored(), stored(waiting.FOLDER)) == (422, True, [], [])


def test_only_the_sorts_that_were_chosen_are_taken(client: FlaskClient, event: Event) -> None:
    ask(event, "Verslag", "file", file_sorts=["pictures"])
    assert register(client, event, 1, q_verslag=sent()).status_code == 422
    assert register(client, event, 2, q_verslag=sent("Foto.JPG", picture())).status_code == 303
    (kept,) = rows()
    assert (kept[0], dict(Image.open(io.BytesIO(kept[1])).getexif())) == ("Foto.jpg", {})  # not where it was taken


def test_a_refused_form_keeps_the_file(client: FlaskClient, asked: Event) -> None:
    refused = register(client, asked, q_verslag=sent(), name="")
    assert (refused.status_code, "“verslag.pdf” is here already" in refused.text, rows()) == (422, True, [])
    (token,) = KEPT.findall(refused.text)
    again = register(client, asked, **{"q_verslag-kept": token}, email="geen adres")
    assert (again.status_code, KEPT.findall(again.text)) == (422, [token])
    assert register(client, asked, **{"q_verslag-kept": token}).status_code == 303
    assert rows() == [("verslag.pdf", pdf())]


def test_a_file_goes_the_same_way_in_an_s3_store(client: FlaskClient, asked: Event, app: Flask, s3_app: Flask) -> None:
    app.extensions["files"] = s3_app.extensions["files"]
    before = len(stored())
    (token,) = KEPT.findall(register(client, asked, q_verslag=sent(), name="").text)
    assert register(client, asked, **{"q_verslag-kept": token}).status_code == 303
    assert (rows(), len(stored()) - before) == ([("verslag.pdf", pdf())], 1)
    files.delete(waiting.found(token, waiting_about(asked)).key)  # type: ignore[union-attr] # it was kept above
    assert register(client, asked, 2, **{"q_verslag-kept": token}).status_code == 422


def waiting_about(event: Event) -> str:
    return f"{event.id} {db.session.scalars(select(Question.id)).one()}"


def test_another_file_takes_the_place_of_the_one_that_was_kept_and_none_too(client: FlaskClient, event: Event) -> None:
    ask(event, "Verslag", "file")
    (token,) = KEPT.findall(register(client, event, q_verslag=sent(), name="").text)
    newer = {"q_verslag-kept": token, "q_verslag": sent("nieuw.txt", b"nieuw")}
    assert register(client, event, 1, **newer).status_code == 303
    assert register(client, event, 2, **{"q_verslag-kept": token, "q_verslag-gone": "y"}).status_code == 303
    assert rows() == [("nieuw.txt", b"nieuw")]


def test_a_form_that_changed_meanwhile_and_an_option_that_is_full_keep_the_file(
    client: FlaskClient, asked: Event
) -> None:
    ask(asked, "Groep", "choice", {"Een": 1})
    changed = register(client, asked, 1, q_verslag=sent(), q_groep="een", asked="another")
    assert (changed.status_code, len(KEPT.findall(changed.text))) == (422, 1)
    assert register(client, asked, 2, q_verslag=sent(), q_groep="een").status_code == 303
    full = register(client, asked, 3, q_verslag=sent(), q_groep="een")
    assert (full.status_code, len(KEPT.findall(full.text)), len(stored())) == (422, 1, 1)


def test_a_kept_file_is_worth_nothing_in_another_form_or_when_it_is_gone(client: FlaskClient, asked: Event) -> None:
    (token,) = KEPT.findall(register(client, asked, q_verslag=sent(), name="").text)
    other = make_event(asked.network, slug="ander", title="Ander")
    ask(other, "Verslag", "file", is_required=True)
    refused = register(client, other, **{"q_verslag-kept": token})
    assert (refused.status_code, "it was kept for a day only" in refused.text) == (422, True)
    assert register(client, asked, **{"q_verslag-kept": token[:-2] + "AA"}).status_code == 422
    for key in stored(waiting.FOLDER):
        files.delete(key)
    gone = register(client, asked, **{"q_verslag-kept": token})
    assert (gone.status_code, "it was kept for a day only" in gone.text, rows()) == (422, True, [])


def test_a_question_that_was_not_put_to_somebody_keeps_no_file(client: FlaskClient, event: Event) -> None:
    talks = ask(event, "Spreek je?", "yes_no")
    ask(event, "Verslag", "file", is_required=True, shown_if_id=talks.id, shown_if_values=["yes"])
    assert register(client, event, 1, q_spreek_je="no", q_verslag=sent(), name="").status_code == 422
    assert register(client, event, 1, q_spreek_je="no", q_verslag=sent()).status_code == 303
    assert (stored(), stored(waiting.FOLDER)) == ([], [])


def test_few_files_of_strangers_wait(client: FlaskClient, asked: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting.limiter, "enabled", True)
    monkeypatch.setattr(waiting, "MOST_BY_ADDRESS", waiting.parse("1/hour"))
    assert len(KEPT.findall(register(client, asked, q_verslag=sent(), name="").text)) == 1
    refused = register(client, asked, q_verslag=sent(), name="")
    assert (refused.status_code, "Choose the file again" in refused.text) == (422, True)
    assert len(stored(waiting.FOLDER)) == 1


def test_more_than_files_of_the_questions_could_be_is_not_read(client: FlaskClient, asked: Event) -> None:
    body = b"--x\r\n" + b"0" * (23 * 1024 * 1024)
    answer = client.post(f"/events/{asked.slug}/register", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
