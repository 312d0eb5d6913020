"""What a private feed remembers of its use."""

from datetime import date

from sqlalchemy import update

from eventhub.database.model import db
from eventhub.registrations.models import Person


def note_use(*, person_id: int, day: date) -> None:
    """Keep the day on which a private feed was last fetched: its owner sees whether someone else has it."""
    db.session.execute(update(Person).where(Person.id == person_id).values(feed_used_on=day))
