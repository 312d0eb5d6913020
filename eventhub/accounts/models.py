"""People with a login, their second factors, and the roles they have in the whole hub."""

# Flask-Security's mixins declare plain attributes where we declare columns that may be empty.
# mypy: disable-error-code="assignment"

from datetime import datetime, timedelta
from typing import Any

from flask_security import AsaList, RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, LargeBinary, String, Table, Text, func
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.database.model import Model

ADMINISTRATOR = "administrator"
IDLE, LONGEST = timedelta(hours=3), timedelta(hours=12)
"""How long a sign-in lasts without use, and at most."""

account_role = Table(
    "account_role",
    Model.metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("hub_role.id", ondelete="CASCADE"), primary_key=True),
)


class HubRole(Model, RoleMixin):
    """A role in the whole hub: administrators, and nobody else so far."""

    __tablename__ = "hub_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))
    permissions: Mapped[Any] = mapped_column(MutableList.as_mutable(AsaList()), nullable=True)


class Account(Model, UserMixin):
    """A person who organises. Naive moments are Flask-Security's own (UTC)."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        Index("ux_account_email", "email", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    username: Mapped[str | None] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime())
    last_login_at: Mapped[datetime | None] = mapped_column(DateTime())
    current_login_at: Mapped[datetime | None] = mapped_column(DateTime())
    last_login_ip: Mapped[str | None] = mapped_column(String(64))
    current_login_ip: Mapped[str | None] = mapped_column(String(64))
    login_count: Mapped[int | None] = mapped_column()
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_phone_number: Mapped[str | None] = mapped_column(String(128))
    us_totp_secrets: Mapped[str | None] = mapped_column(Text)
    us_phone_number: Mapped[str | None] = mapped_column(String(128), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)
    mf_recovery_codes: Mapped[Any] = mapped_column(MutableList.as_mutable(AsaList()), nullable=True)
    create_datetime: Mapped[datetime] = mapped_column(DateTime(), server_default=func.now())
    update_datetime: Mapped[datetime] = mapped_column(DateTime(), server_default=func.now())

    roles: Mapped[list[HubRole]] = relationship("HubRole", secondary=account_role, lazy="selectin")
    webauthn: Mapped[list["WebAuthn"]] = relationship("WebAuthn", back_populates="user", cascade="all, delete")

    @property
    def is_administrator(self) -> bool:
        """Whether this person runs the whole hub."""
        return any(role.name == ADMINISTRATOR for role in self.roles)


class WebAuthn(Model, WebAuthnMixin):
    """A passkey of an account."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), index=True, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int | None] = mapped_column(default=0)
    transports: Mapped[Any] = mapped_column(MutableList.as_mutable(AsaList()), nullable=True)
    backup_state: Mapped[bool] = mapped_column()
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime] = mapped_column(DateTime(), server_default=func.now())
    lastuse_datetime: Mapped[datetime] = mapped_column(DateTime())
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)

    user: Mapped[Account] = relationship("Account", back_populates="webauthn")


class SignIn(Model):
    """A browser in which somebody is signed in. No network address is kept.

    `key` is the SHA-256 of what the browser's cookie holds: the row alone signs nobody in.
    """

    __tablename__ = "sign_in"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    signed_in_at: Mapped[datetime] = mapped_column(index=True)
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    browser: Mapped[str] = mapped_column(String(40), default="")
    system: Mapped[str] = mapped_column(String(40), default="")

    account: Mapped[Account] = relationship(Account, lazy="raise_on_sql")

    def is_over(self, now: datetime) -> bool:
        """Whether this sign-in has lasted too long, or went unused for too long."""
        return now - self.signed_in_at >= LONGEST or now - self.last_seen_at >= IDLE
