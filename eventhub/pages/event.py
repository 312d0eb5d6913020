"""The event's public page: one address from save-the-date to what remains of it."""

from babel import Locale
from flask import Blueprint, Response, abort, make_response, render_template, request

from eventhub import clock
from eventhub.events.access import public_event_or_404
from eventhub.events.calendar_links import event_url, links_of
from eventhub.events.models import Event
from eventhub.i18n.languages import current_language
from eventhub.materials.queries import public_materials
from eventhub.pages.structured import structured_event, summary_of
from eventhub.registrations.availability import availability, places_left
from eventhub.registrations.queries import taken_of
from eventhub.storage import files
from eventhub.storage.pictures import MEDIA_TYPE
from eventhub.web.kept_pages import keep_while_unchanged

bp = Blueprint("event", __name__)


def languages_in_words(codes: list[str]) -> str:
    """The languages spoken at an event, in the reader's own."""
    reader = Locale.parse(current_language())
    return ", ".join(reader.languages.get(code, code) for code in codes)


def event_page(event: Event, *, is_preview: bool = False) -> str:
    """The page of an event, for everyone or for organisers before everyone sees it."""
    now = clock.now()
    taken = taken_of(event.id, now)
    places = places_left(event, taken)
    return render_template(
        "event/show.html", event=event, own=event.network.languages, answer=availability(event, taken, now),
        places=places, materials=public_materials(event.id), is_over=event.is_over(now),
        is_running=event.is_running(now), links=links_of(event), url=event_url(event),
        is_preview=is_preview, about=summary_of(event), structured=structured_event(event, places),
        spoken_there=languages_in_words(event.languages),
    )  # fmt: skip


@bp.get("/events/<slug>")
@keep_while_unchanged
def show(slug: str) -> str:
    """The page of an event."""
    return event_page(public_event_or_404(slug))


@bp.get("/events/<slug>/picture")
def picture(slug: str) -> Response:
    """The event's picture. Its address in pages changes with it, so that it may be kept for long."""
    event = public_event_or_404(slug)
    if not event.picture_key:
        abort(404)
    try:
        response = make_response(files.read(event.picture_key))
    except files.MissingFileError:
        abort(404)
    response.content_type = MEDIA_TYPE
    if request.args.get("v") == event.picture_key[-8:]:
        response.headers["Cache-Control"] = "public, max-age=86400"
    return response
