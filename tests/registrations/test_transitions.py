"""What may become of a registration is the same in the code and in the documentation."""

import re
from pathlib import Path

from eventhub.registrations.transitions import BEGINNINGS, TRANSITIONS

PAGE = Path(__file__).parents[2] / "docs" / "registration-life.md"
BEGUN = "–"


def documented() -> set[tuple[str, str, str]]:
    """Every row of the table: from, to, act; several states in one cell are several rows."""
    found = set()
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        acts = re.findall(r"`(registration\.\w+)`", cells[2]) if len(cells) == 5 else []
        for before in cells[0].split(", ") if acts else []:
            found |= {(before, after, acts[0]) for after in cells[1].split(", ")}
    return found


def test_the_table_of_the_documentation_is_that_of_the_code() -> None:
    begun = {(BEGUN, state, act) for state, act in BEGINNINGS.items()}
    assert documented() == begun | {(before, after, act) for (before, after), act in TRANSITIONS.items()}
