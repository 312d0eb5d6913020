"""Events and the networks and themes they belong to."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.database.model import Model
from eventhub.database.types import Texts, Translated
from eventhub.networks.models import Network, Theme

DRAFT, ANNOUNCED, PUBLISHED, POSTPONED, CANCELLED = "draft", "announced", "published", "postponed", "cancelled"
STATES = (DRAFT, ANNOUNCED, PUBLISHED, POSTPONED, CANCELLED)
PUBLIC = (ANNOUNCED, PUBLISHED, POSTPONED, CANCELLED)
ON_SITE, ONLINE, BOTH = "on_site", "online", "both"
ATTENDANCE = (ON_SITE, ONLINE, BOTH)
NO_LIST, AUTOMATIC, OFFERS = "none", "automatic", "offers"
WAITING_LISTS = (NO_LIST, AUTOMATIC, OFFERS)


class EventNetwork(Model):
    """A network that organises an event together with the one that leads it."""

    __tablename__ = "event_network"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"), primary_key=True, index=True)


class EventTheme(Model):
    """A theme an event is about."""

    __tablename__ = "event_theme"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True)


class Event(Model):
    """One event, from draft to archive.

    `starts_at` and `ends_at` are UTC; `zone` is where they are typed and shown. An all-day event starts and ends at
    midnight in its zone, the end exclusive. With `has_open_end` the end is only assumed (for order and calendars).
    Where people come on site and online, `capacity` is of the place and `online_capacity` of the online room.
    With a `waiting_list` a free place goes to whoever waits longest, at once or as an offer for `offer_hours`.
    `kept_for_invited` places are only for who is invited, until `kept_until_at`; members may register from
    `members_open_at`, by a link of their own, of which the one with `members_link_version` counts.
    People change their registration until `changes_until_at`, else until it begins; with `approves_changes` organisers
    look at it again. One form may register up to `group_size` people; with `pass_over_groups` a waiting group that
    does not fit lets others pass.
    Seats kept for member organisations are everybody's from `seats_return_at`; of these `members_wanted` should come.
    `version` counts saves (no lost update); `sequence`, `revised_at` and `fingerprint` belong to calendars.
    `moved_from_at` is the start that people knew before the last move, made at `moved_at` with `moved_sequence`.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"attendance IN {ATTENDANCE}", name="attendance"),
        CheckConstraint("state = 'draft' OR starts_at IS NOT NULL", name="public_has_date"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_ends"),
        CheckConstraint("ends_at >= starts_at", name="ends_after_start"),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("online_capacity >= 0", name="online_capacity"),
        CheckConstraint("kept_for_invited >= 0", name="kept_for_invited"),
        CheckConstraint(f"waiting_list IN {WAITING_LISTS}", name="waiting_list"),
        CheckConstraint("group_size >= 2", name="group_size"),
        CheckConstraint("member_capacity >= 1", name="member_capacity"),
        Index("ix_event_agenda", "starts_at", "ends_at", "state", "network_id"),
        Index("ix_event_state_starts_at", "state", "starts_at"),
        Index("ix_event_state_ends_at", "state", "ends_at"),
        Index("ix_event_network_id_starts_at", "network_id", "starts_at"),
        Index("ix_event_kind_starts_at", "kind", "starts_at"),
        Index("ix_event_updated_at", "updated_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(12), default=DRAFT)
    title: Mapped[Texts] = mapped_column(Translated)
    summary: Mapped[Texts] = mapped_column(Translated, default=dict)
    description: Mapped[Texts] = mapped_column(Translated, default=dict)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_at: Mapped[datetime | None] = mapped_column()
    ends_at: Mapped[datetime | None] = mapped_column()
    zone: Mapped[str] = mapped_column(String(64))
    is_all_day: Mapped[bool] = mapped_column(default=False)
    has_open_end: Mapped[bool] = mapped_column(default=False)
    attendance: Mapped[str] = mapped_column(String(8), default=ON_SITE)
    place_name: Mapped[str] = mapped_column(String(200), default="")
    place_address: Mapped[str] = mapped_column(String(300), default="")
    place_directions: Mapped[Texts] = mapped_column(Translated, default=dict)
    place_accessibility: Mapped[Texts] = mapped_column(Translated, default=dict)
    join_url: Mapped[str] = mapped_column(String(1000), default="")
    takes_registrations: Mapped[bool] = mapped_column(default=True)
    capacity: Mapped[int | None] = mapped_column()
    online_capacity: Mapped[int | None] = mapped_column()
    waiting_list: Mapped[str] = mapped_column(String(12), default=NO_LIST)
    offer_hours: Mapped[int] = mapped_column(default=24)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    approves_changes: Mapped[bool] = mapped_column(default=False)
    group_size: Mapped[int | None] = mapped_column()
    member_capacity: Mapped[int | None] = mapped_column()
    """How many people one member organisation sends at most; None where that is left open."""
    pass_over_groups: Mapped[bool] = mapped_column(default=False)
    registration_opens_at: Mapped[datetime | None] = mapped_column()
    registration_closes_at: Mapped[datetime | None] = mapped_column()
    invited_only: Mapped[bool] = mapped_column(default=False)
    kept_for_invited: Mapped[int | None] = mapped_column()
    kept_until_at: Mapped[datetime | None] = mapped_column()
    members_open_at: Mapped[datetime | None] = mapped_column()
    members_link_version: Mapped[int] = mapped_column(default=1)
    changes_until_at: Mapped[datetime | None] = mapped_column()
    seats_return_at: Mapped[datetime | None] = mapped_column()
    members_wanted: Mapped[int | None] = mapped_column()
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(320), default="")
    contact_phone: Mapped[str] = mapped_column(String(60), default="")
    picture_key: Mapped[str] = mapped_column(String(200), default="")
    picture_alt: Mapped[str] = mapped_column(String(300), default="")
    shown_parts: Mapped[list[str]] = mapped_column(JSON, default=list)
    state_reason: Mapped[Texts] = mapped_column(Translated, default=dict)
    search_text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column()
    updated_at: Mapped[datetime] = mapped_column()
    announced_at: Mapped[datetime | None] = mapped_column()
    published_at: Mapped[datetime | None] = mapped_column()
    cancelled_at: Mapped[datetime | None] = mapped_column()
    version: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime | None] = mapped_column()
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    moved_from_at: Mapped[datetime | None] = mapped_column()
    moved_from_zone: Mapped[str] = mapped_column(String(64), default="")
    moved_at: Mapped[datetime | None] = mapped_column()
    moved_sequence: Mapped[int] = mapped_column(default=0)

    network: Mapped[Network] = relationship(lazy="raise_on_sql")
    co_networks: Mapped[list[Network]] = relationship(
        secondary="event_network", lazy="raise_on_sql", order_by=Network.name
    )
    themes: Mapped[list[Theme]] = relationship(secondary="event_theme", lazy="raise_on_sql", order_by=Theme.position)

    @property
    def is_public(self) -> bool:
        """Whether anyone may see the event."""
        return self.state in PUBLIC

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def local_start(self) -> datetime:
        """The start as the clock on the wall there shows it. Only for events with a date."""
        return _dated(self.starts_at).astimezone(self.tz)

    @property
    def local_end(self) -> datetime:
        """The end as the clock there shows it; for an all-day event the midnight after its last day."""
        return _dated(self.ends_at).astimezone(self.tz)

    @property
    def last_day(self) -> date:
        """The last day on which it takes place, in its zone."""
        return max(self.local_start.date(), (self.local_end - timedelta(microseconds=1)).date())

    @property
    def is_on_site(self) -> bool:
        return self.attendance in (ON_SITE, BOTH)

    @property
    def is_online(self) -> bool:
        return self.attendance in (ONLINE, BOTH)

    def is_over(self, now: datetime) -> bool:
        """Whether it has taken place."""
        return self.ends_at is not None and self.ends_at <= now

    def is_running(self, now: datetime) -> bool:
        """Whether it takes place at this moment."""
        return self.starts_at is not None and self.starts_at <= now and not self.is_over(now)


def _dated(moment: datetime | None) -> datetime:
    if moment is None:
        raise ValueError("the event has no date yet")
    return moment
