"""An event's list as CSV or XLSX, in memory that does not grow with the list."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from eventhub.attendees.columns import Cell, Cells, Column, Words
from eventhub.text.cells import all_defused, visible

CSV, XLSX = "csv", "xlsx"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the local alphabet
PIECE_BYTES = 256 * 1024
LONGEST_CELL = 32_767
WIDTH = 22


def _texts(column: Column, cells: Cells, words: Words) -> Sequence[str]:
    """A column as text: moments with their offset, everything else harmless to a spreadsheet."""
    values = column.values(cells, words)
    if not any(values):
        return [""] * len(values)
    if column.is_moment:
        return [value.isoformat(timespec="seconds") if value else "" for value in values]
    return all_defused([value or "" for value in values] if None in values else values)


def csv_pieces(batches: Iterable[Cells], columns: list[Column], headings: list[str], words: Words) -> Iterator[bytes]:
    """The list as CSV (UTF-8 with its mark, CRLF), a piece for each batch of rows."""
    buffer = io.StringIO()
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer)
    writer.writerow(headings)
    for cells in batches:
        writer.writerows(zip(*(_texts(column, cells, words) for column in columns), strict=True))
        yield buffer.getvalue().encode("utf-8")
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue().encode("utf-8")


def _rows(columns: list[Column], batches: Iterable[Cells], words: Words) -> Iterator[tuple[Cell, ...]]:
    for cells in batches:
        yield from zip(*(column.values(cells, words) for column in columns), strict=True)


def _write_workbook(
    path: Path, batches: Iterable[Cells], columns: list[Column], headings: list[str], words: Words
) -> None:
    """Write the list row by row; texts stay texts, moments become date cells on the clock of the event's zone."""
    import xlsxwriter  # noqa: PLC0415 - few exports are workbooks, and it is slow to import

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, WIDTH)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(_rows(columns, batches, words), start=1):
            for place, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, place, value.replace(tzinfo=None, microsecond=0), moment)
                elif value:
                    sheet.write_string(number, place, visible(value)[:LONGEST_CELL])


def xlsx_pieces(batches: Iterable[Cells], columns: list[Column], headings: list[str], words: Words) -> Iterator[bytes]:
    """The list as a workbook, written to a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="eventhub-export-") as folder:
        path = Path(folder) / "list.xlsx"
        _write_workbook(path, batches, columns, headings, words)
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece


def headings_of(columns: list[Column], file_format: str, zone: str) -> list[str]:
    """The first row. A date cell cannot hold its zone, so the workbook names it above."""
    with_zone = file_format == XLSX
    return [f"{one.label} ({zone})" if with_zone and one.is_moment else str(one.label) for one in columns]


PIECES = {CSV: csv_pieces, XLSX: xlsx_pieces}
