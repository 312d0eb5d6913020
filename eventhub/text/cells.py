"""Texts of people in the cells of a spreadsheet: shown, never calculated."""

import re
import unicodedata
from collections.abc import Sequence

# Spreadsheets take a cell that begins so for a formula; the last four are their full-width shapes.
RISKY = tuple("=+-@\t\r＝＋－＠")
DOUBTFUL = frozenset([*RISKY, " ", ""])
DOUBTFUL_BEGIN = re.compile(rf"\|[ {re.escape(''.join(RISKY))}]")
"""In texts joined by `|`: one that may begin as a formula, or only seems to."""
UNSEEN = frozenset({"Cc", "Cs", "Cn"})


def visible(text: str) -> str:
    """A text without control characters; line breaks and tabs stay, as blanks or breaks that a cell can hold."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in UNSEEN)


def all_defused(texts: Sequence[str]) -> Sequence[str]:
    """Each of them defused. Looking through all at once first takes a tenth of the time, and mostly is enough."""
    joined = "|" + "|".join(texts)
    if joined.isprintable() and not DOUBTFUL_BEGIN.search(joined):
        return texts
    return [defused(text) for text in texts]


def defused(text: str) -> str:
    """A text that a spreadsheet shows and does not calculate: an apostrophe stands before what looks like a formula."""
    if text[:1] not in DOUBTFUL and text.isprintable():  # nearly every cell, at a fraction of the time
        return text
    shown = visible(text)
    return f"'{shown}" if shown.startswith(RISKY) or shown.lstrip().startswith(RISKY) else shown
