"""Materials for visitors and for people who registered."""

from itertools import groupby

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventhub.events.access import public_event_or_404
from eventhub.materials.access import public_file_or_404, registrants_file_or_404
from eventhub.materials.models import Material
from eventhub.materials.queries import materials_of_person
from eventhub.materials.words import file_size, link_kind_name
from eventhub.registrations.access import person_of_link
from eventhub.uploads.policy import SHOWN_INLINE, served_type
from eventhub.uploads.serving import KeptFile, send_kept_file
from eventhub.web.headers import keep_private

bp = Blueprint("materials", __name__)
bp.add_app_template_global(file_size)
bp.add_app_template_global(link_kind_name)


def send_material(material: Material) -> Response:
    """Answer with a material's file."""
    media_type = served_type(material.media_type)
    return send_kept_file(
        KeptFile(
            key=material.file_key, name=material.file_name, media_type=media_type, size_bytes=material.size_bytes,
            sha256=material.sha256, is_shown=media_type in SHOWN_INLINE,
        )
    )  # fmt: skip


@bp.get("/events/<slug>/materials/<int:material_id>/<filename>")
def download(slug: str, material_id: int, filename: str) -> AnyResponse:
    """A file for everyone. A name from before it was replaced leads to the present one."""
    event = public_event_or_404(slug)
    material = public_file_or_404(event, material_id)
    if filename != material.file_name:
        return redirect(url_for(".download", slug=slug, material_id=material_id, filename=material.file_name), 301)
    return send_material(material)


@bp.get("/me/<token>/materials")
def mine(token: str) -> Response:
    """What a person may see of the events they registered for."""
    person = person_of_link(token)
    listed = materials_of_person(person.id)
    events = [(event, list(group)) for event, group in groupby(listed, key=lambda material: material.event)]
    return keep_private(make_response(render_template("materials/mine.html", events=events, token=token)))


@bp.get("/me/<token>/materials/<int:material_id>/<filename>")
def download_as_registrant(token: str, material_id: int, filename: str) -> AnyResponse:
    """A file for someone with a place at its event."""
    material = registrants_file_or_404(person_of_link(token), material_id)
    if filename != material.file_name:
        target = url_for(".download_as_registrant", token=token, material_id=material_id, filename=material.file_name)
        return keep_private(make_response(redirect(target, 301)))
    return keep_private(send_material(material))
