"""The site without the lock around places, served only to show what the lock is for."""

import time
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine, bindparam, event

from eventhub.app import create_app
from eventhub.database import session
from eventhub.events import access
from eventhub.events.models import Event
from eventhub.questions.models import Question
from eventhub.registrations import answers, changes, groups, service
from eventhub.registrations.availability import Taken
from eventhub.representation import service as seats

counted, counted_options = service.taken_of, answers.taken_places


def count_slowly(event_id: int, now: datetime) -> Taken:
    taken = counted(event_id, now)
    time.sleep(0.05)
    return taken


def count_options_slowly(questions: Iterable[Question]) -> dict[int, int]:
    taken = counted_options(questions)
    time.sleep(0.05)
    return taken


event.remove(Engine, "begin", session._begin)  # on SQLite the write transaction is the lock
access.LOCKED = access.WHOLE.where(Event.id == bindparam("id"))
for each in (service, groups, changes, seats):
    each.taken_of = count_slowly
answers.taken_places = count_options_slowly
app = create_app()
