"""Taking a list away: the page that asks what, and the file."""

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy import Engine

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.attendees import service
from eventhub.attendees.columns import COLUMNS, export_words
from eventhub.attendees.export import CSV, MEDIA_TYPES, PIECES, headings_of
from eventhub.attendees.forms import ExportForm
from eventhub.attendees.queries import ALL, Wanted, count_by_state, exported_rows
from eventhub.database.model import db
from eventhub.database.session import writes
from eventhub.events.access import managed_event_or_404
from eventhub.events.models import Event
from eventhub.networks.access import signed_in
from eventhub.web.downloads import content_disposition
from eventhub.web.headers import keep_private
from eventhub.web.limits import EXPORT, limiter

bp = Blueprint("attendees", __name__, url_prefix="/manage/events")


def _event(slug: str) -> Event:
    return managed_event_or_404(slug, signed_in(), "registrations.export")


def _page(event: Event, form: ExportForm, code: int = 200) -> Response:
    page = render_template("attendees/export.html", event=event, form=form, counts=count_by_state(event.id))
    return keep_private(make_response(page, code))


@bp.get("/<slug>/attendees/export")
@organisers_only
def export(slug: str) -> Response:
    """Ask for the format, the people and the columns."""
    return _page(_event(slug), ExportForm(formdata=None))


def _file(event: Event, *, file_format: str, state: str, columns: list[str]) -> Response:
    """The file, flowing while it is read; the transaction of the request has ended by then."""
    now, words = clock.now(), export_words(event.zone)
    rows = count_by_state(event.id)[state]
    service.note_export(
        event=event, actor=signed_in(), state=state, file_format=file_format, columns=columns, rows=rows, now=now
    )
    engine: Engine = db.engine
    found = exported_rows(engine, Wanted(event.id, state))
    headings = headings_of(columns, file_format, event.zone)
    response = Response(PIECES[file_format](found, columns, headings, words), content_type=MEDIA_TYPES[file_format])
    name = f"{event.slug}-{now.astimezone(event.tz).date().isoformat()}.{file_format}"
    response.headers["Content-Disposition"] = content_disposition(name)
    return keep_private(response)


@bp.get("/<slug>/attendees/export/file")
@writes
@organisers_only
@limiter.limit(EXPORT, key_func=lambda: f"account {signed_in().id}")
def download(slug: str) -> Response:
    """The list as a file. Without a query it is everything, as CSV; taking it away is written down."""
    event = _event(slug)
    if not request.args:
        return _file(event, file_format=CSV, state=ALL, columns=list(COLUMNS))
    form = ExportForm(request.args)
    if not form.validate():
        return _page(event, form, 422)
    return _file(event, **form.values())
