"""Adding, changing, ordering and removing an event's materials."""

from dataclasses import dataclass
from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.session import after_commit, lock_row
from eventhub.events.models import Event
from eventhub.materials.models import FILE, LINK, Material
from eventhub.materials.queries import last_position, materials_of
from eventhub.storage import files
from eventhub.text.file_names import split_extension
from eventhub.uploads.kept import Stored, settle
from eventhub.uploads.policy import Accepted

FOLDER = "materials"


@dataclass(frozen=True)
class Words:
    """What an organiser says about a material. An empty title of a file becomes its name."""

    title: str
    language: str
    audience: str


def _titled(title: str, file_name: str) -> str:
    return title or split_extension(file_name)[0].replace("_", " ").strip()[:200] or file_name


def _remember(action: str, material: Material, actor: Account, event: Event, now: datetime) -> None:
    db.session.flush()
    record(
        action, now=now, user_id=actor.id, network_id=event.network_id, event_id=event.id, object_id=material.id,
        kind=material.kind, audience=material.audience,
    )  # fmt: skip


def _keep(material: Material, file: Accepted | Stored) -> None:
    """Put the file in the store under a new key and say so in the row."""
    material.file_key, material.file_name = settle(FOLDER, file).key, file.name
    material.media_type, material.size_bytes, material.sha256 = file.media_type, file.size_bytes, file.sha256


def _delete_later(key: str) -> None:
    """Delete a file once no row names it any more."""
    if key:
        after_commit(lambda: files.discard(key))


def _new(event: Event, kind: str, words: Words, now: datetime) -> Material:
    lock_row("event", event.id)
    return Material(
        event_id=event.id, kind=kind, title=words.title, language=words.language, audience=words.audience,
        position=last_position(event.id) + 1, created_at=now, updated_at=now,
    )  # fmt: skip


def add_file(*, event: Event, file: Accepted | Stored, words: Words, actor: Account, now: datetime) -> Material:
    """Add a file below the others."""
    material = _new(event, FILE, words, now)
    material.title = _titled(words.title, file.name)
    _keep(material, file)
    db.session.add(material)
    _remember("material.added", material, actor, event, now)
    return material


def add_link(*, event: Event, url: str, link_kind: str, words: Words, actor: Account, now: datetime) -> Material:
    """Add a recording, a video or a page that lives elsewhere."""
    material = _new(event, LINK, words, now)
    material.url, material.link_kind = url, link_kind
    db.session.add(material)
    _remember("material.added", material, actor, event, now)
    return material


def change_material(
    *, material: Material, event: Event, words: Words, actor: Account, now: datetime,
    file: Accepted | Stored | None = None, url: str = "", link_kind: str = "",
) -> None:  # fmt: skip
    """Change what is said about a material, and replace its file or address. Its own address here stays."""
    if file is not None:
        _delete_later(material.file_key)
        _keep(material, file)
    if material.kind == LINK:
        material.url, material.link_kind = url, link_kind
    material.title = _titled(words.title, material.file_name) if material.kind == FILE else words.title
    material.language, material.audience, material.updated_at = words.language, words.audience, now
    _remember("material.replaced" if file else "material.changed", material, actor, event, now)


def move_material(*, material: Material, event: Event, step: int) -> None:
    """Move a material one place up (-1) or down (1); at the end of the list it stays."""
    lock_row("event", event.id)
    listed = materials_of(event.id)
    here = listed.index(material)
    there = here + step
    if 0 <= there < len(listed):
        listed[here], listed[there] = listed[there], listed[here]
    for position, each in enumerate(listed, start=1):
        each.position = position


def remove_material(*, material: Material, event: Event, actor: Account, now: datetime) -> None:
    """Remove a material; its file goes once that is certain."""
    _remember("material.removed", material, actor, event, now)
    _delete_later(material.file_key)
    db.session.delete(material)
