"""Form fields for days, times and texts in several languages, forgiving in how they are typed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from wtforms import Field, SelectChoice, SelectMultipleField
from wtforms.utils import unset_value
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, Input, ListWidget

from eventhub.web.forms import clean_text, one_line

ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
EUROPEAN_DAY = re.compile(r"([0-9]{1,2})\s*[./ -]\s*([0-9]{1,2})\s*[./ -]\s*([0-9]{4})")
CLOCK = re.compile(r"([0-9]{1,2})(?:\s*[:.,hu ]?\s*([0-9]{2}))?(?::[0-9]{2})?\s*(?:h|u|uur|kl)?\.?")
DIGITS = re.compile(r"[0-9]{1,9}")
FIRST_YEAR, LAST_YEAR = 1970, 2100


def read_day(text: str) -> date | None:
    """A date as people write it: 2027-05-01, 1.5.2027, 01/05/2027. None where it is none."""
    iso, european = ISO_DAY.fullmatch(text), EUROPEAN_DAY.fullmatch(text)
    if iso:
        year, month, day = iso.groups()
    elif european:
        day, month, year = european.groups()
    else:
        return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def read_clock(text: str) -> time | None:
    """A time of day as people write it: 09:30, 9.30, 9u30, 9h, 0930. None where it is none."""
    match = CLOCK.fullmatch(text.lower())
    if not match:
        return None
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        return None


def as_choices(names: Mapping[Any, Any]) -> list[Any]:
    """The choices of a field, from value to name."""
    return [SelectChoice(value, name) for value, name in names.items()]


class NativeInput(Input):  # type: ignore[misc] # WTForms ships no types
    """The browser's own input; a plain one where it would hide what was typed."""

    validation_attrs = ("required", "disabled")

    def __init__(self, input_type: str) -> None:
        super().__init__(input_type)
        self.native = input_type

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        is_shown = field.data is not None or not field.typed
        kwargs.setdefault("type", self.native if is_shown else "text")
        return super().__call__(field, **kwargs)


class _TypedField(Field):  # type: ignore[misc] # WTForms ships no types
    """A field that keeps what was typed beside what was understood."""

    data: Any
    typed = ""

    def read(self, text: str) -> Any:
        """What the text means, or None."""
        raise NotImplementedError

    def complain(self) -> str:
        """What to say where the text means nothing."""
        raise NotImplementedError

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = str(clean_text(str(valuelist[0]))) if valuelist else ""
        self.data = self.read(self.typed) if self.typed else None
        if self.typed and self.data is None:
            raise ValueError(self.complain())


class ChecksField(SelectMultipleField):  # type: ignore[misc] # WTForms ships no types
    """Several of some choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DayField(_TypedField):
    """A date."""

    widget = NativeInput("date")

    def read(self, text: str) -> Any:
        return read_day(text)

    def complain(self) -> str:
        return _("Write the date as day, month and year, such as 1.5.2027.")

    def _value(self) -> str:
        return self.data.isoformat() if self.data else self.typed


class ClockField(_TypedField):
    """A time of day."""

    widget = NativeInput("time")

    def read(self, text: str) -> Any:
        return read_clock(text)

    def complain(self) -> str:
        return _("Write the time as hours and minutes, such as 9:30.")

    def _value(self) -> str:
        return f"{self.data:%H:%M}" if self.data else self.typed


class NumberField(_TypedField):
    """A whole number of at least 1."""

    widget = NativeInput("number")

    def __init__(self, label: Any = None, *, largest: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.largest = largest

    def read(self, text: str) -> Any:
        found = int(text) if DIGITS.fullmatch(text) else 0
        return found if 1 <= found <= self.largest else None

    def complain(self) -> str:
        return _("Write a whole number from 1 to %(largest)s, or nothing.", largest=format_decimal(self.largest))

    def _value(self) -> str:
        return self.typed if self.data is None else str(self.data)


@dataclass(frozen=True)
class Entry:
    """The input of one language."""

    language: str
    name: str
    id: str
    value: str


class TranslatedField(Field):  # type: ignore[misc] # WTForms ships no types
    """A text in the languages of a network: `data` is language to text. The form sets `languages`."""

    languages: tuple[str, ...] = ("en",)

    def __init__(self, label: Any = None, *, longest: int, rows: int = 0, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.longest = longest
        self.rows = rows

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        given = self.default if data is unset_value else data
        self.process_errors: list[str] = []
        self.object_data = self.data = dict(given or {})
        if formdata is None or not any(f"{self.name}-{code}" in formdata for code in self.languages):
            return
        clean = clean_text if self.rows else one_line
        typed = {code: clean(clean_text(str(formdata.get(f"{self.name}-{code}", "")))) for code in self.languages}
        self.data = {**self.data, **typed}

    def pre_validate(self, form: Any) -> None:
        if any(len(text) > self.longest for text in self.data.values()):
            raise ValidationError(_("That is too long: at most %(number)d characters.", number=self.longest))

    def inputs(self) -> Iterator[Entry]:
        """One input a language; the first one carries the field's own id, which error summaries link to."""
        for place, code in enumerate(self.languages):
            name = f"{self.name}-{code}"
            yield Entry(code, name, self.id if place == 0 else name, self.data.get(code, ""))

    @property
    def texts(self) -> dict[str, str]:
        """The texts that were written."""
        return {code: text for code, text in self.data.items() if text}
