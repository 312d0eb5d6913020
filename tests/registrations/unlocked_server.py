"""The site without the lock around places, served only to show what the lock is for."""

import time
from datetime import datetime

from sqlalchemy import Engine, bindparam, event

from eventhub.app import create_app
from eventhub.database import session
from eventhub.events import access
from eventhub.events.models import Event
from eventhub.registrations import service
from eventhub.registrations.availability import Taken

counted = service.taken_of


def count_slowly(event_id: int, now: datetime) -> Taken:
    taken = counted(event_id, now)
    time.sleep(0.05)
    return taken


event.remove(Engine, "begin", session._begin)  # on SQLite the write transaction is the lock
access.LOCKED = access.WHOLE.where(Event.id == bindparam("id"))
service.taken_of = count_slowly
app = create_app()
