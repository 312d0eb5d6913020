"""What organisers say in a mail instead of our own words."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.database.model import Model
from eventhub.database.types import Texts, Translated


class MailWording(Model):
    """A network's words for one kind of mail; with `event_id` those of one event, which go before the network's.

    A language in which nothing is written has our own words.
    """

    __tablename__ = "mail_wording"
    __table_args__ = (
        Index("ux_mail_wording_network", "network_id", "kind", unique=True,
              sqlite_where=text("event_id IS NULL"), postgresql_where=text("event_id IS NULL")),
        Index("ux_mail_wording_event", "event_id", "kind", unique=True),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[Texts] = mapped_column(Translated, default=dict)
    message: Mapped[Texts] = mapped_column(Translated, default=dict)
    updated_at: Mapped[datetime] = mapped_column()
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    updated_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
