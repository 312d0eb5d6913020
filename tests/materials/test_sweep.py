"""Files without a row are removed, on disk and in an S3 store; everything that a row names stays."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from eventhub import clock
from eventhub.accounts.kept_files import FOLDER
from eventhub.database.model import Model, db
from eventhub.database.session import commit
from eventhub.events.life import delete_draft
from eventhub.events.models import DRAFT
from eventhub.jobs.queue import Jobs
from eventhub.materials import sweep
from eventhub.materials.models import Material
from eventhub.storage import files
from tests.events.rows import loaded
from tests.factories import make_event, make_network, save

FOLDERS = sorted(sweep.NAMED_BY)


@pytest.fixture(autouse=True)
def _own_store(request: pytest.FixtureRequest, app: Flask, stored_in: Any) -> Iterator[None]:
    before = app.extensions["files"]
    app.extensions["files"] = stored_in
    for folder in FOLDERS:
        for key, _written_at in list(files.listed(folder)):
            files.delete(key)
    yield
    app.extensions["files"] = before


def a_file(folder: str) -> str:
    key = files.new_key(folder)
    files.put(key, b"x")
    return key


def kept() -> list[str]:
    return sorted(key for folder in FOLDERS for key, _written_at in files.listed(folder))


def a_material(event: Any) -> Material:
    now = clock.now()
    return save(
        Material(
            event_id=event.id, kind="file", title="Slides", file_key=a_file("materials"), file_name="slides.pdf",
            media_type="application/pdf", size_bytes=1, created_at=now, updated_at=now,
        )
    )  # fmt: skip


def rows_with_files() -> list[str]:
    network = make_network(logo_key=a_file("logos"))
    event = make_event(network, picture_key=a_file("pictures"))
    return sorted([network.logo_key, event.picture_key, a_material(event).file_key])


def later(**period: float) -> Any:
    return time_machine.travel(clock.now() + timedelta(**period), tick=True)


def test_only_files_that_no_row_names_go_and_only_after_a_day(app: Flask) -> None:
    named = rows_with_files()
    nameless = [a_file(folder) for folder in FOLDERS]
    with later(hours=23):
        assert [sweep.sweep_files(), kept()] == [0, sorted([*named, *nameless])]
    with later(hours=25):
        assert [sweep.sweep_files(), sweep.sweep_files(), kept()] == [4, 0, named]


def test_a_folder_whose_files_are_mostly_unknown_is_left_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "FEW", 2)
    left = sorted([*rows_with_files(), *(a_file("materials") for _ in range(5))])
    lost = a_file("logos")
    with later(days=2):
        assert [sweep.sweep_files(), kept()] == [1, left]
    assert lost not in kept()


def test_the_files_of_a_deleted_draft_go(app: Flask) -> None:
    draft = make_event(state=DRAFT, picture_key=a_file("pictures"))
    slides = a_material(draft).file_key
    delete_draft(loaded(draft), now=clock.now(), actor_id=None)
    db.session.rollback()
    assert len(kept()) == 2
    delete_draft(loaded(draft), now=clock.now(), actor_id=None)
    commit()
    assert kept() == [slides]
    jobs: Jobs = app.extensions["jobs"]
    with later(days=2):
        jobs.run(sweep.SWEEP)
    assert kept() == []


def test_a_stopped_sweep_goes_on_with_the_next(app: Flask) -> None:
    for _ in range(3):
        a_file("materials")
    stops = iter([False, True])
    with later(days=2):
        assert [sweep.sweep_files(stopping=lambda: next(stops)), len(kept())] == [1, 2]
        assert [sweep.sweep_files(), kept()] == [2, []]


def test_every_column_that_names_a_file_is_asked() -> None:
    columns = [column for table in Model.metadata.tables.values() for column in table.columns]
    other_keys = {"person.feed_key", "passkey.public_key"}
    naming = {str(column) for column in columns if column.name.endswith("_key")} - other_keys
    asked = [column for columns in sweep.NAMED_BY.values() for column in columns]
    assert naming == {str(column.property.columns[0]) for column in asked}


def test_files_of_refused_forms_are_kept_for_a_day(app: Flask) -> None:
    key = a_file(FOLDER)
    for hours, is_there in ((23, True), (25, False)):
        with time_machine.travel(clock.now() + timedelta(hours=hours), tick=False):
            sweep.sweep_files()
        assert (key in [one for one, _at in files.listed(FOLDER)]) == is_there
