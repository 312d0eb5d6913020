"""The fields in which people answer, one kind of question each."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, StopValidation, ValidationError

from eventhub.events.fields import ChecksField, DayField, as_choices
from eventhub.events.when import long_day
from eventhub.i18n.languages import in_words, spoken
from eventhub.questions import models as kinds
from eventhub.questions.files import AnswerFileField, FileNeeded, RightFile, endings_of, sorts_in_words
from eventhub.questions.models import Question
from eventhub.questions.national import NoNationalNumber
from eventhub.web.forms import clean_text, one_line

LONGEST_LINE, LONGEST_TEXT = 300, 2000
PHONE = re.compile(r"\+?[\d ()./\-]{6,30}")
OLD_COUNTRIES = re.compile(r"\d+|EU|EZ|UN|QO|ZZ|X[AB]")
"""Codes among Babel's territories that are no country."""


@dataclass(frozen=True)
class Asking:
    """To whom questions are put, and with what: languages, the network's members, how many chose each option."""

    language: str
    own_languages: list[str]
    members: list[str] = dataclasses.field(default_factory=list)
    taken: Mapping[int, int] = dataclasses.field(default_factory=dict)
    own_options: frozenset[int] = frozenset()
    """The options this person holds already: theirs stay open to them when everybody else finds them full."""
    today: date = date.max
    """The day in the event's zone, on which some answers are needed."""

    def words(self, texts: Mapping[str, str]) -> str:
        return in_words(dict(texts), self.language, self.own_languages)

    def language_of(self, question: Question) -> str:
        return spoken(dict(question.label), self.language, self.own_languages)[1]

    def left(self, option: kinds.QuestionOption) -> int | None:
        """How many places an option has for this person; None where it has no limit."""
        if option.places is None:
            return None
        return max(0, option.places - self.taken.get(option.id, 0)) + (option.id in self.own_options)


class OnlyIfShown:
    """First of a field's validators: a question that is not put to this person is neither checked nor required."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.short_name in form.unasked:
            field.errors = []
            raise StopValidation


class NumberField(StringField):  # type: ignore[misc] # WTForms ships no types
    """A number, with a comma or a point; kept as it is written in every language."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(clean_text(str(valuelist[0]))) if valuelist else ""
        if not self.data:
            return
        try:
            number = Decimal(re.sub(r"[\s\u00a0\u202f]", "", self.data).replace(",", "."))
        except InvalidOperation:
            raise ValueError(_("Write a number, such as 3 or 2,5.")) from None
        if not number.is_finite() or abs(number) >= Decimal(10**12):
            raise ValueError(_("Write a number, such as 3 or 2,5."))
        self.data = format(number.normalize(), "f")


class PhoneNumber:
    """What can be dialled."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(_("Write a telephone number, such as +32 470 12 34 56."))


@lru_cache(maxsize=16)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every country, by name."""
    names = {code: name for code, name in Locale(language).territories.items() if not OLD_COUNTRIES.fullmatch(code)}
    return tuple(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _with_none(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    return [SelectChoice("", _("Choose …")), *(SelectChoice(value, name) for value, name in pairs)]


def _label_of(option: kinds.QuestionOption, asking: Asking) -> str:
    """An option's words; with its places once it has a limit."""
    label, left = asking.words(option.label), asking.left(option)
    if left is None:
        return label
    if left == 0:
        return _("%(option)s (full)", option=label)
    return _("%(option)s (places left: %(number)s)", option=label, number=left)


def options_of(question: Question, asking: Asking) -> list[Any]:
    """What can be chosen. What this person chose before stays theirs, also when it was withdrawn since."""
    options = [one for one in question.options if not one.is_withdrawn or one.id in asking.own_options]
    return [
        SelectChoice(one.key, _label_of(one, asking), render_kw={"disabled": True} if asking.left(one) == 0 else None)
        for one in options
    ]


class IfGiven:
    """Another validator, for what was filled in."""

    def __init__(self, validator: Callable[[Any, Any], None]) -> None:
        self.validator = validator

    def __call__(self, form: Any, field: Any) -> None:
        if field.data:
            self.validator(form, field)


class KnownChoice:
    """One of the choices, or none."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Choose one of these."))


@dataclass(frozen=True)
class Shape:
    """The field of a kind of question, and what is checked besides whether it is filled in."""

    field: Any
    checks: tuple[Any, ...] = ()
    more: dict[str, Any] = dataclasses.field(default_factory=dict)


ONE_LINE = {"filters": [one_line]}
FREE_CHOICE = {"validate_choice": False}
"""KnownChoice asks instead: none at all is an answer too."""
ADDRESS = Email(message=_l("Write an e-mail address such as name@example.org."))
SHAPES: dict[str, Shape] = {
    kinds.LINE: Shape(StringField, (Length(max=LONGEST_LINE), NoNationalNumber()), ONE_LINE),
    kinds.TEXT: Shape(TextAreaField, (Length(max=LONGEST_TEXT), NoNationalNumber()), {"render_kw": {"rows": 4}}),
    kinds.NUMBER: Shape(NumberField, (NoNationalNumber(),), {**ONE_LINE, "render_kw": {"inputmode": "decimal"}}),
    kinds.EMAIL: Shape(EmailField, (IfGiven(ADDRESS), Length(max=254)), ONE_LINE),
    kinds.PHONE: Shape(TelField, (PhoneNumber(),), ONE_LINE),
    kinds.DAY: Shape(DayField),
    kinds.YES_NO: Shape(RadioField, (KnownChoice(),), FREE_CHOICE),
    kinds.CHOICE: Shape(RadioField, (KnownChoice(),), FREE_CHOICE),
    kinds.CHOICES: Shape(ChecksField),
    kinds.COUNTRY: Shape(SelectField, (KnownChoice(),), FREE_CHOICE),
    kinds.ORGANISATION: Shape(SelectField, (KnownChoice(),), FREE_CHOICE),
    kinds.CONSENT: Shape(BooleanField),
}


def _choices(question: Question, asking: Asking) -> dict[str, Any]:
    """What there is to choose, for kinds that let people choose."""
    if question.has_options:
        return {"choices": options_of(question, asking)}
    if question.kind == kinds.YES_NO:
        return {"choices": as_choices({kinds.YES: _("Yes"), kinds.NO: _("No")})}
    if question.kind == kinds.COUNTRY:
        return {"choices": _with_none(countries(asking.language))}
    if question.kind == kinds.ORGANISATION:
        return {"choices": _with_none((name, name) for name in asking.members)}
    return {}


def _about(question: Question, asking: Asking) -> str:
    """Help, why it is asked, and how soon the answer goes where that is sooner than everything else."""
    why = asking.words(question.why)
    parts = [asking.words(question.help), _("Why we ask: %(why)s", why=why) if why else ""]
    if question.kind == kinds.FILE:
        parts.append(sorts_in_words(question.file_sorts))
    if question.is_required and question.required_from and not question.is_needed_on(asking.today):
        day = long_day(question.required_from)
        parts.append(_("Needed from %(day)s on; until then you may leave it empty.", day=day))
    if question.kept_days < kinds.KEPT_DAYS and question.kept_days == 0:
        parts.append(_("Deleted once the event is over."))
    elif question.kept_days < kinds.KEPT_DAYS:
        parts.append(_("Deleted %(days)s days after the event.", days=question.kept_days))
    return " ".join(part for part in parts if part)


def _needed(kind: str) -> str:
    if kind == kinds.CONSENT:
        return _("Tick the box: without it you cannot take part")
    return (
        _("Choose an answer") if kind in (*kinds.CONTROLLING, kinds.COUNTRY, kinds.ORGANISATION) else _("Fill this in")
    )


def field_for(question: Question, asking: Asking) -> Any:
    """The field of a question that takes an answer, in the language of who is asked."""
    is_needed = question.is_needed_on(asking.today)
    if question.kind == kinds.FILE:
        return _file_field(question, asking, is_needed=is_needed)
    shape = SHAPES[question.kind]
    needed = [DataRequired(_needed(question.kind))] if is_needed else []
    return shape.field(
        label=asking.words(question.label), description=_about(question, asking),
        validators=[OnlyIfShown(), *needed, *shape.checks], **shape.more, **_choices(question, asking),
    )  # fmt: skip


def _file_field(question: Question, asking: Asking, *, is_needed: bool) -> Any:
    needed = [FileNeeded()] if is_needed else []
    return AnswerFileField(
        label=asking.words(question.label), description=_about(question, asking),
        endings=endings_of(question.file_sorts), validators=[OnlyIfShown(), RightFile(), *needed],
        about=f"{question.event_id} {question.id}",
    )  # fmt: skip
