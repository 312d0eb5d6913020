"""What a copy of an event takes along from features above events: its questions, and its words in mails."""

from datetime import datetime

from flask import Flask

from eventhub.events.manage import TAKE_ALONG
from eventhub.events.models import Event
from eventhub.questions.queries import questions_of
from eventhub.questions.sets import take_questions
from eventhub.wording.service import copy_wordings


def take_along(source: Event, copy: Event, *, now: datetime, actor_id: int) -> None:
    """Give a new event what the event asked and said that it is a copy of."""
    questions = questions_of(source.id, as_they_are_now=True)
    if questions:
        take_questions(copy, questions, now=now, actor_id=actor_id)
    copy_wordings(source, copy, now=now, actor_id=actor_id)


def init_app(app: Flask) -> None:
    """Let the form of a new event find this: events know nothing of questions and mails."""
    app.extensions[TAKE_ALONG] = take_along
