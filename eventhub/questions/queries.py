"""Reading questions."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventhub.database.model import db
from eventhub.events.models import PUBLIC, Event
from eventhub.networks.models import MemberOrganisation
from eventhub.questions.models import Question, QuestionOption, QuestionSet, QuestionWording

IN_ORDER = (Question.position, Question.id)
OF_EVENT = (
    select(Question)
    .options(selectinload(Question.options))
    .where(Question.event_id == bindparam("event"))
    .order_by(*IN_ORDER)
)
NOW = {"populate_existing": True}
PUBLIC_ID = select(
    Event.id, or_(Event.member_capacity.is_not(None), exists().where(Question.event_id == Event.id))
).where(Event.slug == bindparam("slug"), Event.state.in_(PUBLIC))


def questions_of(event_id: int, *, as_they_are_now: bool = False) -> list[Question]:
    """An event's questions in their order, withdrawn ones too, with their options: one query where it asks nothing.

    Under the event's lock `as_they_are_now` reads them anew.
    """
    return list(db.session.scalars(OF_EVENT, {"event": event_id}, execution_options=NOW if as_they_are_now else {}))


def questions_of_set(set_id: int) -> list[Question]:
    """The questions that a network keeps under one name."""
    query = select(Question).options(selectinload(Question.options)).where(Question.set_id == set_id)
    return list(db.session.scalars(query.order_by(*IN_ORDER)))


def public_id_and_whether_it_asks(slug: str) -> tuple[int, bool] | None:
    """Which event stands at a public address, and whether it asks more than usual: questions, or whom
    people come from; None where there is none."""
    row = db.session.execute(PUBLIC_ID, {"slug": slug}).first()
    return None if row is None else (row[0], bool(row[1]))


def asks_anything(event_id: int) -> bool:
    """Whether an event has questions, withdrawn ones too."""
    return bool(db.session.scalar(select(exists().where(Question.event_id == event_id))))


def asked_of(questions: Iterable[Question], audiences: Sequence[str]) -> list[Question]:
    """The questions that are put to somebody, notes and headings too, in their order.

    Not those that depend on an answer this person is not asked for.
    """
    found: dict[int, Question] = {}
    for one in questions:
        is_theirs = not one.is_withdrawn and one.audience in audiences
        if is_theirs and (one.shown_if_id is None or one.shown_if_id in found):
            found[one.id] = one
    return list(found.values())


def stamp_of(questions: Iterable[Question]) -> str:
    """What tells one state of some questions from another: who answered an earlier one is asked to look again."""
    parts = [
        f"{one.id} {one.version} {one.is_required} {one.required_from} {one.file_sorts} "
        f"{one.shown_if_id} {one.shown_if_values} "
        f"{[option.id for option in one.open_options] if one.has_options else ''} {one.label}{one.help}{one.why}"
        for one in questions
        if one.is_asked
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16] if parts else ""


def member_names(network_id: int) -> list[str]:
    """The names of a network's member organisations, those that left aside."""
    query = select(MemberOrganisation.name).where(
        MemberOrganisation.network_id == network_id, MemberOrganisation.is_active
    )
    return list(db.session.scalars(query.order_by(MemberOrganisation.name)))


def sets_of(network_ids: Iterable[int]) -> list[QuestionSet]:
    """The questions that some networks keep, by name."""
    query = select(QuestionSet).options(joinedload(QuestionSet.network))
    return list(db.session.scalars(query.where(QuestionSet.network_id.in_(network_ids)).order_by(QuestionSet.name)))


def earlier_events_that_ask(event: Event) -> list[Event]:
    """The network's other events with questions, the latest first."""
    query: Select[Event] = select(Event).where(
        Event.network_id == event.network_id, Event.id != event.id, exists().where(Question.event_id == Event.id)
    )
    return list(db.session.scalars(query.order_by(Event.created_at.desc(), Event.id.desc()).limit(20)))


def earlier_wordings(question_ids: Iterable[int]) -> dict[tuple[int, int], QuestionWording]:
    """How some questions read before, by question and version."""
    rows = db.session.scalars(select(QuestionWording).where(QuestionWording.question_id.in_(question_ids)))
    return {(row.question_id, row.version): row for row in rows}


def option_ids(questions: Iterable[Question]) -> dict[tuple[str, str], QuestionOption]:
    """The options of some questions by the keys of both."""
    return {(one.key, option.key): option for one in questions if one.has_options for option in one.options}
