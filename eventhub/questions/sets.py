"""Questions taken over: from another event, or from what a network keeps."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.events.life import lock_event
from eventhub.events.models import Event
from eventhub.questions.models import Question, QuestionOption, QuestionSet
from eventhub.questions.queries import questions_of, questions_of_set
from eventhub.questions.service import MOST, TooMany, content_of, free_key, set_plain


def _copy(
    sources: Sequence[Question],
    *,
    event_id: int | None = None,
    set_id: int | None = None,
    taken: Sequence[Question] = (),
    later: timedelta | None = None,
) -> list[Question]:
    """Questions for another owner, below those it has; keys stay the same where they are free.

    The day from which an answer is needed moves as much `later` as the event; where that is not known, it is left out.
    """
    keys = {one.key for one in taken}
    first = max((one.position for one in taken), default=-1) + 1
    copies: dict[int, Question] = {}
    for position, source in enumerate(one for one in sources if not one.is_withdrawn):
        key = source.key if source.key not in keys else free_key(source.label, keys, source.kind)
        keys.add(key)
        copy = Question(
            event_id=event_id, set_id=set_id, key=key, kind=source.kind, position=first + position,
            label=dict(source.label), help=dict(source.help), why=dict(source.why), is_special=source.is_special,
        )  # fmt: skip
        set_plain(copy, content_of(source))
        copy.shown_if_id = None
        copy.required_from = source.required_from + later if source.required_from and later is not None else None
        copy.options = [
            QuestionOption(key=one.key, label=dict(one.label), places=one.places, position=one.position)
            for one in source.options
            if not one.is_withdrawn
        ]
        copies[source.id] = copy
    db.session.add_all(copies.values())
    db.session.flush()
    for source in sources:
        if source.id in copies and source.shown_if_id in copies:
            copies[source.id].shown_if_id = copies[source.shown_if_id].id
    return list(copies.values())


def _later(event: Event, sources: Sequence[Question]) -> timedelta | None:
    """How many days later the event is than the one whose questions it takes; None where one of them has no day."""
    source = db.session.get(Event, sources[0].event_id) if sources and sources[0].event_id else None
    if source is None or source.starts_at is None or event.starts_at is None:
        return None
    return event.starts_at.astimezone(event.tz).date() - source.starts_at.astimezone(source.tz).date()


def take_questions(event: Event, sources: Sequence[Question], *, now: datetime, actor_id: int) -> int:
    """Add questions of elsewhere to an event's own; how many. Raises TooMany."""
    lock_event(event)
    own = questions_of(event.id, as_they_are_now=True)
    if len(own) + len(sources) > MOST:
        raise TooMany
    taken = _copy(sources, event_id=event.id, taken=own, later=_later(event, sources))
    record(
        "question.taken", now=now, user_id=actor_id, network_id=event.network_id, event_id=event.id, count=len(taken)
    )  # fmt: skip
    return len(taken)


def keep_questions(event: Event, name: str, *, now: datetime, actor_id: int) -> QuestionSet:
    """Keep an event's questions for the network under a name; what it kept under that name before is replaced."""
    query = select(QuestionSet).where(QuestionSet.network_id == event.network_id, QuestionSet.name == name)
    kept = db.session.scalar(query)
    if kept is None:
        kept = QuestionSet(network_id=event.network_id, name=name, kind=event.kind, created_at=now)
        db.session.add(kept)
        db.session.flush()
    for one in questions_of_set(kept.id):
        db.session.delete(one)
    db.session.flush()
    _copy(questions_of(event.id), set_id=kept.id)
    record(
        "question.kept", now=now, user_id=actor_id, network_id=event.network_id, event_id=event.id, object_id=kept.id
    )  # fmt: skip
    return kept


def forget_questions(kept: QuestionSet, *, now: datetime, actor_id: int) -> None:
    """Keep some questions no longer; events that took them have their own."""
    record("question.set_removed", now=now, user_id=actor_id, network_id=kept.network_id, object_id=kept.id)
    db.session.delete(kept)
