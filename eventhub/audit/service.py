"""Writing down who did what, in the transaction of the act itself."""

from datetime import datetime
from typing import Any

from eventhub.audit.models import AuditEntry
from eventhub.database.model import db


def record(
    action: str,
    *,
    now: datetime,
    user_id: int | None = None,
    network_id: int | None = None,
    event_id: int | None = None,
    object_id: str | int = "",
    **details: Any,
) -> None:
    """Add one entry. `details` holds ids, counts, states and names of columns, never personal data."""
    db.session.add(
        AuditEntry(
            at=now, action=action, user_id=user_id, network_id=network_id, event_id=event_id,
            object_id=str(object_id), details=details,
        )
    )  # fmt: skip
