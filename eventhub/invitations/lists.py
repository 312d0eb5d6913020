"""Lists of people as organisers have them: pasted lines or a CSV file, read line by line."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from eventhub.registrations.addresses import AddressNotValid, clean_address
from eventhub.web.forms import clean_text, one_line

MOST_ROWS = 2000
LONGEST = 200
IN_BRACKETS = re.compile(r"(.*?)\s*<\s*([^<>]+?)\s*>")
HEADINGS = re.compile(r"\b(e-?mail|mail|adresse?|name|naam|nimi|navn|namn|nom)\b", re.IGNORECASE)


class Problem(StrEnum):
    """Why somebody of a list is not invited."""

    NO_ADDRESS = "no_address"
    TOO_LONG = "too_long"
    TWICE = "twice"
    INVITED = "invited"
    REGISTERED = "registered"
    LEFT_ALONE = "left_alone"


TO_MEND = (Problem.NO_ADDRESS, Problem.TOO_LONG)
"""What whoever typed it can put right; the others need nothing."""


@dataclass(frozen=True)
class Row:
    """One person of a list, with what was typed, and why they cannot be invited if they cannot."""

    line: int
    typed: str
    email: str = ""
    name: str = ""
    organisation: str = ""
    problem: Problem | None = None


@dataclass(frozen=True)
class Known:
    """Who needs no invitation to an event, and the marks of who wants none."""

    invited: frozenset[str] = frozenset()
    registered: frozenset[str] = frozenset()
    left_alone: frozenset[str] = frozenset()


def _cells(line: str) -> list[str]:
    delimiter = next((sign for sign in "\t;," if sign in line), ";")
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=False), [])
    except csv.Error:
        cells = line.split(delimiter)
    return [one_line(clean_text(cell)).strip("\"'") for cell in cells]


def _row(number: int, typed: str, cell: str, others: list[str]) -> Row:
    """One person; the cells beside the address are their name and organisation."""
    bracketed = IN_BRACKETS.fullmatch(cell)
    name, address = bracketed.groups() if bracketed else ("", cell)
    name, organisation = [*([name.strip("\"' ")] if name else []), *others, "", ""][:2]
    try:
        email, problem = clean_address(address), None
    except AddressNotValid:
        email, problem = "", Problem.NO_ADDRESS
    if max(len(name), len(organisation)) > LONGEST or len(email) > 254:
        problem = Problem.TOO_LONG
    return Row(number, typed, email, name, organisation, problem)


def _rows(number: int, line: str) -> Iterator[Row]:
    cells = _cells(line)
    addresses = [cell for cell in cells if "@" in cell]
    if len(addresses) > 1:
        yield from (_row(number, cell, cell, []) for cell in addresses)
    elif addresses:
        others = [cell for cell in cells if cell and cell != addresses[0]]
        yield _row(number, line, addresses[0], others)
    else:
        yield Row(number, line, problem=Problem.NO_ADDRESS)


def read_list(text: str) -> list[Row]:
    """Everybody on a list. Blank lines and a line of headings are nobody."""
    found: list[Row] = []
    for number, line in enumerate(text.splitlines(), start=1):
        is_heading = not found and "@" not in line and HEADINGS.search(line)
        if line.strip(" ;,\t") and not is_heading:
            found.extend(_rows(number, line.strip()))
    return found


def _problem(row: Row, seen: set[str], known: Known, mark: str) -> Problem | None:
    if row.problem is not None:
        return row.problem
    if row.email in seen:
        return Problem.TWICE
    if row.email in known.invited:
        return Problem.INVITED
    if row.email in known.registered:
        return Problem.REGISTERED
    return Problem.LEFT_ALONE if mark in known.left_alone else None


def checked_list(rows: Iterable[Row], marks: dict[str, str], known: Known) -> list[Row]:
    """The same people, with what stands in the way of inviting them; `marks` are those of their addresses."""
    seen: set[str] = set()
    checked = []
    for row in rows:
        checked.append(replace(row, problem=_problem(row, seen, known, marks.get(row.email, ""))))
        seen.add(row.email)
    return checked


def as_lines(rows: Iterable[tuple[str, str, str]]) -> str:
    """Addresses, names and organisations as a list that can be read again."""
    return "\n".join("; ".join(part.replace(";", ",") for part in row).rstrip("; ") for row in rows)
