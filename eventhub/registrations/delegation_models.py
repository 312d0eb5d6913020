"""Seats that an event keeps for a network's member organisations, and who sits on them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.database.model import Model
from eventhub.events.models import Event
from eventhub.networks.models import MemberOrganisation
from eventhub.registrations.models import Registration


class Delegation(Model):
    """The seats of one member organisation at one event; its contact's link is signed with `key` and `version`.

    An organisation that sends nobody this time says why; its seats are everybody's then. `represented_at` is when its
    standing representatives were named.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        UniqueConstraint("event_id", "member_id"),
        CheckConstraint("seats >= 0", name="seats"),
        CheckConstraint("at_least >= 0 AND at_least <= seats", name="at_least"),
        CheckConstraint("substitutes >= 0", name="substitutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member_organisation.id", ondelete="CASCADE"), index=True)
    seats: Mapped[int] = mapped_column(default=1)
    at_least: Mapped[int] = mapped_column(default=0)
    substitutes: Mapped[int] = mapped_column(default=0)
    sends_nobody_at: Mapped[datetime | None] = mapped_column()
    nobody_reason: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime | None] = mapped_column()
    represented_at: Mapped[datetime | None] = mapped_column()

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    member: Mapped[MemberOrganisation] = relationship(lazy="raise_on_sql")


class Seat(Model):
    """A registration that counts for a member organisation; `replaces_id` is whose seat a substitute took over.

    `followed_at` is when the seat of somebody who does not come was passed on, or its contact told.
    """

    __tablename__ = "delegation_seat"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    followed_at: Mapped[datetime | None] = mapped_column()

    registration: Mapped[Registration] = relationship(foreign_keys=[registration_id], lazy="raise_on_sql")
    delegation: Mapped[Delegation] = relationship(lazy="raise_on_sql")


class Substitute(Model):
    """Who takes over a seat when somebody does not come; asked in the order of their ids.

    With `named_at` it is somebody who was named for a seat, but whose address was registered before. The contact, who
    may not learn this, sees them among those that have not answered.
    """

    __tablename__ = "substitute"
    __table_args__ = (UniqueConstraint("delegation_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    named_at: Mapped[datetime | None] = mapped_column()


class Representative(Model):
    """Who represents a member organisation at every meeting, with a substitute; forgotten when it ends."""

    __tablename__ = "representative"
    __table_args__ = (
        UniqueConstraint("member_id", "email"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="until_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member_organisation.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    substitute_name: Mapped[str] = mapped_column(String(200), default="")
    substitute_email: Mapped[str] = mapped_column(String(320), default="")
    from_on: Mapped[date] = mapped_column()
    until_on: Mapped[date | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column()

    def represents_on(self, day: date) -> bool:
        """Whether they represent the organisation on this day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)
