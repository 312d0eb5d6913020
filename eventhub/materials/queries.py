"""Reading an event's materials, in the order in which they are shown."""

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.database.model import db
from eventhub.events.models import PUBLIC, Event
from eventhub.materials.models import EVERYONE, Material
from eventhub.registrations.models import CONFIRMED, Registration


def materials_of(event_id: int) -> list[Material]:
    """Every material of an event, as its organisers see them."""
    query = select(Material).where(Material.event_id == event_id).order_by(Material.position, Material.id)
    return list(db.session.scalars(query))


def public_materials(event_id: int) -> list[Material]:
    """What anyone may see of an event."""
    query = select(Material).where(Material.event_id == event_id, Material.audience == EVERYONE)
    return list(db.session.scalars(query.order_by(Material.position, Material.id)))


def materials_for_registrants(event_id: int) -> list[Material]:
    """What a person with a place at the event may see: what is for everyone and what is for registrants."""
    return materials_of(event_id)


def material_of(event_id: int, material_id: int) -> Material | None:
    """One material, if it belongs to the event."""
    return db.session.scalar(select(Material).where(Material.id == material_id, Material.event_id == event_id))


def last_position(event_id: int) -> int:
    """The position of the last material; 0 where there is none."""
    return db.session.scalar(select(func.max(Material.position)).where(Material.event_id == event_id)) or 0


def material_with_event(material_id: int) -> Material | None:
    """One material and its event."""
    return db.session.scalar(select(Material).options(joinedload(Material.event)).where(Material.id == material_id))


def materials_of_person(person_id: int) -> list[Material]:
    """What a person may see of the public events at which they hold a place, the latest event first."""
    places = select(Registration.event_id).where(Registration.person_id == person_id, Registration.state == CONFIRMED)
    query = (
        select(Material)
        .join(Material.event)
        .options(contains_eager(Material.event).joinedload(Event.network))
        .where(Material.event_id.in_(places), Event.state.in_(PUBLIC))
        .order_by(Event.starts_at.desc(), Event.id, Material.position, Material.id)
    )
    return list(db.session.scalars(query))
