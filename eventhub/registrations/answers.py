"""What people answer when they register: kept with their place, changed, read, and counted where places are few."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select

from eventhub import clock
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.events.access import locked_event
from eventhub.events.models import Event
from eventhub.i18n.languages import current_language
from eventhub.questions.asking import Answers, Given
from eventhub.questions.fields import Asking
from eventhub.questions.models import (
    CONSENT,
    DAY,
    EVERYONE,
    FILE,
    NO,
    ORGANISATION,
    ORGANISERS,
    YES,
    Question,
    QuestionOption,
)
from eventhub.questions.queries import asked_of, member_names, questions_of, stamp_of
from eventhub.registrations.answer_files import columns_of, let_go, stored_file
from eventhub.registrations.answer_models import Answer, SpecialAnswer
from eventhub.registrations.models import HOLDING, Registration
from eventhub.uploads.kept import Stored

Row = Answer | SpecialAnswer
TABLES: tuple[type[Answer], type[SpecialAnswer]] = (Answer, SpecialAnswer)
FOR_EVERYONE, FOR_ORGANISERS = (EVERYONE,), (EVERYONE, ORGANISERS)


class OptionFull(Exception):  # noqa: N818 - it says what happened
    """Others took the last place of an option."""

    def __init__(self, question: Question, option: QuestionOption) -> None:
        super().__init__(f"{question.key} {option.key}")
        self.question, self.option = question, option


class QuestionsChanged(Exception):  # noqa: N818 - it says what happened
    """The organisers changed a question while somebody answered it."""


@dataclass(frozen=True)
class Checked:
    """Answers that fit the questions as they are now; only inside the event's lock."""

    answers: Answers
    questions: dict[int, Question]


def table_of(question: Question) -> type[Answer] | type[SpecialAnswer]:
    """Where the answers to a question lie."""
    return SpecialAnswer if question.is_special else Answer


def taken_places(questions: Iterable[Question]) -> dict[int, int]:
    """How many hold each option that has a limit; no query where none has."""
    return _held((question, one) for question in questions if question.has_options for one in question.options)


def _held(options: Iterable[tuple[Question, QuestionOption]]) -> dict[int, int]:
    """How many people hold each of these options that has a limit."""
    limited: dict[type[Answer] | type[SpecialAnswer], list[int]] = defaultdict(list)
    for question, option in options:
        if option.places is not None:
            limited[table_of(question)].append(option.id)
    counts: dict[int, int] = {}
    for table, ids in limited.items():
        query = (
            select(table.option_id, func.count())
            .join(Registration, Registration.id == table.registration_id)
            .where(table.option_id.in_(ids), Registration.state.in_(HOLDING))
            .group_by(table.option_id)
        )
        counts.update({option_id: count for option_id, count in db.session.execute(query) if option_id is not None})
    return counts


def asking_of(
    event: Event, questions: Sequence[Question], *, own: Iterable[Row] = (), with_places: bool = True
) -> Asking:
    """What the fields of an event's questions need: languages, members, places; `own` are answers given before.

    Places are only told: a form that is sent needs none, since they are counted once more with the event locked.
    """
    members = member_names(event.network_id) if any(one.kind == ORGANISATION for one in questions) else []
    return Asking(
        language=current_language(), own_languages=event.network.languages, members=members,
        taken=taken_places(questions) if with_places else {},
        today=clock.now().astimezone(event.tz).date(),
        own_options=frozenset(row.option_id for row in own if row.option_id is not None),
    )  # fmt: skip


def _check_room(questions: Mapping[int, Question], given: Iterable[Given], held: frozenset[int]) -> None:
    """Raises OptionFull. The event must be locked; what this person holds already is theirs."""
    chosen = [
        (questions[one.question_id], option)
        for one in given
        for option in chosen_options(questions[one.question_id], one)
        if option.id not in held
    ]
    taken = _held(chosen)
    for question, option in chosen:
        if option.places is not None and taken.get(option.id, 0) >= option.places:
            raise OptionFull(question, option)


def chosen_options(question: Question, given: Given) -> list[QuestionOption]:
    """The options that somebody chose."""
    return [option for option in question.options if option.key in given.options] if question.has_options else []


def checked(
    event_id: int, answers: Answers | None, *, audiences: Sequence[str] = FOR_EVERYONE,
    held: frozenset[int] = frozenset(), has_places: bool = True,
) -> Checked | None:  # fmt: skip
    """Answers that can be kept; None where nothing is asked. The event must be locked.

    Without `has_places` (somebody waits) no option need have room. Raises QuestionsChanged, OptionFull.
    """
    if answers is None:
        return None
    questions = {one.id: one for one in asked_of(questions_of(event_id, as_they_are_now=True), audiences)}
    asked = [questions[key] for key in questions if key in answers.asked_ids]
    if stamp_of(asked) != answers.stamp or len(asked) != len(answers.asked_ids):
        raise QuestionsChanged
    if has_places:
        _check_room(questions, answers.given, held)
    return Checked(answers, questions)


def _rows(question: Question, given: Given, language: str, registration_id: int, now: datetime) -> list[Row]:
    table = table_of(question)
    shared: dict[str, Any] = {
        "registration_id": registration_id, "question_id": question.id, "version": question.version,
        "language": language, "answered_at": now,
    }  # fmt: skip
    question.answered_version = question.version
    options = chosen_options(question, given)
    for option in options:
        option.is_answered = True
    if question.has_options:
        return [table(**shared, option_id=option.id) for option in options]
    return [table(**shared, text=given.text, **(columns_of(given.file) if given.file else {}))]


def keep_answers(registration: Registration, kept: Checked | None, *, now: datetime) -> None:
    """Write down what somebody answered, in the transaction that gave them their place."""
    if kept is None:
        return
    for given in kept.answers.given:
        question = kept.questions[given.question_id]
        db.session.add_all(_rows(question, given, kept.answers.language, registration.id, now))


def rows_of(registration_id: int, questions: Iterable[Question]) -> list[Row]:
    """What one person answered to these questions."""
    found: list[Row] = []
    for table in {table_of(one) for one in questions}:
        ids = [one.id for one in questions if table_of(one) is table]
        query = select(table).where(table.registration_id == registration_id, table.question_id.in_(ids))
        found.extend(db.session.scalars(query.order_by(table.id)))
    return found


def change_answers(
    registration: Registration, answers: Answers | None, *, now: datetime, audiences: Sequence[str] = FOR_EVERYONE,
    actor_id: int | None = None,
) -> list[str]:  # fmt: skip
    """Put other answers in the place of those given; the keys of the questions whose answers are different now.

    What stays the same keeps its wording and its moment. Raises QuestionsChanged, OptionFull.
    """
    if answers is None:
        return []
    event = locked_event(registration.event_id)
    asked = [one for one in questions_of(event.id) if one.id in answers.asked_ids]
    before = rows_of(registration.id, asked)
    held = frozenset(row.option_id for row in before if row.option_id is not None)
    is_holding = registration.state in HOLDING
    kept = checked(
        event.id, answers, audiences=audiences, held=held if is_holding else frozenset(), has_places=is_holding
    )
    given = {one.question_id: one for one in answers.given}
    changed = []
    for question in asked:
        old = [row for row in before if row.question_id == question.id]
        new = given.get(question.id, Given(question.id, question.key))
        if _is_same(question, old, new) or kept is None:
            continue
        changed.append(question.key)
        let_go(table_of(question), table_of(question).id.in_([row.id for row in old]))
        for row in old:
            db.session.delete(row)
        db.session.flush()
        if not new.is_empty:
            db.session.add_all(_rows(question, new, answers.language, registration.id, now))
        if question.kind == CONSENT and new.text == NO and any(row.text == YES for row in old):
            record(
                "consent.withdrawn", now=now, user_id=actor_id, network_id=event.network_id, event_id=event.id,
                object_id=registration.id, question=question.key,
            )  # fmt: skip
    return changed


def _is_same(question: Question, old: Sequence[Row], new: Given) -> bool:
    if question.has_options:
        return {row.option_id for row in old} == {one.id for one in chosen_options(question, new)}
    if question.kind == FILE:
        return (old[0].file_key if old else None) == (new.file.key if new.file else None)
    return (old[0].text if old else "") == new.text


def data_of(questions: Iterable[Question], rows: Sequence[Row]) -> dict[str, Any]:
    """What a form with these questions begins with, by the names of its fields."""
    by_question: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_question[row.question_id].append(row)
    return {one.field_name: _data(one, by_question[one.id]) for one in questions if one.id in by_question}


def file_in(registration_id: int, questions: Iterable[Question], key: str) -> Stored | None:
    """The file that somebody gave to one of these questions."""
    rows = rows_of(registration_id, [one for one in questions if one.key == key and one.kind == FILE])
    return stored_file(rows[0]) if rows else None


def own_file(registration: Registration, key: str) -> Stored | None:
    """A file that a person gave themselves, or their contact for them."""
    return file_in(
        registration.id, [one for one in questions_of(registration.event_id) if one.audience == EVERYONE], key
    )


def _data(question: Question, rows: Sequence[Row]) -> Any:
    if question.has_options:
        keys = {option.id: option.key for option in question.options}
        chosen = [keys[row.option_id] for row in rows if row.option_id in keys]
        return chosen if question.kind == "choices" else next(iter(chosen), None)
    if question.kind == FILE:
        return stored_file(rows[0])
    text = rows[0].text
    if question.kind == CONSENT:
        return text == YES
    return date.fromisoformat(text) if question.kind == DAY else text


class OptionRoom:
    """The places of an event's options, for giving places to those who wait. The event is locked."""

    def __init__(self, event_id: int) -> None:
        self._limited = [
            one for one in questions_of(event_id) if any(option.places is not None for option in one.options)
        ]
        self._taken = taken_places(self._limited)
        self._places = {one.id: one.places for question in self._limited for one in question.options}

    def _wanted(self, registration: Registration) -> list[int]:
        rows = rows_of(registration.id, self._limited) if self._limited else []
        return [row.option_id for row in rows if self._places.get(row.option_id or 0) is not None and row.option_id]

    def fits(self, *registrations: Registration) -> bool:
        """Whether everything with few places that these people chose still has one for each of them."""
        wanted = Counter(one for registration in registrations for one in self._wanted(registration))
        return all(self._taken.get(one, 0) + count <= (self._places[one] or 0) for one, count in wanted.items())

    def take(self, registration: Registration) -> None:
        """Count somebody who has a place now."""
        for one in self._wanted(registration):
            self._taken[one] = self._taken.get(one, 0) + 1


def forget_answers(registration_ids: Sequence[int]) -> None:
    """Delete everything that some people answered."""
    for table in TABLES:
        let_go(table, table.registration_id.in_(registration_ids))
        gone = delete(table).where(table.registration_id.in_(registration_ids))
        db.session.execute(gone, execution_options={"synchronize_session": False})
