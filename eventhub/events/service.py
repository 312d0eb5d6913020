"""Making and changing events."""

import uuid
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.types import Texts
from eventhub.events.kinds import ALL_PARTS, kind_of
from eventhub.events.life import NotReady, lock_event, missing_now
from eventhub.events.models import AUTOMATIC, NO_LIST, ON_SITE, Event
from eventhub.events.moves import note_move
from eventhub.events.revisions import revise_event
from eventhub.events.schedule import Schedule, schedule_of
from eventhub.events.search import refresh_search_text
from eventhub.networks.models import Network, Theme
from eventhub.text.slugs import free_slug


class SavedMeanwhile(Exception):  # noqa: N818 - it says what happened
    """The event was saved after this page was opened; `version` is what is stored now."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


@dataclass(frozen=True)
class Content:
    """Everything of an event that organisers write; its life (state, dates of it) is not part of this."""

    kind: str
    title: Texts
    zone: str
    schedule: Schedule | None = None
    summary: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)
    attendance: str = ON_SITE
    place_name: str = ""
    place_address: str = ""
    place_directions: Texts = field(default_factory=dict)
    place_accessibility: Texts = field(default_factory=dict)
    join_url: str = ""
    takes_registrations: bool = True
    capacity: int | None = None
    online_capacity: int | None = None
    waiting_list: str = NO_LIST
    offer_hours: int = 24
    needs_approval: bool = False
    approves_changes: bool = False
    group_size: int | None = None
    member_capacity: int | None = None
    pass_over_groups: bool = False
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    changes_until_at: datetime | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    picture_key: str = ""
    picture_alt: str = ""
    shown_parts: list[str] = field(default_factory=lambda: list(ALL_PARTS))
    themes: list[Theme] = field(default_factory=list)
    co_networks: list[Network] = field(default_factory=list)


COLUMNS = tuple(part.name for part in fields(Content) if part.name not in {"schedule", "themes", "co_networks"})


def content_of(event: Event) -> Content:
    """What organisers wrote of an event."""
    columns: dict[str, Any] = {name: getattr(event, name) for name in COLUMNS}
    return Content(
        **columns, schedule=schedule_of(event), themes=list(event.themes), co_networks=list(event.co_networks)
    )  # fmt: skip


def new_content(network: Network, kind: str) -> Content:
    """What a new event of a kind begins with, in a network."""
    preset = kind_of(kind)
    return Content(
        kind=kind, title={}, zone=network.zone, languages=[network.language], attendance=preset.attendance,
        takes_registrations=preset.takes_registrations, capacity=preset.capacity, waiting_list=AUTOMATIC,
        contact_name=network.contact_name or network.name, contact_email=network.contact_email,
        shown_parts=list(preset.shown_parts),
    )  # fmt: skip


def copied_content(event: Event) -> Content:
    """What a copy of an earlier event begins with: all but its dates and its picture."""
    return replace(
        content_of(event), schedule=None, registration_opens_at=None, registration_closes_at=None,
        changes_until_at=None, picture_key="", picture_alt="",
    )  # fmt: skip


def _slug_is_taken(slug: str) -> bool:
    return bool(db.session.scalar(select(exists().where(Event.slug == slug))))


def _write(event: Event, content: Content) -> list[str]:
    """Put the content into the row; the names of what changed."""
    values: dict[str, Any] = {name: getattr(content, name) for name in COLUMNS}
    values.update(themes=content.themes, co_networks=[n for n in content.co_networks if n.id != event.network_id])
    when = content.schedule
    values.update(starts_at=when and when.starts_at, ends_at=when and when.ends_at)
    values.update(is_all_day=bool(when and when.is_all_day), has_open_end=bool(when and when.has_open_end))
    changed = [name for name, value in values.items() if getattr(event, name) != value]
    for name in changed:
        setattr(event, name, values[name])
    return changed


def create_event(*, network: Network, content: Content, now: datetime, actor_id: int | None) -> Event:
    """A new draft. Its address is made of its title and stays."""
    title = content.title.get(network.language) or next(iter(content.title.values()), "")
    event = Event(
        uid=str(uuid.uuid4()), slug=free_slug(title, _slug_is_taken), network=network, network_id=network.id,
        kind=content.kind, title={}, summary={}, description={}, place_directions={}, place_accessibility={},
        themes=[], co_networks=[], state_reason={}, state="draft", created_at=now, updated_at=now,
    )  # fmt: skip
    _write(event, content)
    refresh_search_text(event)
    db.session.add(event)
    db.session.flush()
    record("event.create", now=now, user_id=actor_id, network_id=network.id, event_id=event.id)
    return event


def change_event(
    event: Event, *, expected_version: int, content: Content, now: datetime, actor_id: int | None
) -> list[str]:
    """Change an event that nobody changed since it was read; the names of what changed.

    Raises SavedMeanwhile; NotReady where a public event would lose what its state needs.
    """
    lock_event(event)
    if event.version != expected_version:
        raise SavedMeanwhile(event.version)
    before = schedule_of(event)
    changed = _write(event, content)
    if not changed:
        return []
    missing = missing_now(event)
    if missing:
        raise NotReady(missing)
    event.version += 1
    event.updated_at = now
    refresh_search_text(event)
    revise_event(event, now)
    note_move(event, before, now)
    record(
        "event.change", now=now, user_id=actor_id, network_id=event.network_id, event_id=event.id, changed=changed
    )  # fmt: skip
    return changed
