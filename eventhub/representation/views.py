"""The page of an organisation's contact, and the answer of who was named: by signed links, without an account."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.database.model import db
from eventhub.questions.asking import asking_form
from eventhub.questions.files import limit_body
from eventhub.questions.queries import asked_of, questions_of
from eventhub.registrations import consent
from eventhub.registrations.access import own_registration_or_404, person_of_link
from eventhub.registrations.answers import FOR_EVERYONE, OptionFull, QuestionsChanged, asking_of
from eventhub.registrations.delegation_models import Delegation, Substitute
from eventhub.registrations.forms import ConfirmForm
from eventhub.registrations.models import OFFERED, Registration
from eventhub.registrations.queries import has_seat
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.transitions import NotPossible
from eventhub.registrations.waiting_list import decline as leave
from eventhub.representation import service
from eventhub.representation.forms import AS_SUBSTITUTE, AnswerForm, DeclineForm, NameForm, NobodyForm
from eventhub.representation.mails import PURPOSE
from eventhub.representation.queries import delegation_with_key, held_seats, named_before, substitutes_of
from eventhub.web import tokens
from eventhub.web.headers import keep_private
from eventhub.web.limits import REGISTER, limiter
from eventhub.web.public_forms import csrf

bp = Blueprint("seats", __name__)


@bp.after_request
def one_contacts_only(response: Response) -> Response:
    """Everything behind these links stays theirs."""
    return keep_private(response)


def _delegation(token: str) -> Delegation:
    """Whose link this is: 404 for what we never signed, 410 for what was withdrawn."""
    key, version = tokens.read(PURPOSE, token) or abort(404)
    found = delegation_with_key(key) or abort(410)
    if found.version != version:
        abort(410)
    return found


def _page(token: str, found: Delegation, form: NameForm, nobody: NobodyForm, code: int = 200) -> Response:
    found = delegation_with_key(found.key) or abort(410)  # a refusal read it again, without its event
    seats, unanswered = held_seats(found.id), named_before(found.id)
    if not form.is_submitted() and len(seats) + len(unanswered) >= found.seats:
        form.role.data = AS_SUBSTITUTE
    page = render_template(
        "representation/name.html", token=token, delegation=found, event=found.event, form=form, nobody=nobody,
        seats=seats, substitutes=substitutes_of(found.id), unanswered=unanswered,
        confirm=ConfirmForm(formdata=None),
        is_open=service.takes_names(found.event, clock.now()), until=service.naming_ends_at(found.event),
    )  # fmt: skip
    return make_response(page, code)


def _back(token: str) -> AnyResponse:
    return redirect(url_for(".name", token=token), 303)


def _name(found: Delegation, form: NameForm) -> bool:
    """Whether they are named; else the form says why not."""
    said = {"name": form.name.data, "email": form.email.data, "now": clock.now()}
    try:
        if form.role.data == AS_SUBSTITUTE:
            service.add_substitute(found, **said)
        else:
            service.name_person(found, member=found.member.name, **said)
    except service.NoSeat:
        form.refuse("role", _("There is no seat left for this."))
    except service.NamingClosed:
        form.refuse("name", _("It is too late to name people."))
    except service.NamedBefore:
        form.refuse("email", _("You named this person already."))
    except RegistrationRefused:
        form.refuse("role", _("The event is full. Ask the organisers."))
    else:
        return True
    return False


@bp.route("/seats/<token>", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(REGISTER, methods=["POST"])
def name(token: str) -> AnyResponse:
    """Whom the organisation sends, and naming one more."""
    found, form = _delegation(token), NameForm()
    if form.is_from_a_machine or (form.validate_on_submit() and _name(found, form)):
        return _back(token)
    return _page(token, found, form, NobodyForm(formdata=None), 422 if form.is_submitted() else 200)


@bp.post("/seats/<token>/nobody")
@csrf.exempt
@limiter.limit(REGISTER)
def nobody(token: str) -> AnyResponse:
    """We send nobody this time."""
    found, form = _delegation(token), NobodyForm()
    if form.validate_on_submit():
        try:
            service.send_nobody(found, reason=form.reason.data or "", now=clock.now())
        except service.NamingClosed:
            form.refuse("reason", _("It is too late to name people."))
        else:
            return _back(token)
    return _page(token, found, NameForm(formdata=None), form, 422)


@bp.post("/seats/<token>/people/<int:registration_id>")
@csrf.exempt
def take_back(token: str, registration_id: int) -> AnyResponse:
    """Send somebody else."""
    found = _delegation(token)
    seats = {one.registration_id: one.registration for one in held_seats(found.id)}
    registration = seats.get(registration_id) or abort(404)
    _remove(lambda: service.take_back(found, registration, now=clock.now()))
    return _back(token)


@bp.post("/seats/<token>/substitutes/<int:substitute_id>")
@csrf.exempt
def remove_substitute(token: str, substitute_id: int) -> AnyResponse:
    """Somebody is no substitute any more."""
    found = _delegation(token)
    substitute = db.session.get(Substitute, substitute_id)
    if substitute is None or substitute.delegation_id != found.id:
        abort(404)
    _remove(lambda: service.remove_substitute(found, substitute, now=clock.now()))
    return _back(token)


def _remove(act: object) -> None:
    if not ConfirmForm().validate_on_submit():
        abort(422)
    try:
        act()  # type: ignore[operator] # a function without arguments
    except service.NamingClosed:
        abort(410)


def _answer_form(registration: Registration) -> AnswerForm:
    questions = asked_of(questions_of(registration.event_id), FOR_EVERYONE)
    form = AnswerForm
    if questions:
        asking = asking_of(registration.event, questions)
        limit_body(questions)
        form = asking_form(AnswerForm, questions, asking, last=("remark", "consent"))
    filled = form()
    filled.consent.label.text = consent.consent_words(registration.event, asks=filled.asks)
    return filled


def _confirm(registration: Registration, form: AnswerForm) -> bool:
    try:
        service.confirm(registration, answers=form.answers(), remark=form.remark.data or "", now=clock.now())
    except OptionFull as full:
        form.refuse_full(full.question, full.option)
        return False
    except QuestionsChanged:
        form.say_changed()
        return False
    return True


def _mine(token: str, done: str) -> AnyResponse:
    return redirect(url_for("registrations.mine", token=token, done=done), 303)


@bp.route("/me/<token>/seats/<key>", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(REGISTER, methods=["POST"])
def answer(token: str, key: str) -> AnyResponse:
    """Somebody who was named says yes, and answers what the event asks."""
    registration = own_registration_or_404(person_of_link(token), key)
    if registration.state != OFFERED or not has_seat(registration.id):
        return _mine(token, "too-late")
    form = _answer_form(registration)
    try:
        if form.validate_on_submit() and _confirm(registration, form):
            return _mine(token, "taken")
    except (NotPossible, RegistrationRefused):
        return _mine(token, "too-late")
    if form.is_submitted():
        form.keep_files(registration.event_id)
    page = render_template(
        "representation/answer.html", token=token, registration=registration, form=form,
        decline=DeclineForm(formdata=None),
    )  # fmt: skip
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.post("/me/<token>/seats/<key>/decline")
@csrf.exempt
def decline(token: str, key: str) -> AnyResponse:
    """Somebody who was named does not come."""
    registration = own_registration_or_404(person_of_link(token), key)
    if not DeclineForm().validate_on_submit():
        abort(422)
    try:
        leave(registration, now=clock.now())
    except NotPossible:
        return _mine(token, "too-late")
    return _mine(token, "left-to-others")
