"""What people changed whose registration organisers look at once more."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.i18n.languages import in_words
from eventhub.questions.queries import questions_of
from eventhub.registrations.models import PENDING, Registration

REOPENED = "registration.reopened"


def changes_of(event: Event, rows: Sequence[Registration]) -> dict[int, str]:
    """By registration, what is different since the organisers said yes; no query where they do not look at changes."""
    ids = [str(one.id) for one in rows if one.state == PENDING]
    if not event.approves_changes or not ids:
        return {}
    entries = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.event_id == event.id, AuditEntry.action == REOPENED, AuditEntry.object_id.in_(ids))
        .order_by(AuditEntry.id)
    )
    words = _words_of(event)
    return {
        int(entry.object_id): ", ".join(
            words[name]
            for name in (*entry.details.get("columns", ()), *entry.details.get("questions", ()))
            if name in words
        )
        for entry in entries
    }


def _words_of(event: Event) -> dict[str, str]:
    """What can be changed, by the name under which the log knows it."""
    own = {one.key: in_words(one.label, None, event.network.languages) for one in questions_of(event.id)}
    return {**own, "attendance": _("How do they take part?"), "person": _("somebody else comes")}
