"""Taking a list away: the page that asks what, and the file."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy import Engine
from wtforms.fields.choices import SelectChoice

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.attendees import service
from eventhub.attendees.columns import columns_with, export_words
from eventhub.attendees.export import CSV, MEDIA_TYPES, PIECES, headings_of
from eventhub.attendees.forms import ExportForm
from eventhub.attendees.queries import ALL, Wanted, WithAnswers, count_by_state, exported_rows
from eventhub.database.model import db
from eventhub.database.session import writes
from eventhub.events.access import managed_event_or_404, role_permits
from eventhub.events.models import Event
from eventhub.networks.access import signed_in
from eventhub.questions.models import SILENT, Question
from eventhub.questions.queries import questions_of
from eventhub.registrations.answer_reading import reader_for
from eventhub.web.downloads import content_disposition
from eventhub.web.headers import keep_private
from eventhub.web.limits import EXPORT, limiter

bp = Blueprint("attendees", __name__, url_prefix="/manage/events")


def _event(slug: str) -> Event:
    return managed_event_or_404(slug, signed_in(), "registrations.export")


def _exportable(event: Event) -> list[Question]:
    """The questions whose answers this organiser may take away, those asked no more too."""
    may_see_special = role_permits(signed_in(), event, "registrations.special")
    return [one for one in questions_of(event.id) if one.kind not in SILENT and (may_see_special or not one.is_special)]


def _form(questions: list[Question], formdata: Any) -> ExportForm:
    """The form with a column for each question; diet, access needs and health are taken only by who ticks them."""
    form = ExportForm(formdata)
    special = {one.field_name: one for one in questions if one.is_special}
    form.columns.choices = [
        SelectChoice(key, _special_label(special[key]) if key in special else column.label)
        for key, column in columns_with(questions).items()
    ]
    if not formdata:
        form.columns.data = [key for key in columns_with(questions) if key not in special]
    return form


def _special_label(question: Question) -> str:
    return _("%(column)s (diet, access needs or health)", column=question.key)


def _page(event: Event, form: ExportForm, code: int = 200) -> Response:
    page = render_template("attendees/export.html", event=event, form=form, counts=count_by_state(event.id))
    return keep_private(make_response(page, code))


@bp.get("/<slug>/attendees/export")
@organisers_only
def export(slug: str) -> Response:
    """Ask for the format, the people and the columns."""
    event = _event(slug)
    return _page(event, _form(_exportable(event), None))


def _file(event: Event, questions: list[Question], *, file_format: str, state: str, columns: list[str]) -> Response:
    """The file, flowing while it is read; the transaction of the request has ended by then."""
    now, words = clock.now(), export_words(event.zone)
    rows = count_by_state(event.id)[state]
    service.note_export(
        event=event, actor=signed_in(), state=state, file_format=file_format, columns=columns, rows=rows, now=now
    )
    engine: Engine = db.engine
    wanted = [one for one in questions if one.field_name in columns]
    answers = WithAnswers(wanted, reader_for(wanted, event.network.languages)) if wanted else None
    for one in [*wanted, *(answers.reader.earlier.values() if answers else ())]:
        db.session.expunge(one)  # read while the answer flows, when this session has ended
    found = exported_rows(engine, Wanted(event.id, state), answers)
    known = columns_with(wanted)
    chosen = [known[key] for key in columns]
    headings = headings_of(chosen, file_format, event.zone)
    response = Response(PIECES[file_format](found, chosen, headings, words), content_type=MEDIA_TYPES[file_format])
    name = f"{event.slug}-{now.astimezone(event.tz).date().isoformat()}.{file_format}"
    response.headers["Content-Disposition"] = content_disposition(name)
    return keep_private(response)


@bp.get("/<slug>/attendees/export/file")
@writes
@organisers_only
@limiter.limit(EXPORT, key_func=lambda: f"account {signed_in().id}")
def download(slug: str) -> Response:
    """The list as a file. Without a query it is everything but diet, access needs and health, as CSV.

    Taking it away is written down.
    """
    event = _event(slug)
    questions = _exportable(event)
    if not request.args:
        ordinary = [one for one in questions if not one.is_special]
        return _file(event, ordinary, file_format=CSV, state=ALL, columns=list(columns_with(ordinary)))
    form = _form(questions, request.args)
    if not form.validate():
        return _page(event, form, 422)
    return _file(event, questions, **form.values())
