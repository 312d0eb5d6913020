"""Making and changing networks, their themes and their member organisations."""

from datetime import datetime

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.session import after_commit
from eventhub.networks.models import MemberOrganisation, Network, Theme
from eventhub.storage import files
from eventhub.text.slugs import free_slug

LOGO_FOLDER = "logos"


def create_network(*, name: str, languages: list[str], zone: str, actor: Account, now: datetime) -> Network:
    """A new network, without a team yet."""
    slug = free_slug(name, lambda slug: _exists(select(Network.id).where(Network.slug == slug)), "network")
    network = Network(slug=slug, name=name, languages=languages, zone=zone, created_at=now, updated_at=now)
    db.session.add(network)
    db.session.flush()
    record("network.created", now=now, user_id=actor.id, network_id=network.id, object_id=network.id)
    return network


def _exists(query: object) -> bool:
    return db.session.scalar(query) is not None  # type: ignore[call-overload] # any select of one column


def change_settings(network: Network, values: dict[str, object], *, actor: Account, now: datetime) -> list[str]:
    """Give columns of a network new values; the names of those that changed."""
    changed = [name for name, value in values.items() if getattr(network, name) != value]
    for name in changed:
        setattr(network, name, values[name])
    if changed:
        network.updated_at = now
        record("network.changed", now=now, user_id=actor.id, network_id=network.id, columns=changed)
    return changed


def set_logo(network: Network, picture: bytes | None, *, actor: Account, now: datetime) -> None:
    """Give a network a logo, or none. The file it had goes once the change is kept."""
    before = network.logo_key
    network.logo_key = files.new_key(LOGO_FOLDER) if picture else ""
    network.updated_at = now
    if picture:
        files.put(network.logo_key, picture)
    if before:
        after_commit(lambda: files.discard(before))
    record("network.changed", now=now, user_id=actor.id, network_id=network.id, columns=["logo"])


def add_theme(network: Network, name: dict[str, str], *, actor: Account, now: datetime) -> Theme:
    """A new theme at the end of the list."""
    words = next((text for text in name.values() if text), "")
    slug = free_slug(words, lambda slug: _exists(select(Theme.id).where(Theme.slug == slug)), "theme")
    last = db.session.scalar(select(func.max(Theme.position)).where(Theme.network_id == network.id))
    theme = Theme(network_id=network.id, slug=slug, name=name, position=0 if last is None else last + 1)
    db.session.add(theme)
    db.session.flush()
    record("theme.added", now=now, user_id=actor.id, network_id=network.id, object_id=theme.id)
    return theme


def rename_theme(theme: Theme, name: dict[str, str], *, actor: Account, now: datetime) -> None:
    """Another name; the address stays."""
    theme.name = name
    record("theme.renamed", now=now, user_id=actor.id, network_id=theme.network_id, object_id=theme.id)


def move_theme(themes: list[Theme], theme: Theme, step: int, *, actor: Account, now: datetime) -> None:
    """Move a theme up (-1) or down (1) among all themes of its network."""
    place = themes.index(theme)
    order = [other for other in themes if other is not theme]
    order.insert(min(max(place + step, 0), len(order)), theme)
    for position, other in enumerate(order):
        other.position = position
    record("theme.moved", now=now, user_id=actor.id, network_id=theme.network_id, object_id=theme.id)


def remove_theme(theme: Theme, *, actor: Account, now: datetime) -> None:
    """Take a theme away, from its events too."""
    record("theme.removed", now=now, user_id=actor.id, network_id=theme.network_id, object_id=theme.id)
    db.session.delete(theme)


def add_members(
    network: Network, members: list[tuple[str, str, str]], *, actor: Account, now: datetime
) -> tuple[int, int]:
    """Add organisations given as name, place and address; how many were new, and how many were there already."""
    # Compared here: SQLite makes only the letters from A to Z small.
    query = select(MemberOrganisation.name).where(MemberOrganisation.network_id == network.id)
    known = {name.casefold() for name in db.session.scalars(query)}
    new = 0
    for name, place, address in members:
        if name.casefold() in known:
            continue
        known.add(name.casefold())
        new += 1
        db.session.add(
            MemberOrganisation(network_id=network.id, name=name, place=place, contact_email=address, is_active=True)
        )
    record("member.added", now=now, user_id=actor.id, network_id=network.id, count=new)
    return new, len(members) - new


def read_members(text: str) -> list[tuple[str, str, str]]:
    """Pasted lines `name; place; address`, or cells of a table, as triples; empty lines are left out."""
    found = []
    for line in text.splitlines():
        cells = [" ".join(cell.split()) for cell in line.replace("\t", ";").split(";")]
        if not cells[0]:
            continue
        place, address = ([*cells[1:], "", ""])[:2]
        found.append((cells[0][:200], place[:200], address[:254] if "@" in address else ""))
    return found


class NameTaken(ValueError):  # noqa: N818 - it says what happened
    """Another member organisation of the network has this name."""


def change_member(member: MemberOrganisation, values: dict[str, object], *, actor: Account, now: datetime) -> None:
    """Change a member organisation, or say that it left. Raises NameTaken."""
    query = select(MemberOrganisation.id).where(
        MemberOrganisation.network_id == member.network_id,
        MemberOrganisation.name == values["name"],
        MemberOrganisation.id != member.id,
    )
    if _exists(query):
        raise NameTaken
    for name, value in values.items():
        setattr(member, name, value)
    record("member.changed", now=now, user_id=actor.id, network_id=member.network_id, object_id=member.id)
