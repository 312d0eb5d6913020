"""Taking the list away."""

import csv
import io
import re
import tempfile
import tracemalloc
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from eventhub.attendees.columns import COLUMNS
from eventhub.attendees.queries import FILTERS, Wanted, count_by_state, page_of
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.registrations.models import CANCELLED, Person, Registration
from eventhub.text.cells import defused
from eventhub.web.limits import limiter
from tests.factories import make_event, make_registration, utc

FILE = "/manage/events/kracht/attendees/export/file"
NASTY = [
    "=1+1",
    "+32 470 12 34 56",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    " =1",
    '=HYPERLINK("https://x.example")',
    "https://x.example",
]


def rows_of(answer: Any) -> list[list[str]]:
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_every_column_can_be_left_out(organiser: FlaskClient, event: Any) -> None:
    page = organiser.get("/manage/events/kracht/attendees/export").text
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    assert len(boxes) == len(COLUMNS)
    assert [box for box in boxes if "required" in box] == []  # a browser would ask for each of them


def test_the_direct_link_gives_everything(organiser: FlaskClient, event: Any) -> None:
    make_registration(event, name="Élise", email="elise@example.org", registered_at=utc(2026, 7, 1, 22, 30))
    make_registration(event, name="Wout", state=CANCELLED, registered_at=utc(2026, 12, 1, 8))
    answer = organiser.get(FILE, headers={"Accept-Language": "en"})
    rows = rows_of(answer)
    assert rows[0] == [str(column.label) for column in COLUMNS.values()]
    assert dict(zip(COLUMNS, rows[1], strict=True)) == {
        "name": "Élise", "email": "elise@example.org", "organisation": "", "state": "Registered",
        "registered_at": "2026-07-02T00:30:00+02:00", "remark": "", "language": "nl", "consented_at": "", "added": "",
        "registered_by": "",
        "cancelled_at": "", "cancelled_by": "", "zone": "Europe/Brussels",
    }  # fmt: skip
    assert rows[2][4] == "2026-12-01T09:00:00+01:00"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="kracht-\d{4}-\d\d-\d\d\.csv"; filename\*=UTF-8\'\'kracht-\d{4}-\d\d-\d\d\.csv',
        answer.headers["Content-Disposition"],
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.count(b"\r\n") == 3


@pytest.mark.parametrize("state", FILTERS)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_holds_the_rows_of_its_filter(
    organiser: FlaskClient, event: Any, state: str, file_format: str
) -> None:
    for number in range(7):
        make_registration(event, name=f"Mens {number}", state=CANCELLED if number % 3 else "confirmed")
    make_registration(make_event(), name="Elders")
    answer = organiser.get(f"{FILE}?format={file_format}&state={state}&columns=name")
    if file_format == "csv":
        names = [row[0] for row in rows_of(answer)[1:]]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
        names = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert names == [row.name for row in page_of(Wanted(event.id, state), 1, 100).rows]
    assert len(names) == count_by_state(event.id)[state]


def test_no_cell_of_a_csv_is_a_formula(organiser: FlaskClient, event: Any) -> None:
    for text in NASTY:
        make_registration(event, name=text, organisation=text, remark=text)
    for row in rows_of(organiser.get(FILE))[1:]:
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert defused("+32 470 12 34 56") == "'+32 470 12 34 56"
    assert defused("a\x00b\x07\ud800c") == "abc"
    assert defused("Noor-Anne = 1") == "Noor-Anne = 1"


def test_a_workbook_holds_texts_and_dates_and_no_formula(organiser: FlaskClient, event: Any) -> None:
    for text in NASTY:
        make_registration(
            event, name=text, organisation=text, remark=text + "\x0b", registered_at=utc(2026, 7, 1, 22, 30)
        )
    answer = organiser.get(f"{FILE}?format=xlsx&state=all&columns=name&columns=registered_at&columns=remark")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist())
    assert b"<f>" not in parts
    assert b"<hyperlink" not in parts
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][1].endswith("(Europe/Brussels)")
    assert [row[0] for row in rows[1:]] == NASTY
    assert {row[1] for row in rows[1:]} == {datetime(2026, 7, 2, 0, 30)}  # noqa: DTZ001 - a cell has no zone
    assert all(cell.data_type == "s" for cell in sheet["A"])


def test_columns_are_chosen_and_none_is_refused(organiser: FlaskClient, event: Any) -> None:
    make_registration(event, name="Noor", email="noor@example.org")
    rows = rows_of(organiser.get(f"{FILE}?format=csv&state=all&columns=email&columns=name"))
    assert rows[1:] == [["Noor", "noor@example.org"]]
    assert organiser.get(f"{FILE}?format=csv&state=all").status_code == 422
    assert organiser.get(f"{FILE}?format=exe&state=all&columns=name").status_code == 422
    assert organiser.get(f"{FILE}?format=csv&state=all&columns=password").status_code == 422


def test_the_page_has_every_column_chosen(organiser: FlaskClient, event: Any) -> None:
    page = organiser.get("/manage/events/kracht/attendees/export").text
    assert len(
        re.findall(
            r'<input[^>]*checked[^>]*name="columns"|<input[^>]*name="columns"[^>]*checked|checked id="columns', page
        )
    ) == len(COLUMNS)


def test_an_export_is_written_down(organiser: FlaskClient, event: Any) -> None:
    make_registration(event)
    organiser.get(f"{FILE}?format=xlsx&state=all&columns=name")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.event_id) == ("attendees.exported", event.id)
    assert entry.details == {"state": "all", "format": "xlsx", "columns": ["name"], "rows": 1}


def test_an_account_exports_ten_times_an_hour(organiser: FlaskClient, event: Any) -> None:
    limiter.enabled = True
    limiter.reset()
    try:
        codes = [organiser.get(FILE).status_code for _ in range(11)]
    finally:
        limiter.enabled = False
    assert codes == [200] * 10 + [429]


def test_a_workbook_leaves_nothing_behind(organiser: FlaskClient, event: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    make_registration(event)
    organiser.get(f"{FILE}?format=xlsx&state=all&columns=name")
    assert list(tmp_path.iterdir()) == []


def many(event: Any, count: int) -> None:
    """Rows by the thousand, quickly."""
    now = utc(2026, 1, 1)
    person = {"version": 1, "feed_version": 1, "language": "nl", "created_at": now}
    people = [{"key": f"{n:032}", "email": f"mens{n}@example.org", **person} for n in range(count)]
    db.session.execute(insert(Person), people)
    place = {
        "event_id": event.id, "language": "nl", "registered_at": now, "updated_at": now, "remark": "x" * 200,
        "state": "confirmed", "organisation": "", "consent_text": "", "consent_version": "", "cancelled_by": "",
        "told_sequence": 0,
    }  # fmt: skip
    ids = db.session.execute(select(Person.id, Person.email)).all()
    places = [{"key": f"{n:032}", "person_id": n, "name": f"Mens {n}", "email": email, **place} for n, email in ids]
    db.session.execute(insert(Registration), places)
    db.session.commit()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_list(organiser: FlaskClient, event: Any, file_format: str) -> None:
    peaks = []
    for count in (1_000, 9_000):
        db.session.query(Registration).delete()
        db.session.query(Person).delete()
        db.session.commit()
        many(event, count)
        tracemalloc.start()
        answer = organiser.get(f"{FILE}?format={file_format}&state=all&columns=name&columns=remark", buffered=False)
        size = sum(len(piece) for piece in answer.response)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        answer.close()
        assert size > 0
    assert peaks[1] < peaks[0] + 1_500_000


def test_a_slow_reader_keeps_nobody_from_writing(organiser: FlaskClient, event: Any) -> None:
    many(event, 3_000)
    answer = organiser.get(FILE, buffered=False)
    pieces = iter(answer.response)
    next(pieces)
    event.capacity = 99
    db.session.commit()
    assert len(b"".join(pieces)) > 0
    answer.close()
