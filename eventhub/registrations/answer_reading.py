"""Answers as organisers read them: each in the words of the question that was answered, whatever it says now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date
from flask_babel import gettext as _
from sqlalchemy import Connection, func, select

from eventhub.database.model import db
from eventhub.i18n.languages import current_language, in_words
from eventhub.questions.fields import countries
from eventhub.questions.models import CONSENT, COUNTRY, DAY, FILE, NO, YES, YES_NO, Question, QuestionWording
from eventhub.questions.queries import earlier_wordings
from eventhub.registrations.answers import Row, rows_of, table_of
from eventhub.registrations.models import CONFIRMED, Registration

COUNTABLE = (YES_NO, CONSENT, COUNTRY, "organisation")
"""Kinds without options of their own whose answers are few, so that they can be counted."""


@dataclass(frozen=True)
class Said:
    """One answer: the question and the answer in the words that this person read."""

    question: Question
    label: str
    text: str
    is_earlier: bool
    has_file: bool = False


@dataclass(frozen=True)
class Reader:
    """In which words answers are told: the reader's language, that of the network, how questions read before.

    `codes` are gathered beforehand: an export is still being read when its request has ended.
    """

    language: str
    own_languages: list[str]
    codes: Mapping[str, Mapping[str, str]]
    earlier: Mapping[tuple[int, int], QuestionWording] = field(default_factory=dict)

    def words(self, texts: Mapping[str, str]) -> str:
        return in_words(dict(texts), self.language, self.own_languages)

    def label(self, question: Question, version: int) -> str:
        wording = self.earlier.get((question.id, version))
        return self.words(wording.label if wording else question.label)

    def text(self, question: Question, *, version: int, option_id: int | None, text: str) -> str:
        """One row of an answer in words."""
        if option_id is not None:
            option = next((one for one in question.options if one.id == option_id), None)
            wording = self.earlier.get((question.id, version))
            before = wording.options.get(option.key) if wording and option else None
            return self.words(before or (option.label if option else {}))
        return self.code(question.kind, text)

    def code(self, kind: str, text: str) -> str:
        """An answer that is kept as a code, in words; any other as it is."""
        if kind == COUNTRY:
            return dict(countries(self.language)).get(text, text)
        if kind == DAY and text:
            return format_date(date.fromisoformat(text), locale=self.language)
        return self.codes.get(kind, {}).get(text, text)


def reader_for(questions: Iterable[Question], own_languages: list[str]) -> Reader:
    """Someone who reads answers to these questions now."""
    changed = [one.id for one in questions if one.version > 1]
    codes = {YES_NO: {YES: _("Yes"), NO: _("No")}, CONSENT: {YES: _("Agreed"), NO: _("Not agreed")}}
    return Reader(current_language(), own_languages, codes, earlier_wordings(changed) if changed else {})


def said_by(registration: Registration, questions: Sequence[Question], reader: Reader) -> list[Said]:
    """What one person answered, in the order of the questions."""
    by_question: dict[int, list[Row]] = defaultdict(list)
    for row in rows_of(registration.id, questions):
        by_question[row.question_id].append(row)
    found = []
    for question in questions:
        rows = by_question.get(question.id)
        if rows:
            texts = [reader.text(question, version=r.version, option_id=r.option_id, text=r.text) for r in rows]
            version = rows[0].version
            label, is_earlier = reader.label(question, version), version < question.version
            found.append(Said(question, label, ", ".join(texts), is_earlier, bool(rows[0].file_key)))
    return found


def texts_of(
    connection: Connection, registration_ids: Sequence[int], questions: Sequence[Question], reader: Reader
) -> dict[str, list[str]]:
    """For an export: by question, what each of these registrations answered, in their order."""
    told: dict[tuple[int, int], list[str]] = defaultdict(list)
    by_id = {one.id: one for one in questions}
    for table in {table_of(one) for one in questions}:
        query = select(
            table.registration_id, table.question_id, table.version, table.option_id, table.text
        ).where(
            table.registration_id.in_(registration_ids), table.question_id.in_(by_id)
        ).order_by(table.id)  # fmt: skip
        for registration_id, question_id, version, option_id, text in connection.execute(query):
            words = reader.text(by_id[question_id], version=version, option_id=option_id, text=text)
            told[registration_id, question_id].append(words)
    return {
        one.field_name: ["; ".join(told.get((registration_id, one.id), ())) for registration_id in registration_ids]
        for one in questions
    }


@dataclass(frozen=True)
class Total:
    """One question with how many gave which answer; `texts` are what people wrote themselves, without their names."""

    question: Question
    label: str
    counts: list[tuple[str, int]]
    texts: list[tuple[str, int]]


def totals_of(questions: Sequence[Question], reader: Reader, *, with_texts: bool) -> list[Total]:
    """How often each answer was given by who has a place."""
    return [_total(one, reader, with_texts=with_texts) for one in questions if one.is_asked or one.is_answered]


def _givers(question: Question) -> int:
    table = table_of(question)
    query = select(func.count()).select_from(table).join(Registration, Registration.id == table.registration_id)
    return db.session.scalar(query.where(table.question_id == question.id, Registration.state == CONFIRMED)) or 0


def _total(question: Question, reader: Reader, *, with_texts: bool) -> Total:
    label = reader.label(question, question.version)
    if question.kind == FILE:  # their names are people's
        return Total(question, label, [(_("Gave a file"), _givers(question))], [])
    table = table_of(question)
    query = (
        select(table.option_id, table.text, func.count())
        .join(Registration, Registration.id == table.registration_id)
        .where(table.question_id == question.id, Registration.state == CONFIRMED)
        .group_by(table.option_id, table.text)
    )
    if not question.has_options and question.kind not in COUNTABLE and not with_texts:
        return Total(question, label, [], [])
    rows = [(option_id, text, number) for option_id, text, number in db.session.execute(query)]
    if question.has_options:
        numbers = {option_id: number for option_id, _text, number in rows}
        shown = [one for one in question.options if not one.is_withdrawn or one.id in numbers]
        return Total(question, label, [(reader.words(one.label), numbers.get(one.id, 0)) for one in shown], [])
    ordered = sorted(rows, key=lambda row: (row[1] != YES, -row[2], row[1]))
    told = [(reader.code(question.kind, text), number) for _id, text, number in ordered]
    return Total(question, label, told, []) if question.kind in COUNTABLE else Total(question, label, [], told)
