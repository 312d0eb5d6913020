"""Handing a place to a colleague: the place and its history stay, the person is another one."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select

from eventhub.database.model import db
from eventhub.events.models import POSTPONED, PUBLISHED, Event
from eventhub.questions.models import CONSENT, Question
from eventhub.registrations import mails
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.answer_files import let_go
from eventhub.registrations.answer_models import Answer, SpecialAnswer
from eventhub.registrations.changes import OnBehalf
from eventhub.registrations.models import (
    BY_PERSON,
    CANCELLED,
    CONFIRMED,
    PENDING,
    Person,
    Registration,
    found_by,
)
from eventhub.registrations.people import person_for
from eventhub.registrations.queries import place_of
from eventhub.registrations.refusals import AlreadyRegistered
from eventhub.registrations.transitions import NotPossible, current, move, write_down
from eventhub.registrations.waiting_list import fill_places


class SamePerson(Exception):  # noqa: N818 - it says what happened
    """The place is theirs already."""


def can_be_handed_over(registration: Registration, now: datetime) -> bool:
    """Whether the place can go to a colleague: only one that is certain, and until the event begins.

    Who waits or is looked at has nothing yet that they could give.
    """
    event = registration.event
    is_before = event.starts_at is None or now < event.starts_at
    return registration.state == CONFIRMED and event.state in (PUBLISHED, POSTPONED) and is_before


def hand_over(registration: Registration, *, name: str, email: str, now: datetime, by: OnBehalf | None = None) -> None:
    """Give the place to somebody else, who is told with their own link, as is who had it.

    A colleague who waits gets this place instead. One who has a place keeps that, and this one goes to who waits: for
    who gives it nothing looks different, so that it tells them nothing. Organisers are told: AlreadyRegistered.
    Raises NotPossible, SamePerson.
    """
    address, event = clean_address(email), current(registration)
    if not can_be_handed_over(registration, now):
        raise NotPossible(registration.state)
    if address == registration.email:
        raise SamePerson
    person = person_for(address, language=registration.language, now=now)
    theirs = place_of(event.id, person.id)
    has_place = theirs is not None and theirs.state == CONFIRMED
    if has_place and by is not None:
        raise AlreadyRegistered
    if by is None or by.tell:
        mails.handed_over(registration, to=name, now=now)
    if theirs is not None and has_place:
        _release(registration, theirs, event, now)
    else:
        if theirs is not None:
            theirs.event = event
            move(theirs, CANCELLED, now=now, by=BY_PERSON, handed_over=True)
            db.session.flush()  # before the other row is theirs: nobody has two
        _give(registration, person, name, now=now, by=by)
    fill_places(event, now)


def _release(registration: Registration, theirs: Registration, event: Event, now: datetime) -> None:
    """The place goes to who waits: the colleague has one. It is on nobody's page, as after it was given."""
    move(registration, CANCELLED, now=now, by=BY_PERSON, handed_over=True)
    registration.person = registration.group = None
    theirs.event = event
    mails.already_registered(theirs, now=now)


def _give(registration: Registration, person: Person, name: str, *, now: datetime, by: OnBehalf | None) -> None:
    """Put another person in the row. They agreed to nothing yet, and what belonged to the one before is deleted."""
    giver, event = registration.name, registration.event
    registration.person, registration.email, registration.name = person, person.email, name
    registration.search_text = found_by(name, person.email, registration.organisation)
    registration.remark = registration.consent_text = registration.consent_version = ""
    registration.consented_at = registration.sending = None
    registration.updated_at = now
    _forget_answers_of_the_one_before(registration)
    remark = {"remark": by.remark} if by and by.remark else {}
    write_down("registration.handed_over", registration, actor=by.actor if by else None, now=now, **remark)
    if by is None and event.needs_approval and event.approves_changes:
        move(registration, PENDING, now=now, columns=["person"])
    if by is None or by.tell:
        mails.place_received(registration, giver=giver, now=now)


def _forget_answers_of_the_one_before(registration: Registration) -> None:
    """Delete what is about a person: diet, access needs and health, agreements, and what the questions say."""
    of_a_person = select(Question.id).where(
        Question.event_id == registration.event_id, or_(Question.is_personal, Question.kind == CONSENT)
    )
    theirs: dict[type[Answer] | type[SpecialAnswer], ColumnElement[bool]] = {
        SpecialAnswer: SpecialAnswer.registration_id == registration.id,
        Answer: and_(Answer.registration_id == registration.id, Answer.question_id.in_(of_a_person)),
    }
    for table, which in theirs.items():
        let_go(table, which)
        db.session.execute(delete(table).where(which), execution_options={"synchronize_session": False})
