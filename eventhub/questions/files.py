"""The field that takes a file for an answer, and keeps it while the rest of the form is put right."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.utils import unset_value
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

from eventhub.questions.models import FILE, Question
from eventhub.storage import files
from eventhub.uploads import kept
from eventhub.uploads.contents import ContentDiffersError
from eventhub.uploads.kept import Stored
from eventhub.uploads.policy import (
    DOCUMENTS,
    PICTURES,
    SORTS,
    Accepted,
    EmptyFileError,
    FileTooLargeError,
    TypeNotAllowedError,
    accepted,
)
from eventhub.web.tokens import settings

FOLDER = "answers"
MIB = 1024 * 1024
SORT_NAMES = {DOCUMENTS: _l("Documents: PDF, Word, Excel, PowerPoint, text"), PICTURES: _l("Pictures")}


def endings_of(sorts: Sequence[str]) -> list[str]:
    """The endings of the files that a question takes."""
    return [ending for sort, endings in SORTS.items() if sort in sorts or not sorts for ending in endings]


def sorts_in_words(sorts: Sequence[str]) -> str:
    """Which files a question takes."""
    limit = settings().largest_answer_mib
    if list(sorts) == [PICTURES]:
        return _("A picture of at most %(limit)s MB.", limit=limit)
    if list(sorts) == [DOCUMENTS]:
        return _("A PDF, a Word, Excel or PowerPoint file or a text, of at most %(limit)s MB.", limit=limit)
    return _("A document or a picture of at most %(limit)s MB.", limit=limit)


def limit_body(questions: Iterable[Question]) -> None:
    """Read no more of what a stranger sends than these questions need, before the form is read.

    Twice as much as fits, so that somebody whose file is a little too large reads so beside the question.
    """
    number = sum(one.kind == FILE for one in questions)
    most = MIB * (2 + 2 * number * settings().largest_answer_mib)
    request.max_content_length = min(most, request.max_content_length or most)


def _why_not(error: ValueError, name: str) -> str:
    if isinstance(error, FileTooLargeError):
        return _("“%(name)s” is larger than %(limit)s MB. Make it smaller and choose it again.",
                 name=name, limit=settings().largest_answer_mib)  # fmt: skip
    if isinstance(error, EmptyFileError):
        return _("“%(name)s” is empty. Check the file and choose it again.", name=name)
    if isinstance(error, ContentDiffersError):
        return _("“%(name)s” could not be read as what its name says. Save it again and retry, or make a PDF of it.",
                 name=name)  # fmt: skip
    return _("“%(name)s” is a kind of file that is not taken here.", name=name)


class RightFile:
    """A file's validator: one of the kinds that are asked for, in its content too."""

    def __call__(self, form: Any, field: "AnswerFileField") -> None:
        if field.is_lost:
            raise StopValidation(kept.gone_words())
        sent = field.data
        if not isinstance(sent, FileStorage):
            return
        name = sent.filename or ""
        try:
            field.data = accepted(sent.stream, name, settings().largest_answer_mib * MIB, field.endings)  # type: ignore[arg-type]
        except (TypeNotAllowedError, EmptyFileError, FileTooLargeError, ContentDiffersError) as error:
            field.data = None
            raise StopValidation(_why_not(error, name)) from error


class FileNeeded:
    """A validator like DataRequired, which would take the browser's empty file for an answer."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Any, field: "AnswerFileField") -> None:
        if field.data is None:
            raise StopValidation(_("Choose a file"))


class OneFile(FileInput):  # type: ignore[misc] # WTForms ships no types
    """The browser's own choice of a file; one that is there already is not asked for again."""

    def __call__(self, field: "AnswerFileField", **kwargs: Any) -> Markup:
        if field.stored is not None:
            kwargs["required"] = False
        return Markup(super().__call__(field, accept=",".join(field.endings), **kwargs))  # noqa: S704 - WTForms escaped it


class AnswerFileField(FileField):  # type: ignore[misc] # WTForms ships no types
    """One file: sent now, kept from an earlier sending of this form, or given with an earlier answer.

    `data` becomes what the answer is; `about` is the event and the question, so that a kept file fits no other form.
    """

    widget = OneFile()
    data: Any
    errors: Sequence[str]

    def __init__(self, *args: Any, endings: Sequence[str] = (), about: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.endings, self.about = endings, about
        self.is_lost = False
        self.settled: Stored | None = None
        self.stored: Stored | None = None

    @property
    def kept_name(self) -> str:
        """The name of the field that carries a kept file."""
        return f"{self.name}-kept"

    @property
    def gone_name(self) -> str:
        """The name of the box that takes the file away."""
        return f"{self.name}-gone"

    @property
    def token(self) -> str:
        """What the form carries of a file that waits for the rest of it."""
        return kept.seal(self.stored, self.about) if self.is_waiting and self.stored else ""

    @property
    def is_waiting(self) -> bool:
        """Whether the file came with a refused form, and is no answer yet."""
        return self.stored is not None and self.stored is not self.object_data

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Find out which file is meant."""
        super().process(None, data, extra_filters)
        self.data = self.stored = self.object_data if isinstance(self.object_data, Stored) else None
        if formdata is None:
            return
        self.raw_data = formdata.getlist(self.name)
        token = str(formdata.get(self.kept_name, ""))
        if self.gone_name in formdata:
            self.data = self.stored = None
        elif token:
            self.data = self.stored = kept.found(token, self.about)
        sent = next((one for one in self.raw_data if isinstance(one, FileStorage) and one.filename), None)
        self.is_lost = bool(token) and self.data is None and sent is None and self.gone_name not in formdata
        if sent is not None:
            self.data = sent

    def settle(self) -> Stored | None:
        """The file in the folder of answers; one that is there already stays where it is."""
        if self.data is None or self.data is self.object_data:
            return self.data
        try:
            self.settled = kept.settle(FOLDER, self.data)
        except files.MissingFileError:
            return None
        return self.settled

    def unsettle(self) -> None:
        """No answer names the file after all."""
        if self.settled is not None:
            files.discard(self.settled.key)
            self.settled = None

    def keep(self, event_id: int) -> None:
        """Keep the file while the form is refused; where too many wait already, it is asked for again."""
        self.unsettle()
        if isinstance(self.data, Accepted) and kept.may_keep(event_id):
            self.data = self.stored = kept.put_in(kept.FOLDER, self.data)
        elif isinstance(self.data, Accepted):
            self.errors = [*self.errors, _("Choose the file again: a browser forgets it.")]
