"""The questions of an event: all on one page, where they are added, changed, ordered and removed."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.accounts.forms import NothingForm
from eventhub.events.access import managed_event_or_404
from eventhub.events.models import Event
from eventhub.i18n.languages import in_words, known
from eventhub.networks.access import signed_in
from eventhub.questions import service
from eventhub.questions.asking import AskingForm, asking_form
from eventhub.questions.fields import Asking
from eventhub.questions.forms import MORE_ROWS, NEW_ROWS, KeepForm, Shape, TakeForm, question_form, values_of
from eventhub.questions.kinds import KINDS
from eventhub.questions.models import EVERYONE, ORGANISATION, Question
from eventhub.questions.queries import asked_of, member_names, questions_of
from eventhub.questions.taking import kept_sets, take_form
from eventhub.web.headers import keep_private

bp = Blueprint("questions", __name__, url_prefix="/manage/events/<slug>/questions")
STEPS = {"up": -1, "down": 1}


@dataclass
class Open:
    """The form that is open on the page: of a question, or of a new one of some kind."""

    form: Any
    question: Question | None = None
    kind: str = ""


def event_to_change(slug: str) -> Event:
    """The event, for who may change it."""
    return managed_event_or_404(slug, signed_in(), "events.change")


def page(
    event: Event, opened: Open | None = None, *, status: int = 200, keep: KeepForm | None = None,
    take: TakeForm | None = None,
) -> Response:  # fmt: skip
    """The one page: all questions, and at most one form."""
    questions = questions_of(event.id)
    asked = [one for one in questions if not one.is_withdrawn]
    html = render_template(
        "questions/listing.html", event=event, questions=asked, kinds=KINDS, opened=opened, nothing=NothingForm(),
        withdrawn=[one for one in questions if one.is_withdrawn], by_id={one.id: one for one in questions},
        keep=keep or KeepForm(formdata=None), take=take or take_form(event), kept=kept_sets(event),
    )  # fmt: skip
    return keep_private(make_response(html, status))


def _shape(event: Event, kind: str, question: Question | None) -> Shape:
    """What the form is made of; a press on “More options” opens more rows."""
    questions = questions_of(event.id)
    earlier = questions[: questions.index(question)] if question in questions else questions
    rows = request.form.get("rows", "", str)
    usual = NEW_ROWS if question is None else 1
    new_rows = int(rows) if rows.isascii() and rows.isdigit() and len(rows) < 3 else usual
    more = MORE_ROWS if "more" in request.form else 0
    return Shape(kind, event.network.languages, earlier, question, max(1, new_rows) + more)


def _opened(event: Event, kind: str, question: Question | None = None) -> tuple[Open, Shape]:
    shape = _shape(event, kind, question)
    form = question_form(shape)(data=values_of(question, shape.earlier) if question else {"kind": kind})
    if "rows" in form:
        form.rows.data, form.rows.raw_data = str(shape.new_rows), None
    return Open(form, question, kind), shape


def _is_sent(opened: Open) -> bool:
    """Whether the form is to be kept: it is right, and not only more rows were asked for."""
    return "more" not in request.form and bool(opened.form.validate_on_submit())


@bp.get("")
@organisers_only
def listing(slug: str) -> Response:
    """All questions."""
    return page(event_to_change(slug))


def _status(opened: Open) -> int:
    return 422 if opened.form.errors else 200


@bp.route("/new", methods=["GET", "POST"])
@organisers_only
def new(slug: str) -> Response:
    """A new question, of the kind that was chosen."""
    event, kind = event_to_change(slug), request.values.get("kind", "")
    if kind not in KINDS:
        return back_to_list(slug)
    opened, shape = _opened(event, kind)
    if not _is_sent(opened):
        return page(event, opened, status=_status(opened))
    try:
        question = service.add_question(
            event, kind, opened.form.content(shape.earlier), now=clock.now(), actor_id=signed_in().id
        )
    except service.TooMany:
        opened.form.refuse(
            "label", _("This event asks enough: %(number)d questions are the most.", number=service.MOST)
        )
        return page(event, opened, status=422)
    return back_to_list(slug, question.id)


@bp.route("/<int:question_id>", methods=["GET", "POST"])
@organisers_only
def edit(slug: str, question_id: int) -> Response:
    """Change a question."""
    event = event_to_change(slug)
    question = _question_or_404(event, question_id)
    opened, shape = _opened(event, question.kind, question)
    if not _is_sent(opened):
        return page(event, opened, status=_status(opened))
    service.change_question(
        event, question_id, opened.form.content(shape.earlier), now=clock.now(), actor_id=signed_in().id
    )
    return back_to_list(slug, question_id)


def _question_or_404(event: Event, question_id: int) -> Question:
    return next((one for one in questions_of(event.id) if one.id == question_id), None) or abort(404)


def back_to_list(slug: str, question_id: int | None = None) -> Response:
    """To the list of questions, where this one stands."""
    place = None if question_id is None else f"question-{question_id}"
    return redirect(url_for("questions.listing", slug=slug, _anchor=place), 303)


def _checked(slug: str, question_id: int) -> Event:
    """The event of a question that a button is about; the button's form must be ours."""
    event = event_to_change(slug)
    _question_or_404(event, question_id)
    if not NothingForm().validate_on_submit():
        abort(422)
    return event


def _why_not(event: Event, refusal: service.OthersDepend) -> None:
    label = in_words(refusal.question.label, None, event.network.languages)
    flash(_("“%(question)s” depends on an answer to the other one: change that first.", question=label), "warning")


@bp.post("/<int:question_id>/<any(up, down):way>")
@organisers_only
def move(slug: str, question_id: int, way: str) -> Response:
    """One place up or down."""
    event = _checked(slug, question_id)
    try:
        service.move_question(event, question_id, STEPS[way], now=clock.now(), actor_id=signed_in().id)
    except service.OthersDepend as refusal:
        _why_not(event, refusal)
    return back_to_list(slug, question_id)


@bp.post("/<int:question_id>/copy")
@organisers_only
def copy(slug: str, question_id: int) -> Response:
    """The same question once more, to be changed."""
    event = _checked(slug, question_id)
    try:
        made = service.copy_question(event, question_id, now=clock.now(), actor_id=signed_in().id)
    except service.TooMany:
        flash(_("This event asks enough: %(number)d questions are the most.", number=service.MOST), "warning")
        return back_to_list(slug, question_id)
    return redirect(url_for(".edit", slug=slug, question_id=made.id, _anchor=f"question-{made.id}"), 303)


@bp.post("/<int:question_id>/remove")
@organisers_only
def remove(slug: str, question_id: int) -> Response:
    """Take a question away; one that was answered is only asked no more."""
    event = _checked(slug, question_id)
    try:
        is_gone = service.remove_question(event, question_id, now=clock.now(), actor_id=signed_in().id)
    except service.OthersDepend as refusal:
        _why_not(event, refusal)
        return back_to_list(slug, question_id)
    flash(_("The question is removed.") if is_gone else _("It is asked no more. The answers given so far stay."))
    return back_to_list(slug)


@bp.post("/<int:question_id>/again")
@organisers_only
def ask_again(slug: str, question_id: int) -> Response:
    """Ask a withdrawn question once more."""
    event = _checked(slug, question_id)
    service.ask_again(event, question_id, now=clock.now(), actor_id=signed_in().id)
    return back_to_list(slug, question_id)


@bp.get("/preview")
@organisers_only
def preview(slug: str) -> Response:
    """The questions as people will see them. Nothing can be sent."""
    event = event_to_change(slug)
    questions = asked_of(questions_of(event.id), (EVERYONE,))
    members = member_names(event.network_id) if any(one.kind == ORGANISATION for one in questions) else []
    own, today = event.network.languages, clock.now().astimezone(event.tz).date()
    asking = Asking(known(request.args.get("language"), own) or own[0], own, members, today=today)
    form = asking_form(AskingForm, questions, asking)(formdata=None)
    return keep_private(make_response(render_template("questions/preview.html", event=event, form=form)))
