"""Texts as calendars take them: nothing in them that breaks a line, a parser or another person's screen."""

import re

BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls (but not tab and line break), the byte order mark, lone surrogates.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")


def calendar_text(text: str) -> str:
    """A text of several lines: one kind of line break, no control characters."""
    return UNWANTED.sub("", BREAKS.sub("\n", text)).strip()


def calendar_line(text: str) -> str:
    """A text on one line, with single blanks."""
    return " ".join(calendar_text(text).split())


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, cut between words."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(maxsplit=1)[0] + "…"
