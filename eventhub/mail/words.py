"""The words of a mail: subject, plain text and HTML, in the language of the person who reads it."""

import re
import secrets
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import force_locale
from markupsafe import escape

from eventhub.web.memory import Kept

UNWRITABLE = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of a character, line and paragraph separators

BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Words:
    """What a mail says. `subject` is one line."""

    subject: str
    text: str
    html: str


BESIDES_FRAME = 600
"""What a kept mail costs in memory beside its texts and its key, about."""


def _single_spaces(text: str) -> str:
    """A text without line breaks and doubled spaces; a space that must not break a line stays one."""
    return BLANKS.sub(" ", text).strip()


def one_line(text: str) -> str:
    """A text fit for a header: no control characters, single spaces."""
    return _single_spaces("".join(" " if unicodedata.category(sign) in UNWRITABLE else sign for sign in text))


def storable(text: str) -> str:
    """A text that both databases and UTF-8 can hold."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


class Frames:
    """Mails as written for one person, to be put into the words of the next: only what is each one's own differs."""

    def __init__(self, most_bytes: int) -> None:
        self._kept: Kept[Words] = Kept(most_bytes)
        self._mark = secrets.token_hex(12)  # nobody can type it, and no escaping alters it

    def _marks(self, own: dict[str, str]) -> dict[str, str]:
        """What stands for a person's own words; nothing where they have none, since templates ask for that."""
        return {name: f"{self._mark}{place:02d}" if own[name] else "" for place, name in enumerate(own)}

    def in_language(self, template: str, language: str, facts: Hashable, own: dict[str, str], **context: Any) -> Words:
        """As `in_language`. `facts` say all that the context says; `own` are the texts that differ for each person."""
        marks = self._marks(own)
        key = (template, language, facts, *marks.values())
        frame = self._kept.get(key)
        if frame is None:
            frame = in_language(template, language, **context, **marks)
            self._kept.put(key, frame, len(frame.text) + len(frame.html) + len(repr(key)) + BESIDES_FRAME)
        text, html, subject = frame.text, frame.html, frame.subject
        for name, mark in marks.items():
            if mark:
                text, html = text.replace(mark, own[name]), html.replace(mark, escape(own[name]))
                subject = subject.replace(mark, own[name])
        return Words(subject, text, html)


def in_language(template: str, language: str, **context: Any) -> Words:
    """Render `mails/<template>.txt` and `.html`; the first line of the text template is the subject."""
    with force_locale(language):
        subject, _, text = render_template(f"mails/{template}.txt", language=language, **context).partition("\n")
        html = render_template(f"mails/{template}.html", language=language, subject=subject.strip(), **context)
    return Words(_single_spaces(subject), text.strip() + "\n", html)
