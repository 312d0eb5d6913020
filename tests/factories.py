"""Plain functions that make rows with sensible values; a test names only what it is about."""

import secrets
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flask_security.utils import hash_password
from sqlalchemy import select

from eventhub import clock
from eventhub.accounts.models import ADMINISTRATOR, Account, HubRole, WebAuthn
from eventhub.accounts.sessions import TOKEN
from eventhub.accounts.sign_ins import begin_sign_in
from eventhub.database.model import db
from eventhub.events.models import PUBLISHED, Event
from eventhub.networks.models import OWNER, Membership, Network, Theme
from eventhub.registrations.invitation_models import Invitation
from eventhub.registrations.models import Person, Registration

PASSWORD = "korte-brug-helder-licht-7"


T = TypeVar("T")


def save(row: T) -> T:
    db.session.add(row)
    db.session.commit()
    return row


def make_network(**values: Any) -> Network:
    slug = values.pop("slug", f"network-{secrets.token_hex(4)}")
    defaults: dict[str, Any] = {
        "slug": slug, "name": slug.title(), "languages": ["nl"], "zone": "Europe/Brussels",
        "created_at": clock.now(), "updated_at": clock.now(),
    }  # fmt: skip
    return save(Network(**{**defaults, **values}))


def make_theme(network: Network, **values: Any) -> Theme:
    slug = values.pop("slug", f"theme-{secrets.token_hex(4)}")
    return save(Theme(**{"network": network, "slug": slug, "name": {"nl": slug.title()}, **values}))


def make_account(**values: Any) -> Account:
    defaults: dict[str, Any] = {
        "email": f"{secrets.token_hex(4)}@example.org", "name": "Robin Maes", "language": "en",
        "active": True, "fs_uniquifier": secrets.token_hex(16),
    }  # fmt: skip
    return save(Account(**{**defaults, **values, "password": hash_password(PASSWORD)}))


def make_administrator(**values: Any) -> Account:
    account = make_account(**values)
    role = db.session.scalar(select(HubRole).where(HubRole.name == ADMINISTRATOR))
    account.roles.append(role or HubRole(name=ADMINISTRATOR))
    return save(account)


def make_passkey(account: Account, name: str = "Telephone") -> WebAuthn:
    """A passkey that lies in the account; no device opens the door with it."""
    return save(
        WebAuthn(
            credential_id=secrets.token_bytes(16), public_key=b"key", backup_state=False,
            device_type="single_device", name=name, usage="first", user_id=account.id,
            lastuse_datetime=clock.now().replace(tzinfo=None),
        )
    )  # fmt: skip


def make_member(network: Network, role: str = OWNER, **values: Any) -> Account:
    account = make_account(**values)
    save(Membership(account=account, network=network, role=role, created_at=clock.now()))
    return account


def make_event(network: Network | None = None, **values: Any) -> Event:
    """A published event of two hours, thirty days from now, with places for everyone."""
    start = values.pop(
        "starts_at", (clock.now() + timedelta(days=30)).replace(hour=12, minute=0, second=0, microsecond=0)
    )
    title = values.pop("title", "De kracht van nabijheid")
    defaults: dict[str, Any] = {
        "uid": str(uuid.uuid4()), "slug": f"event-{secrets.token_hex(4)}", "network": network or make_network(),
        "kind": "network_meeting", "state": PUBLISHED, "title": title if isinstance(title, dict) else {"nl": title},
        "starts_at": start, "ends_at": start + timedelta(hours=2) if start else None, "zone": "Europe/Brussels",
        "attendance": "on_site", "place_name": "Buurthuis De Brug", "place_address": "Kerkstraat 1, 9000 Gent",
        "created_at": clock.now(), "updated_at": clock.now(), "published_at": clock.now(),
        "revised_at": clock.whole_second(),
    }  # fmt: skip
    return save(Event(**{**defaults, **values}))


def make_registration(event: Event, **values: Any) -> Registration:
    email = values.pop("email", f"{secrets.token_hex(5)}@example.org")
    now = values.pop("registered_at", clock.now())
    person = values.pop("person", None) or Person(
        key=secrets.token_hex(16), email=email, language="nl", created_at=now
    )  # fmt: skip
    defaults: dict[str, Any] = {
        "key": secrets.token_hex(16), "event": event, "person": person, "name": "Noor Peeters", "email": person.email,
        "language": "nl", "registered_at": now, "updated_at": now,
    }  # fmt: skip
    return save(Registration(**{**defaults, **values}))


def make_invitation(event: Event, **values: Any) -> Invitation:
    defaults: dict[str, Any] = {
        "key": secrets.token_hex(16), "event": event, "email": f"{secrets.token_hex(5)}@example.org",
        "name": "Lotte Maes", "language": "nl", "created_at": clock.now(), "sent_at": clock.now(),
    }  # fmt: skip
    return save(Invitation(**{**defaults, **values}))


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def sign_in(client: Any, account: Account) -> None:
    """Sign an account in as its browser would be after the form."""
    mark, token = account.fs_uniquifier, begin_sign_in(account.id, user_agent="", now=clock.now())
    db.session.commit()
    with client.session_transaction() as session:
        session[TOKEN] = token
        session["_user_id"] = mark
        session["_fresh"] = True
        session["fs_cc"] = "set"
        session["fs_paa"] = clock.now().timestamp()
