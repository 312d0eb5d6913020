"""The form in which an organiser makes a question: what it shows depends on the kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from eventhub.events.fields import ChecksField, DayField, TranslatedField, as_choices
from eventhub.i18n.languages import in_words
from eventhub.questions import models as kinds
from eventhub.questions.files import SORT_NAMES
from eventhub.questions.models import EVERYONE, KEPT_DAYS, NO, ORGANISERS, SPECIAL_DAYS, YES, Question
from eventhub.questions.service import Content, OptionContent
from eventhub.text.national_numbers import names_one
from eventhub.web.forms import Form, one_line

NEW_ROWS, MORE_ROWS, MOST_ROWS = 4, 4, 40
"""Rows for new options: at first, more on demand, and at most with those that are there."""
LONGEST_LABEL, LONGEST_CONSENT, LONGEST_HELP, LONGEST_WHY = 200, 1000, 1000, 300
MOST_PLACES = 100_000
AUDIENCES = (
    SelectChoice(EVERYONE, _l("Everyone who registers")),
    SelectChoice(ORGANISERS, _l("Only organisers fill it in and see it")),
)


class QuestionForm(Form):
    """What every question has."""

    kind = HiddenField()
    label = TranslatedField(_l("Question"), longest=LONGEST_LABEL)
    help = TranslatedField(_l("Help"), longest=LONGEST_HELP, rows=2)
    languages: tuple[str, ...] = ()
    new_rows = 0
    option_keys: tuple[str, ...] = ()

    class Meta(Form.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            field = super().bind_field(form, unbound_field, options)
            if isinstance(field, TranslatedField):
                field.languages = form.languages
            return field

    @property
    def option_rows(self) -> list[tuple[Any, Any, Any]]:
        """Label, places and whether it is taken away, of each option; new ones cannot be taken away."""
        prefixes = [*(f"o_{key}" for key in self.option_keys), *(f"n_{row}" for row in range(self.new_rows))]
        return [
            (self._fields[f"{one}_label"], self._fields[f"{one}_places"], self._fields.get(f"{one}_removed"))
            for one in prefixes
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all is right, told all at once."""
        fine = bool(super().validate(extra_validators))
        first = self.languages[0]
        missing = [name for name in ("label", "why") if name in self._fields and not self._fields[name].data.get(first)]
        words = {
            "label": _("Write the question."),
            "why": _("Say why you ask this: people read it beside the question."),
        }
        for name in missing:
            self.refuse(name, words[name])
        if self._asks_for_national_number():
            self.refuse("label", _("Do not ask for national identity numbers: they open too many doors."))
        return self._options_are_right() and self._one_condition() and not missing and fine and not self.errors

    def _asks_for_national_number(self) -> bool:
        fields = [
            field for field in self._fields.values() if isinstance(field, TranslatedField) and field.name != "why"
        ]
        return any(names_one(text) for field in fields for text in field.texts.values())

    def _options_are_right(self) -> bool:
        if not self.new_rows or any(row[0].texts and not (row[2] and row[2].data) for row in self.option_rows):
            return True
        self.refuse(self.option_rows[0][0].name, _("Write at least one option."))
        return False

    def _one_condition(self) -> bool:
        if "shown_if" not in self._fields or len({value.split("=")[0] for value in self.shown_if.data or ()}) < 2:
            return True
        self.refuse("shown_if", _("Choose answers to one question only."))
        return False

    def options(self) -> tuple[OptionContent, ...]:
        """The options in their order."""
        keys = [*self.option_keys, *[""] * self.new_rows]
        return tuple(
            OptionContent(label.texts, places.data, key, bool(removed and removed.data))
            for key, (label, places, removed) in zip(keys, self.option_rows, strict=True)
        )

    def content(self, earlier: Sequence[Question]) -> Content:
        """What was written."""
        if "why" not in self._fields:
            return Content(label=self.label.texts, help=self.help.texts, shown_if_id=None)
        ids = {one.key: one.id for one in earlier}
        chosen = [value.split("=", 1) for value in self.shown_if.data or ()] if "shown_if" in self._fields else []
        usual = SPECIAL_DAYS if self.is_special.data else KEPT_DAYS
        return Content(
            label=self.label.texts, help=self.help.texts, why=self.why.texts, required_from=self.required_from.data,
            is_required=self.is_required.data or self.required_from.data is not None,
            file_sorts=list(self.file_sorts.data or ()) if "file_sorts" in self._fields else [],
            is_special=self.is_special.data, audience=self.audience.data,
            is_fixed=self.is_fixed.data, is_personal=self.is_personal.data,
            kept_days=usual if self.kept_days.data is None else self.kept_days.data,
            shown_if_id=ids.get(chosen[0][0]) if chosen else None, shown_if_values=[value for _key, value in chosen],
            options=self.options(),
        )  # fmt: skip


def _of_an_answer() -> dict[str, Any]:
    return {
        "why": TranslatedField(
            _l("Why do you ask?"), longest=LONGEST_WHY,
            description=_l("One sentence, shown beside the question. Without a good reason, better not ask."),
        ),
        "is_required": BooleanField(_l("Everyone must answer")),
        "required_from": DayField(
            _l("Only from this day on"),
            description=_l("Empty: at once. With a day, people may leave it empty until then; afterwards nobody can."),
        ),
        "is_special": BooleanField(
            _l("It is about diet, access needs or health"),
            description=_l(
                "Only who has the right to sees these answers. They are never mailed, and go two weeks after the event."
            ),
        ),
        "audience": RadioField(_l("Who answers it?"), choices=list(AUDIENCES), default=EVERYONE),
        "kept_days": IntegerField(
            _l("Delete the answers so many days after the event"),
            [Optional(), NumberRange(min=0, max=KEPT_DAYS, message=_l("Choose a number from 0 to 90."))],
            description=_l("Empty: 90 days, and 14 days for diet, access needs and health."),
        ),
        "is_fixed": BooleanField(
            _l("The answer stays as it was given"), description=_l("Later only organisers change it.")
        ),
        "is_personal": BooleanField(
            _l("The answer belongs to the person, not to the place"),
            description=_l("It is deleted when a colleague takes the place over."),
        ),
    }  # fmt: skip


def _option_fields(prefix: str, number: int, *, can_go: bool) -> dict[str, Any]:
    places = [Optional(), NumberRange(min=0, max=MOST_PLACES)]
    fields: dict[str, Any] = {
        f"{prefix}_label": TranslatedField(_("Option %(number)d", number=number), longest=LONGEST_LABEL),
        f"{prefix}_places": IntegerField(_("Places"), places, render_kw={"min": 0}),
    }
    if can_go:
        fields[f"{prefix}_removed"] = BooleanField(_("Take away"))
    return fields


def conditions(earlier: Sequence[Question], own_languages: list[str]) -> list[Any]:
    """The answers to earlier questions that can decide whether a question is asked."""
    found = []
    for one in earlier:
        if one.is_withdrawn or one.kind not in kinds.CONTROLLING:
            continue
        label = in_words(one.label, None, own_languages)
        words = {YES: _("Yes"), NO: _("No")}
        if one.has_options:
            words = {option.key: in_words(option.label, None, own_languages) for option in one.open_options}
        found += [SelectChoice(f"{one.key}={key}", f"{label} – {words[key]}") for key in one.answer_keys]
    return found


@dataclass(frozen=True)
class Shape:
    """What the form of one question is made of."""

    kind: str
    languages: list[str]
    earlier: Sequence[Question]
    question: Question | None = None
    new_rows: int = NEW_ROWS


def question_form(shape: Shape) -> Any:
    """The class of the form for one question."""
    fields: dict[str, Any] = {"languages": tuple(shape.languages)}
    if shape.kind == kinds.CONSENT:
        fields["label"] = TranslatedField(_("What people agree to"), longest=LONGEST_CONSENT, rows=3)
    if shape.kind in kinds.SILENT:
        words = {kinds.HEADING: _("Heading"), kinds.NOTE: _("In short")}
        fields["label"] = TranslatedField(words[shape.kind], longest=LONGEST_LABEL)
        fields["help"] = TranslatedField(_("Text"), longest=LONGEST_HELP, rows=3)
        return type("QuestionForm", (QuestionForm,), fields)
    fields |= _of_an_answer()
    if shape.kind in kinds.WITH_OPTIONS:
        fields |= _with_options(shape)
    if shape.kind == kinds.FILE:
        fields["file_sorts"] = ChecksField(
            _("Which files?"), choices=as_choices(SORT_NAMES), default=list(SORT_NAMES),
            validators=[DataRequired(_("Choose at least one sort."))],
        )  # fmt: skip
    choices = conditions(shape.earlier, shape.languages)
    if choices:
        fields["shown_if"] = ChecksField(_("Ask only those who answered"), choices=choices)
    return type("QuestionForm", (QuestionForm,), fields)


def _with_options(shape: Shape) -> dict[str, Any]:
    keys = tuple(option.key for option in shape.question.options) if shape.question else ()
    rows = min(shape.new_rows, MOST_ROWS - len(keys)) if len(keys) < MOST_ROWS else 1
    fields: dict[str, Any] = {"option_keys": keys, "new_rows": rows, "rows": HiddenField(default=str(rows))}
    for number, key in enumerate(keys, start=1):
        fields |= _option_fields(f"o_{key}", number, can_go=True)
    for row in range(rows):
        fields |= _option_fields(f"n_{row}", len(keys) + row + 1, can_go=False)
    return fields


def values_of(question: Question, earlier: Sequence[Question]) -> dict[str, Any]:
    """What the form of a question begins with."""
    controller = next((one for one in earlier if one.id == question.shown_if_id), None)
    usual = SPECIAL_DAYS if question.is_special else KEPT_DAYS
    values: dict[str, Any] = {
        "kind": question.kind, "label": question.label, "help": question.help, "why": question.why,
        "is_required": question.is_required, "is_special": question.is_special, "audience": question.audience,
        "is_fixed": question.is_fixed, "is_personal": question.is_personal, "file_sorts": question.file_sorts,
        "required_from": question.required_from,
        "kept_days": None if question.kept_days == usual else question.kept_days,
        "shown_if": [f"{controller.key}={value}" for value in question.shown_if_values] if controller else [],
    }  # fmt: skip
    for option in question.options:
        values |= {
            f"o_{option.key}_label": option.label, f"o_{option.key}_places": option.places,
            f"o_{option.key}_removed": option.is_withdrawn,
        }  # fmt: skip
    return values


class KeepForm(Form):
    """A name under which the network keeps these questions."""

    name = StringField(
        _l("Name"), [DataRequired(_l("Write a name.")), Length(max=120)], filters=[one_line],
        description=_l("Such as “Network day”. What is kept under this name already is replaced."),
    )  # fmt: skip


class TakeForm(Form):
    """Whose questions to take."""

    source = SelectField(_l("Questions of"))
