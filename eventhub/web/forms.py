"""The base of all forms: a token of its own, messages in the visitor's language, no surprises in texts."""

import re
import unicodedata
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FileField
from wtforms.validators import ValidationError

from eventhub.web.form_words import FormWords

# What turns the direction of everything after it, the byte order mark, and code points that are no characters.
UNWANTED = re.compile(
    "[\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
UNSEEN = frozenset({"Cf", "Zs", "Zl", "Zp"})
BREAKS = str.maketrans({"\r": None, "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def clean_text(value: Any) -> Any:
    """A text without control characters, lone surrogates or outer blanks, in NFC; anything else as it is.

    A text in which nobody sees anything is empty.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").translate(BREAKS)
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    clean = unicodedata.normalize("NFC", UNWANTED.sub("", "".join(kept))).strip()
    return clean if any(unicodedata.category(c) not in UNSEEN for c in clean) else ""


def one_line(value: Any) -> Any:
    """A text with its line breaks and runs of blanks made single blanks."""
    return " ".join(value.split()) if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc] # Flask-WTF ships no types
    """A form of EventHub."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: "Form") -> FormWords:
            return FormWords()

        def bind_field(self, form: "Form", unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = [*unbound_field.kwargs.get("filters", ())]
            if clean_text not in filters:
                unbound_field.kwargs["filters"] = [clean_text, *filters]
            return unbound_field.bind(form=form, **options)

        def wrap_formdata(self, form: "Form", formdata: Any) -> Any:
            """What was sent, with files only where a field takes files: elsewhere they are no text."""
            sent = super().wrap_formdata(form, formdata)
            if not isinstance(sent, CombinedMultiDict):
                return sent
            taken = [
                pair for pair in request.files.items(multi=True) if isinstance(form._fields.get(pair[0]), FileField)
            ]
            return CombinedMultiDict([MultiDict(taken), request.form])

    def refuse(self, field: str, message: str) -> None:
        """Put an error beside a field that a rule below the form refused."""
        target = self._fields[field]
        target.errors = [*target.errors, message]


class WebAddress:
    """A field's validator: an absolute http(s) address that a browser opens, nothing else."""

    def __call__(self, form: Any, field: Field) -> None:
        value = field.data or ""
        if not value:
            return
        lowered = value.lower()
        rest = lowered.partition("://")[2]
        host = rest.split("/")[0].split("?")[0]
        if (
            not lowered.startswith(("https://", "http://"))
            or not host
            or any(c.isspace() for c in value)
            or "@" in host
        ):
            raise ValidationError(gettext("Write a whole web address that begins with https://"))
