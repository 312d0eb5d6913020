"""Who may have which material."""

from flask import abort

from eventhub.events.models import Event
from eventhub.materials.models import EVERYONE, FILE, Material
from eventhub.materials.queries import material_of, material_with_event
from eventhub.registrations.models import Person
from eventhub.registrations.queries import place_of


def public_file_or_404(event: Event, material_id: int) -> Material:
    """A file that anyone may have."""
    material = material_of(event.id, material_id)
    if material is None or material.kind != FILE or material.audience != EVERYONE:
        abort(404)
    return material


def managed_material_or_404(event: Event, material_id: int) -> Material:
    """A material of an event that the account manages already."""
    return material_of(event.id, material_id) or abort(404)


def registrants_file_or_404(person: Person, material_id: int) -> Material:
    """A file of a public event at which the person holds a place."""
    material = material_with_event(material_id)
    if material is None or material.kind != FILE or not material.event.is_public:
        abort(404)
    if place_of(material.event_id, person.id) is None:
        abort(404)
    return material
