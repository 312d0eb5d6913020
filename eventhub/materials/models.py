"""What remains of an event: slides, recordings, summaries."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.database.model import Model
from eventhub.events.models import Event

FILE, LINK = "file", "link"
EVERYONE, REGISTRANTS = "everyone", "registrants"


class Material(Model):
    """A file or a link of an event. Replacing a file keeps the id, and so the address."""

    __tablename__ = "material"
    __table_args__ = (
        CheckConstraint("kind IN ('file', 'link')", name="kind"),
        CheckConstraint("audience IN ('everyone', 'registrants')", name="audience"),
        CheckConstraint("(kind = 'file') = (file_key <> '')", name="file_has_key"),
        CheckConstraint("(kind = 'link') = (url <> '')", name="link_has_url"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="")
    audience: Mapped[str] = mapped_column(String(12), default=EVERYONE)
    link_kind: Mapped[str] = mapped_column(String(12), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    file_key: Mapped[str] = mapped_column(String(200), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    size_bytes: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column()
    updated_at: Mapped[datetime] = mapped_column()

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
