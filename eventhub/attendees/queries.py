"""Finding people on an event's list; the page, the counts and the export all ask the same question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, func, or_, select
from sqlalchemy.orm import joinedload

from eventhub.database.model import db
from eventhub.database.session import read_connection
from eventhub.questions.models import Question
from eventhub.registrations.addresses import kept_spelling
from eventhub.registrations.answer_reading import Reader, texts_of
from eventhub.registrations.invitation_models import Invitation
from eventhub.registrations.models import (
    CANCELLED,
    CONFIRMED,
    OFFERED,
    PENDING,
    STATES,
    WAITING,
    Registration,
    RegistrationGroup,
)
from eventhub.registrations.transitions import ENDED
from eventhub.text.slugs import folded

S = TypeVar("S", bound="Select[*tuple[Any, ...]]")
ALL = "all"
FILTERS = {
    CONFIRMED: (CONFIRMED,), PENDING: (PENDING,), WAITING: (WAITING,), OFFERED: (OFFERED,), CANCELLED: ENDED,
    ALL: STATES,
}  # fmt: skip
"""What a list can be asked for; who cancelled stands with everybody else who does not come any more."""
PAGE_SIZE = 100
MOST_WORDS = 5
ROWS_AT_ONCE = 500
EXPORTED = (
    Registration.name, Registration.email, Registration.organisation, Registration.state, Registration.registered_at,
    Registration.language, Registration.remark, Registration.consented_at, Registration.added_by_id,
    Registration.cancelled_at, Registration.cancelled_by, Registration.forgotten_at,
    RegistrationGroup.name.label("registered_by"),
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which people of an event's list: by state, and by words in name, address or organisation."""

    event_id: int
    state: str = CONFIRMED
    text: str = ""
    among: frozenset[int] | None = None
    """Only these; all where it is None."""


@dataclass(frozen=True)
class Page:
    """Part of a list; pages count from 1."""

    rows: list[Registration]
    number: int
    pages: int
    total: int


def _matching_text(query: S, text: str) -> S:
    """Only rows in which every word occurs, whatever its accents and capitals; addresses as people type them."""
    for word in text.split()[:MOST_WORDS]:
        letters = "".join(folded(word).split())
        if letters:
            spellings = sorted({letters, kept_spelling(word.lower())})
            query = query.where(or_(*(Registration.search_text.contains(each, autoescape=True) for each in spellings)))
    return query


def _chosen(query: S, wanted: Wanted) -> S:
    query = _matching_text(query.where(Registration.event_id == wanted.event_id), wanted.text)
    if wanted.among is not None:
        query = query.where(Registration.id.in_(wanted.among))
    return query if wanted.state == ALL else query.where(Registration.state.in_(FILTERS[wanted.state]))


def count_by_state(event_id: int, text: str = "", among: frozenset[int] | None = None) -> dict[str, int]:
    """How many people each filter shows, for the words searched."""
    query = select(Registration.state, func.count()).group_by(Registration.state)
    counted = dict.fromkeys(STATES, 0)
    for state, count in db.session.execute(_chosen(query, Wanted(event_id, ALL, text, among))):
        counted[state] = count
    return {name: sum(counted[state] for state in states) for name, states in FILTERS.items()}


def page_of(wanted: Wanted, number: int, total: int) -> Page:
    """One page of the list, in the order of arrival or of the queue; beyond the last page comes the last one."""
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    order = (Registration.queue_number,) if wanted.state == WAITING else (Registration.registered_at,)
    people = select(Registration).options(joinedload(Registration.group))
    query = _chosen(people, wanted).order_by(*order, Registration.id)
    rows = db.session.scalars(query.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return Page(list(rows), number, pages, total)


def invited_among(registration_ids: Sequence[int]) -> set[int]:
    """Which of these people came by an invitation."""
    query = select(Invitation.registration_id).where(Invitation.registration_id.in_(registration_ids))
    return {one for one in db.session.scalars(query) if one is not None}


@dataclass(frozen=True)
class WithAnswers:
    """The questions whose answers an export brings, and in which words."""

    questions: Sequence[Question]
    reader: Reader


def exported_rows(
    engine: Engine, wanted: Wanted, answers: WithAnswers | None = None
) -> Iterator[dict[str, Sequence[Any]]]:
    """The whole list in the order of arrival, some rows at a time and by column; needs no request."""
    own = (Registration.id,) if answers else ()
    query = _chosen(select(*EXPORTED, *own).outerjoin(Registration.group), wanted)
    query = query.order_by(Registration.registered_at, Registration.id)
    with read_connection(engine, ROWS_AT_ONCE) as connection:
        found = connection.execute(query)
        names = list(found.keys())
        for rows in found.partitions(ROWS_AT_ONCE):
            cells: dict[str, Sequence[Any]] = dict(zip(names, zip(*rows, strict=True), strict=True))
            if answers:
                cells |= texts_of(connection, cells["id"], answers.questions, answers.reader)
            yield cells
