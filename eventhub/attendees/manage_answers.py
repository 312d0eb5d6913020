"""What people answered: one person at a time, and everybody's answers counted."""

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.attendees import manage_requests, service
from eventhub.attendees.columns import shown_name
from eventhub.attendees.forms import AnswersForm
from eventhub.database.session import writes
from eventhub.events.access import managed_event_or_404, role_permits
from eventhub.events.models import Event
from eventhub.networks.access import signed_in
from eventhub.questions.asking import asking_form
from eventhub.questions.models import FILE, Question
from eventhub.questions.queries import asked_of, questions_of
from eventhub.registrations.answer_files import download_of
from eventhub.registrations.answer_reading import reader_for, said_by, totals_of
from eventhub.registrations.answers import (
    FOR_ORGANISERS,
    OptionFull,
    QuestionsChanged,
    asking_of,
    change_answers,
    data_of,
    file_in,
    rows_of,
)
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import registration_of
from eventhub.uploads.serving import send_kept_file
from eventhub.web.headers import keep_private

bp = manage_requests.bp
SPECIAL = "registrations.special"


def _readable(event: Event) -> list[Question]:
    """The questions whose answers this organiser may see, withdrawn ones too."""
    may_see_special = role_permits(signed_in(), event, SPECIAL)
    return [one for one in questions_of(event.id) if may_see_special or not one.is_special]


def _form(event: Event, registration: Registration, questions: list[Question]) -> AnswersForm:
    asked = asked_of(questions, FOR_ORGANISERS)
    rows = rows_of(registration.id, asked)
    made = asking_form(AnswersForm, asked, asking_of(event, asked, own=rows))
    form: AnswersForm = made(data=data_of(asked, rows))
    form.file_addresses = {
        one.field_name: url_for(".answer_file", slug=event.slug, registration_id=registration.id, question=one.key)
        for one in asked
        if one.kind == FILE
    }
    return form


def _page(event: Event, registration: Registration, form: AnswersForm, questions: list[Question]) -> Response:
    reader = reader_for(questions, event.network.languages)
    page = render_template(
        "attendees/answered.html", event=event, registration=registration, name=shown_name(registration), form=form,
        said=said_by(registration, questions, reader),
        may_change=role_permits(signed_in(), event, "registrations.change") and registration.forgotten_at is None,
        hides_special=not role_permits(signed_in(), event, SPECIAL),
    )  # fmt: skip
    return keep_private(make_response(page, 422 if form.is_submitted() else 200))


@bp.get("/<slug>/attendees/<int:registration_id>/answers")
@writes
@organisers_only
def answered(slug: str, registration_id: int) -> Response:
    """What one person answered; looking at it is written down."""
    event = managed_event_or_404(slug, signed_in(), "registrations.read")
    registration = registration_of(event.id, registration_id) or abort(404)
    questions = _readable(event)
    service.note_answers(
        "attendees.answers_viewed", event=event, actor=signed_in(), registration_id=registration.id, now=clock.now(),
        special=any(one.is_special for one in questions),
    )  # fmt: skip
    return _page(event, registration, _form(event, registration, questions), questions)


@bp.post("/<slug>/attendees/<int:registration_id>/answers")
@organisers_only
def change_answers_of(slug: str, registration_id: int) -> AnyResponse:
    """Answer on somebody's behalf, and what only organisers fill in."""
    account = signed_in()
    event = managed_event_or_404(slug, account, "registrations.change")
    registration = registration_of(event.id, registration_id) or abort(404)
    if registration.forgotten_at is not None:
        abort(410)
    questions = _readable(event)
    form = _form(event, registration, questions)
    if form.validate_on_submit() and _changed(registration, form, event):
        flash(_("Saved."))
        return redirect(url_for(".answered", slug=slug, registration_id=registration_id), 303)
    form.keep_files(event.id)
    return _page(event, registration, form, questions)


@bp.get("/<slug>/attendees/<int:registration_id>/answers/<question>/file")
@writes
@organisers_only
def answer_file(slug: str, registration_id: int, question: str) -> Response:
    """The file that somebody gave for an answer; taking it is written down."""
    event = managed_event_or_404(slug, signed_in(), "registrations.read")
    registration = registration_of(event.id, registration_id) or abort(404)
    asked = next((one for one in _readable(event) if one.key == question), None) or abort(404)
    file = file_in(registration.id, [asked], question) or abort(404)
    service.note_answers(
        "attendees.file_taken", event=event, actor=signed_in(), registration_id=registration.id, now=clock.now(),
        question=question, special=asked.is_special,
    )  # fmt: skip
    return keep_private(send_kept_file(download_of(file)))


def _changed(registration: Registration, form: AnswersForm, event: Event) -> bool:
    """Whether the answers are kept; else the form says why not."""
    account, now = signed_in(), clock.now()
    try:
        keys = change_answers(registration, form.answers(), now=now, audiences=FOR_ORGANISERS, actor_id=account.id)
    except OptionFull as full:
        form.refuse_full(full.question, full.option)
        return False
    except QuestionsChanged:
        form.say_changed()
        return False
    if keys:
        remark = {"remark": form.why.data} if form.why.data else {}
        service.note_answers(
            "attendees.answers_changed", event=event, actor=account, registration_id=registration.id, now=now,
            questions=keys, **remark,
        )  # fmt: skip
        service.after_other_answers(registration, event=event, tell=bool(form.tell.data), now=now)
    return True


@bp.get("/<slug>/attendees/totals")
@organisers_only
def totals(slug: str) -> Response:
    """How many gave which answer, diet and health aside."""
    event = managed_event_or_404(slug, signed_in(), "registrations.read")
    questions = [one for one in questions_of(event.id) if not one.is_special]
    found = totals_of(questions, reader_for(questions, event.network.languages), with_texts=False)
    may_see_special = role_permits(signed_in(), event, SPECIAL)
    return keep_private(
        make_response(
            render_template("attendees/totals.html", event=event, totals=found, may_see_special=may_see_special)
        )
    )


@bp.get("/<slug>/attendees/kitchen")
@writes
@organisers_only
def kitchen(slug: str) -> Response:
    """Diet, access needs and health as counts, without names: for the kitchen and the venue."""
    event = managed_event_or_404(slug, signed_in(), SPECIAL)
    questions = [one for one in questions_of(event.id) if one.is_special]
    service.note_answers("attendees.special_viewed", event=event, actor=signed_in(), now=clock.now())
    found = totals_of(questions, reader_for(questions, event.network.languages), with_texts=True)
    return keep_private(make_response(render_template("attendees/kitchen.html", event=event, totals=found)))
