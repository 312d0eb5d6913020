"""Networks of professionals: what they are, who belongs to them, who organises for them."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Account
from eventhub.database.model import Model
from eventhub.database.types import Texts, Translated

OWNER, ORGANISER, HELPER, VIEWER = "owner", "organiser", "helper", "viewer"
ROLES = (OWNER, ORGANISER, HELPER, VIEWER)


class Network(Model):
    """A network: the house style, the languages and the contact of everything it organises."""

    __tablename__ = "network"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[Texts] = mapped_column(Translated, default=dict)
    languages: Mapped[list[str]] = mapped_column(JSON)
    zone: Mapped[str] = mapped_column(String(64))
    colour: Mapped[str] = mapped_column(String(7), default="#0b5d5b")
    logo_key: Mapped[str] = mapped_column(String(200), default="")
    logo_alt: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(320), default="")
    created_at: Mapped[datetime] = mapped_column()
    updated_at: Mapped[datetime] = mapped_column()

    @property
    def language(self) -> str:
        """The language the network writes in first."""
        return self.languages[0]


class MemberOrganisation(Model):
    """A practice, region or partner that belongs to a network; without a language its contact reads the network's."""

    __tablename__ = "member_organisation"
    __table_args__ = (UniqueConstraint("network_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(320), default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_language: Mapped[str] = mapped_column(String(5), default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    network: Mapped[Network] = relationship()


class Theme(Model):
    """What a network's events are about; a goal, a spearpoint."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[Texts] = mapped_column(Translated)
    description: Mapped[Texts] = mapped_column(Translated, default=dict)
    position: Mapped[int] = mapped_column(default=0)

    network: Mapped[Network] = relationship()


class Membership(Model):
    """What one account may do for one network."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("account_id", "network_id"), CheckConstraint(f"role IN {ROLES}", name="role"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column()

    account: Mapped[Account] = relationship()
    network: Mapped[Network] = relationship()


class TeamInvitation(Model):
    """A colleague asked by mail to join a network's team; the link in the mail is signed with `key` and `version`."""

    __tablename__ = "team_invitation"
    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        Index("ux_team_invitation_open", "network_id", "email", unique=True,
              sqlite_where=text("accepted_at IS NULL"),
              postgresql_where=text("accepted_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(320))
    role: Mapped[str] = mapped_column(String(12))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column()
    accepted_at: Mapped[datetime | None] = mapped_column()

    network: Mapped[Network] = relationship()
