"""The base of all forms: a token of its own, messages in the visitor's language, no surprises in texts."""

import unicodedata
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from eventhub.web.form_words import FormWords

BREAKS = str.maketrans({"\r": None, "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def clean_text(value: Any) -> Any:
    """A text without control characters, lone surrogates or outer blanks, in NFC; anything else as it is."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").translate(BREAKS)
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", "".join(kept).replace("\ufeff", "")).strip()


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
