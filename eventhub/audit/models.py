"""Who did what, when: ids and numbers, never what a person wrote."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.database.model import Model


class AuditEntry(Model):
    """One act. The ids are plain numbers, so that an entry outlives what it tells about."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_network_id_at", "network_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(60))
    user_id: Mapped[int | None] = mapped_column(index=True)
    network_id: Mapped[int | None] = mapped_column()
    event_id: Mapped[int | None] = mapped_column(index=True)
    object_id: Mapped[str] = mapped_column(String(64), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
