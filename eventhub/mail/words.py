"""The words of a mail: subject, plain text and HTML, in the language of the person who reads it."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import force_locale

UNWRITABLE = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of a character, line and paragraph separators


@dataclass(frozen=True)
class Words:
    """What a mail says. `subject` is one line."""

    subject: str
    text: str
    html: str


def one_line(text: str) -> str:
    """A text fit for a header: no control characters, single spaces."""
    return " ".join("".join(" " if unicodedata.category(sign) in UNWRITABLE else sign for sign in text).split())


def storable(text: str) -> str:
    """A text that both databases and UTF-8 can hold."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def in_language(template: str, language: str, **context: Any) -> Words:
    """Render `mails/<template>.txt` and `.html`; the first line of the text template is the subject."""
    with force_locale(language):
        subject, _, text = render_template(f"mails/{template}.txt", language=language, **context).partition("\n")
        html = render_template(f"mails/{template}.html", language=language, subject=subject.strip(), **context)
    return Words(" ".join(subject.split()), text.strip() + "\n", html)
