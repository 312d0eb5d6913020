"""Who is invited to an event, in which words, and who asked to be left alone."""

import hashlib
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.database.model import Model
from eventhub.database.types import Texts, Translated
from eventhub.events.models import Event
from eventhub.registrations.models import Registration

ASKED, ACCEPTED, DECLINED, WITHDRAWN = "pending", "accepted", "declined", "withdrawn"
INVITATION_STATES = (ASKED, ACCEPTED, DECLINED, WITHDRAWN)
FROM_LIST, FROM_TEAM, FROM_MEMBERS, FROM_PEOPLE = "list", "team", "members", "people"
SOURCES = (FROM_LIST, FROM_TEAM, FROM_MEMBERS, FROM_PEOPLE)
"""Where organisers had an address from: their own list, the team, the member organisations, earlier registrations."""
INVITATION, REMINDER = "invitation", "reminder"
LETTERS = (INVITATION, REMINDER)
STANDS = f"state <> '{WITHDRAWN}'"


def mark_of(address: str) -> str:
    """What is kept of an address that asked to be left alone: enough to know it again, and not the address."""
    return hashlib.sha256(address.lower().encode()).hexdigest()


class Invitation(Model):
    """One address asked to one event, at most once while it stands. Its link is signed with `key`.

    With `is_open` a colleague may come instead. With `any_time` it lets in before registration opens and after it
    closes. It is gone some days after the event, with the registrations' names.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(f"state IN {INVITATION_STATES}", name="state"),
        CheckConstraint(f"source IN {SOURCES}", name="source"),
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        Index("ux_invitation_standing", "event_id", "email", unique=True,
              sqlite_where=text(STANDS), postgresql_where=text(STANDS)),
        Index("ix_invitation_event_id_state", "event_id", "state"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12), default=ASKED)
    source: Mapped[str] = mapped_column(String(12), default=FROM_LIST)
    is_open: Mapped[bool] = mapped_column(default=False)
    skips_approval: Mapped[bool] = mapped_column(default=False)
    any_time: Mapped[bool] = mapped_column(default=False)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column()
    sent_at: Mapped[datetime | None] = mapped_column()
    reminded_at: Mapped[datetime | None] = mapped_column()
    reminders: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None] = mapped_column()

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    registration: Mapped[Registration | None] = relationship(lazy="raise_on_sql")


class InvitationLetter(Model):
    """The organisers' own words of the invitations to an event, or of the reminder."""

    __tablename__ = "invitation_letter"
    __table_args__ = (
        CheckConstraint(f"kind IN {LETTERS}", name="kind"),
        UniqueConstraint("event_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[Texts] = mapped_column(Translated, default=dict)
    text: Mapped[Texts] = mapped_column(Translated, default=dict)


class LeftAlone(Model):
    """An address that does not want to be invited by a network any more; only its mark is kept."""

    __tablename__ = "left_alone"
    __table_args__ = (UniqueConstraint("network_id", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    mark: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column()
