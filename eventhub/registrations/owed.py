"""Answers that somebody still owes: to questions that everyone must answer, now or from a day on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from eventhub.database.model import db
from eventhub.i18n.languages import spoken
from eventhub.questions.models import EVERYONE, SILENT, Question
from eventhub.questions.queries import asked_of, questions_of
from eventhub.registrations.answers import FOR_EVERYONE, TABLES
from eventhub.registrations.changes import may_change
from eventhub.registrations.models import ACTIVE, Registration


@dataclass(frozen=True)
class Owed:
    """A question that waits for an answer, in its language; `start` is set while it may still be left empty."""

    label: str
    language: str
    start: date | None


def _event_ids_that_need(event_ids: Iterable[int]) -> set[int]:
    """The events at which everyone must answer something."""
    query = select(Question.event_id).where(
        Question.event_id.in_(event_ids), Question.is_required, ~Question.is_withdrawn, Question.audience == EVERYONE,
        Question.kind.not_in(SILENT),
    )  # fmt: skip
    return {one for one in db.session.scalars(query) if one is not None}


def needs_answers(event_id: int) -> bool:
    """Whether everyone must answer something at an event."""
    return bool(_event_ids_that_need([event_id]))


def _said(registration_ids: Sequence[int] | Select[int]) -> dict[int, dict[int, set[str | int]]]:
    """By registration and question: the texts and the options that were given."""
    said: dict[int, dict[int, set[str | int]]] = defaultdict(lambda: defaultdict(set))
    for table in TABLES:
        query = select(table.registration_id, table.question_id, table.option_id, table.text)
        given = db.session.execute(query.where(table.registration_id.in_(registration_ids)))
        for registration_id, question_id, option_id, text in given:
            said[registration_id][question_id].add(text if option_id is None else option_id)
    return said


def _is_put(question: Question, by_id: dict[int, Question], said: dict[int, set[str | int]]) -> bool:
    """Whether a question is put to somebody who answered this."""
    if question.shown_if_id is None:
        return True
    controller = by_id.get(question.shown_if_id)
    if controller is None or not _is_put(controller, by_id, said):
        return False
    keys = {option.id: option.key for option in controller.options} if controller.has_options else {}
    given = {keys.get(one, one) if isinstance(one, int) else one for one in said.get(controller.id, ())}
    return bool(given & {*question.shown_if_values})


def _unanswered(questions: Sequence[Question], given: dict[int, set[str | int]]) -> list[Question]:
    """The questions that everyone must answer, now or later, which were put to somebody and left empty."""
    by_id = {one.id: one for one in questions}
    return [
        one for one in questions
        if one.is_asked and one.is_required and one.id not in given and _is_put(one, by_id, given)
    ]  # fmt: skip


def owed_by(registrations: Sequence[Registration], now: datetime) -> dict[int, list[Owed]]:
    """What some people have still to answer and still can, by registration; one query where nobody must answer."""
    able = [one for one in registrations if one.state in ACTIVE and may_change(one.event, now)]
    needing = _event_ids_that_need({one.event_id for one in able})
    able = [one for one in able if one.event_id in needing]
    if not able:
        return {}
    questions = {key: asked_of(questions_of(key), FOR_EVERYONE) for key in needing}
    said, found = _said([one.id for one in able]), {}
    for one in able:
        today, languages = now.astimezone(one.event.tz).date(), one.event.network.languages
        owed = _unanswered(questions[one.event_id], said.get(one.id, {}))
        found[one.id] = [Owed(*spoken(each.label, None, languages), _start(each, today)) for each in owed]
    return found


def owing_at(event_id: int, questions: Sequence[Question]) -> list[int]:
    """Who of an event has still to answer some of these questions: ids of registrations."""
    asked = asked_of(questions, FOR_EVERYONE)
    if not any(one.is_asked and one.is_required for one in asked):
        return []
    active = select(Registration.id).where(Registration.event_id == event_id, Registration.state.in_(ACTIVE))
    ids = db.session.scalars(active).all()
    said = _said(active)
    return [one for one in ids if _unanswered(asked, said.get(one, {}))]


def _start(question: Question, today: date) -> date | None:
    return None if question.is_needed_on(today) else question.required_from
