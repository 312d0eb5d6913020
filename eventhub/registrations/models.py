"""People who come: one row a person, one row a registration."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.database.model import Model
from eventhub.events.models import Event
from eventhub.text.slugs import folded

PENDING, CONFIRMED, WAITING, OFFERED = "pending", "confirmed", "waiting", "offered"
DECLINED, EXPIRED, REJECTED, CANCELLED = "declined", "expired", "rejected", "cancelled"
STATES = (PENDING, CONFIRMED, WAITING, OFFERED, DECLINED, EXPIRED, REJECTED, CANCELLED)
HOLDING = (PENDING, CONFIRMED, OFFERED)
"""What takes a place: one that is asked for or offered is nobody else's meanwhile."""
ACTIVE = (*HOLDING, WAITING)
"""What is not over: a person has one of these at an event at most."""
IS_ACTIVE = f"state IN {ACTIVE}"
BY_PERSON, BY_ORGANISER, BY_CONTACT = "person", "organiser", "contact"


class Person(Model):
    """An e-mail address that registered somewhere. Its links are signed with `key` and a version that revokes them."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        Index("ux_person_email", "email", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    email: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(8))
    feed_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    feed_version: Mapped[int] = mapped_column(default=1)
    feed_used_on: Mapped[date | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column()


def found_by(name: str, email: str, organisation: str) -> str:
    """The text in which organisers' searches look for a person: small letters without accents."""
    return folded("\n".join((name, email, organisation)))


def _new_row_found_by(context: DefaultExecutionContext) -> str:
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]  # of SQLAlchemy
    return found_by(values["name"], values["email"], values.get("organisation", ""))


class RegistrationGroup(Model):
    """People whom one contact registered with one form; `name` and `language` are the contact's, as they wrote them.

    `given` is what each of them was given at first. While they wait, a group that stays `together` gets places for
    all of them or for nobody.
    """

    __tablename__ = "registration_group"
    __table_args__ = (Index("ux_registration_group_sending", "event_id", "sending", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8))
    together: Mapped[bool] = mapped_column(default=False)
    sending: Mapped[str | None] = mapped_column(String(64))
    given: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column()

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    contact: Mapped[Person] = relationship()


class Registration(Model):
    """One person at one event; docs/registration-life.md tells what becomes of it. One active row a person and event.

    `attendance` is how they come to an event that is on site and online, else empty. Who waits is served in the order
    of `queue_number`; an offer stands until `offered_until`. `reason` is what the organisers said when they refused.
    Of which member organisation they are (`member_id`) is asked where an event limits how many each sends.
    With `may_be_invited` they said that they may be invited to other events of the network.
    Who was registered in a group without an address has no person: the group's contact has their place in hand.
    Some time after the event the row forgets who it was, at `forgotten_at`, and stays to be counted.
    """

    __tablename__ = "registration"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ux_registration_active", "event_id", "person_id", unique=True,
              sqlite_where=text(IS_ACTIVE), postgresql_where=text(IS_ACTIVE)),
        Index("ux_registration_sending", "event_id", "sending", unique=True),
        Index("ix_registration_places", "event_id", "state", "attendance"),
        Index("ix_registration_offered_until", "offered_until"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("registration_group.id", ondelete="SET NULL"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member_organisation.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=CONFIRMED)
    attendance: Mapped[str] = mapped_column(String(8), default="")
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    search_text: Mapped[str] = mapped_column(Text, default=_new_row_found_by)
    remark: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8))
    consent_text: Mapped[str] = mapped_column(Text, default="")
    consent_version: Mapped[str] = mapped_column(String(20), default="")
    consented_at: Mapped[datetime | None] = mapped_column()
    may_be_invited: Mapped[bool] = mapped_column(default=False)
    sending: Mapped[str | None] = mapped_column(String(64))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    registered_at: Mapped[datetime] = mapped_column()
    updated_at: Mapped[datetime] = mapped_column()
    cancelled_at: Mapped[datetime | None] = mapped_column()
    cancelled_by: Mapped[str] = mapped_column(String(12), default="")
    queue_number: Mapped[int | None] = mapped_column()
    offered_until: Mapped[datetime | None] = mapped_column()
    reason: Mapped[str] = mapped_column(Text, default="")
    told_sequence: Mapped[int] = mapped_column(default=0)
    forgotten_at: Mapped[datetime | None] = mapped_column()

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    group: Mapped[RegistrationGroup | None] = relationship()  # few have one, and who has none costs no query
    added_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
