"""The words of a mail: subject, plain text and HTML, in the language of the person who reads it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import force_locale

UNWRITABLE = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of a character, line and paragraph separators

BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Words:
    """What a mail says. `subject` is one line."""

    subject: str
    text: str
    html: str


def _single_spaces(text: str) -> str:
    """A text without line breaks and doubled spaces; a space that must not break a line stays one."""
    return BLANKS.sub(" ", text).strip()


def one_line(text: str) -> str:
    """A text fit for a header: no control characters, single spaces."""
    return _single_spaces("".join(" " if unicodedata.category(sign) in UNWRITABLE else sign for sign in text))


def storable(text: str) -> str:
    """A text that both databases and UTF-8 can hold."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def in_language(template: str, language: str, **context: Any) -> Words:
    """Render `mails/<template>.txt` and `.html`; the first line of the text template is the subject."""
    with force_locale(language):
        subject, _, text = render_template(f"mails/{template}.txt", language=language, **context).partition("\n")
        html = render_template(f"mails/{template}.html", language=language, subject=subject.strip(), **context)
    return Words(_single_spaces(subject), text.strip() + "\n", html)
