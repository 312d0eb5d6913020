"""Forms that ask an event's questions, and what people answered; which questions are put to whom is decided here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import HiddenField

from eventhub.i18n.languages import current_language
from eventhub.questions.fields import Asking, field_for, options_of
from eventhub.questions.files import AnswerFileField
from eventhub.questions.models import CONSENT, CONTROLLING, FILE, NO, YES, Question, QuestionOption
from eventhub.questions.queries import stamp_of
from eventhub.uploads.kept import Stored
from eventhub.web.forms import Form

STAMP = "asked"


@dataclass(frozen=True)
class Given:
    """The answer to one question: a text, or the keys of the options chosen. Both empty: no answer."""

    question_id: int
    key: str
    text: str = ""
    options: tuple[str, ...] = ()
    file: Stored | None = None
    """Then the text is its name."""

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.options


@dataclass(frozen=True)
class Answers:
    """What one person answered, in which language, to questions as they stood under `stamp`."""

    stamp: str
    language: str
    given: tuple[Given, ...]
    asked_ids: frozenset[int]
    """Every question of the form, those that were not put to this person too."""


class AskingForm(Form):
    """What a form with questions knows besides its fields; `asking_form` makes one of any form."""

    questions: Sequence[Question] = ()
    asking: Asking | None = None
    stamp = ""
    unasked: frozenset[str] = frozenset()
    fixed: Mapping[str, str] = {}
    """Answers that stay as they were given, in words, by the name of their field."""
    last: Sequence[str] = ()
    file_addresses: Mapping[str, str] = {}
    """Where files that were given before can be fetched, by the name of their field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.last:  # what is wrong is told in the order of the page
            self._fields[name] = self._fields.pop(name)

    def fix(self, answers: Mapping[str, str], data: Mapping[str, Any]) -> None:
        """Let some answers stay as they were given, whatever is sent: their words and their data, by field."""
        self.fixed = answers
        for name in answers:
            own = self._fields[name]
            own.data, own.raw_data, own.process_errors, own.validators = data[name], None, [], ()

    def fixed_values(self, question: Question) -> tuple[str, ...]:
        """What a fixed answer says where others depend on it, for the page's own script."""
        return _said(self, question) if question.kind in CONTROLLING else ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all is right. First it is read which questions were put to this person, then those are checked."""
        self.unasked = self._unasked()
        fine = bool(super().validate(extra_validators))
        if STAMP in self._fields and self._fields[STAMP].data != self.stamp:
            self.say_changed()
        return fine and not self.form_errors

    @property
    def file_fields(self) -> list[AnswerFileField]:
        """The fields that take a file."""
        return [field for field in self._fields.values() if isinstance(field, AnswerFileField)]

    @property
    def takes_files(self) -> bool:
        """Whether the form has to be sent in parts."""
        return bool(self.file_fields)

    def keep_files(self, event_id: int) -> None:
        """Keep the files that were sent while the form is refused; not those of questions put to somebody else."""
        for field in self.file_fields:
            if field.short_name not in self.unasked:
                field.keep(event_id)

    def drop_files(self) -> None:
        """The answers were not needed after all."""
        for field in self.file_fields:
            field.unsettle()

    def tell_places(self, taken: Mapping[int, int]) -> None:
        """Say beside the options how many places are left; `taken` counts who holds each."""
        if self.asking is None:
            return
        self.asking = replace(self.asking, taken=taken)
        for question in self.questions:
            if question.has_options:
                self._fields[question.field_name].choices = options_of(question, self.asking)

    def say_changed(self) -> None:
        """Say that the questions are others now; sent again, these answers are to the new ones."""
        self.form_errors.append(
            _("The organisers changed a question while this page was open. Look at your answers once more.")
        )
        self._fields[STAMP].data, self._fields[STAMP].raw_data = self.stamp, None

    def _unasked(self) -> frozenset[str]:
        """The fields of questions that are not put to this person, because of what they answered to others."""
        by_id = {one.id: one for one in self.questions}
        shown: dict[int, bool] = {}

        def is_shown(question: Question) -> bool:
            if question.id not in shown:
                shown[question.id] = True  # a circle, which no organiser can make, would end here
                controller = by_id.get(question.shown_if_id or 0)
                if question.shown_if_id is not None:
                    shown[question.id] = (
                        controller is not None
                        and is_shown(controller)
                        and bool({*_said(self, controller)} & {*question.shown_if_values})
                    )
            return shown[question.id]

        return frozenset(one.field_name for one in self.questions if one.is_asked and not is_shown(one))

    def controller_of(self, question: Question) -> Question | None:
        """The question whose answer decides whether this one is asked."""
        return next((one for one in self.questions if one.id == question.shown_if_id), None)

    def answers_in_words(self, question: Question) -> str:
        """The answers to it that lead to this question."""
        controller = self.controller_of(question)
        if controller is None or self.asking is None:
            return ""
        words = {YES: _("Yes"), NO: _("No")}
        if controller.has_options:
            words = {option.key: self.asking.words(option.label) for option in controller.options}
        return ", ".join(words[key] for key in question.shown_if_values if key in words)

    @property
    def asks(self) -> bool:
        """Whether anything is asked: headings and explanations are not."""
        return any(one.is_asked for one in self.questions)

    def answers(self) -> Answers | None:
        """What was answered; None where nothing is asked."""
        asked = [one for one in self.questions if one.is_asked]
        if not self.asks:
            return None
        given = (_given(self, one) for one in asked if one.field_name not in self.unasked)
        return Answers(
            self.stamp, current_language(), tuple(one for one in given if not one.is_empty),
            frozenset(one.id for one in asked),
        )  # fmt: skip

    def refuse_full(self, question: Question, option: QuestionOption) -> None:
        """Say beside an option that others were faster."""
        words = self.asking.words(option.label) if self.asking else option.key
        self.refuse(question.field_name, _("“%(option)s” is full now. Choose another one.", option=words))


def _said(form: AskingForm, question: Question) -> tuple[str, ...]:
    """What was answered to a question that can decide about others."""
    data = form._fields[question.field_name].data
    return tuple(data) if isinstance(data, list) else (str(data),) if data else ()


def _given(form: AskingForm, question: Question) -> Given:
    data = form._fields[question.field_name].data
    if question.has_options:
        return Given(question.id, question.key, options=_said(form, question))
    if question.kind == FILE:
        file = form._fields[question.field_name].settle()
        return Given(question.id, question.key, file.name if file else "", file=file)
    if question.kind == CONSENT:
        return Given(question.id, question.key, YES if data else NO)
    return Given(question.id, question.key, data.isoformat() if isinstance(data, date) else str(data or ""))


def asking_form(
    form: type[AskingForm], questions: Sequence[Question], asking: Asking, *, last: Sequence[str] = ()
) -> Any:
    """The form with a field for each of these questions; fields named in `last` come after them."""
    asked = [one for one in questions if one.is_asked]
    stamp = stamp_of(asked)
    own: dict[str, Any] = {one.field_name: field_for(one, asking) for one in asked}
    if asked:
        own[STAMP] = HiddenField(default=stamp)
    about = {"questions": tuple(questions), "asking": asking, "stamp": stamp, "last": tuple(last)}
    return type(form.__name__, (form,), {**about, **own})
