"""The site without the lock around places, served only to show what the lock is for."""

import time

from sqlalchemy import Engine, bindparam, event

from eventhub.app import create_app
from eventhub.database import session
from eventhub.events import access
from eventhub.events.models import Event
from eventhub.registrations import service

counted = service.taken_of


def count_slowly(event_id: int) -> int:
    taken = counted(event_id)
    time.sleep(0.05)
    return taken


event.remove(Engine, "begin", session._begin)  # on SQLite the write transaction is the lock
access.LOCKED = access.WHOLE.where(Event.id == bindparam("id"))
service.taken_of = count_slowly
app = create_app()
