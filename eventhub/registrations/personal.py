"""What a person does from their own page."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.events.calendar import event_file
from eventhub.events.calendar_links import subscription_links
from eventhub.events.calendar_words import Audience
from eventhub.events.models import DRAFT
from eventhub.i18n.languages import current_language
from eventhub.registrations import link_mails
from eventhub.registrations.access import own_registration_or_404, person_of_link
from eventhub.registrations.answer_files import download_of
from eventhub.registrations.answers import own_file
from eventhub.registrations.changes import changes_end_at, may_change
from eventhub.registrations.forms import AnswerForm, ConfirmForm, FeedForm, HandOverForm
from eventhub.registrations.handing_over import SamePerson, can_be_handed_over, hand_over
from eventhub.registrations.models import ACTIVE, BY_PERSON, CONFIRMED, OFFERED, PENDING, WAITING, Registration
from eventhub.registrations.own_details import change_from, details_form
from eventhub.registrations.people import feed_token, make_feed, withdraw_feed, withdraw_link
from eventhub.registrations.queries import has_seat
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.service import cancel_registration
from eventhub.registrations.transitions import NotPossible
from eventhub.registrations.waiting_list import accept, decline
from eventhub.uploads.serving import send_kept_file
from eventhub.web.headers import keep_private
from eventhub.web.limits import REGISTER, SEND_LINK, limiter
from eventhub.web.links import whole_address
from eventhub.web.public_forms import csrf
from eventhub.web.tokens import settings

bp = Blueprint("personal", __name__, url_prefix="/me/<token>")
FEED_ACTIONS = {"make": make_feed, "withdraw": withdraw_feed}


@bp.after_request
def one_persons_only(response: Response) -> Response:
    """Everything behind somebody's own link stays theirs."""
    return keep_private(response)


def _place(token: str, key: str) -> Registration:
    """What this person has, or hopes for, at an event that is not over."""
    registration = own_registration_or_404(person_of_link(token), key)
    if registration.state not in ACTIVE or registration.event.is_over(clock.now()):
        abort(410)
    return registration


def _back(token: str, done: str | None = None) -> AnyResponse:
    """To the person's page; `done` chooses the sentence it says about what was done (components/done.html)."""
    return redirect(url_for("registrations.mine", token=token, done=done), 303)


@bp.route("/places/<key>", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(REGISTER, methods=["POST"])
def change(token: str, key: str) -> AnyResponse:
    """Change what was filled in at registration, until the day the organisers set."""
    registration = _place(token, key)
    form = details_form(registration, token)
    is_open = may_change(registration.event, clock.now())
    if is_open and form.validate_on_submit() and change_from(registration, form):
        return _back(token, "asked-again" if registration.state == PENDING else "details")
    if form.is_submitted():
        form.keep_files(registration.event_id)
    page = render_template(
        "personal/change.html", token=token, registration=registration, form=form, is_open=is_open,
        ends_at=changes_end_at(registration.event),
    )  # fmt: skip
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.get("/places/<key>/files/<question>")
def answer_file(token: str, key: str, question: str) -> Response:
    """A file that somebody gave for an answer, for themselves."""
    registration = own_registration_or_404(person_of_link(token), key)
    return send_kept_file(download_of(own_file(registration, question) or abort(404)))


@bp.route("/places/<key>/cancel", methods=["GET", "POST"])
@csrf.exempt
def cancel(token: str, key: str) -> AnyResponse:
    """Give the place back, after asking once."""
    registration = own_registration_or_404(person_of_link(token), key)
    form = ConfirmForm()
    if registration.state not in ACTIVE:
        return _back(token)
    if form.validate_on_submit():
        try:
            cancel_registration(registration, by=BY_PERSON, now=clock.now())
        except RegistrationRefused:
            abort(410)
        return _back(token, "given-back")
    page = render_template("personal/cancel.html", token=token, registration=registration, form=form)
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.route("/places/<key>/hand-over", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(SEND_LINK, methods=["POST"])
def give_away(token: str, key: str) -> AnyResponse:
    """Hand the place to a colleague. What is said is the same for whoever is registered already."""
    registration, form = own_registration_or_404(person_of_link(token), key), HandOverForm()
    if not can_be_handed_over(registration, clock.now()):
        return _back(token, "not-handed-over")
    if form.validate_on_submit():
        try:
            hand_over(registration, name=form.name.data, email=form.email.data, now=clock.now())
        except NotPossible:
            return _back(token, "not-handed-over")
        except SamePerson:
            form.refuse("email", _("This is your own address. Write that of your colleague."))
        else:
            return _back(token, "handed-over")
    page = render_template("personal/hand_over.html", token=token, registration=registration, form=form)
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.route("/places/<key>/answer", methods=["GET", "POST"])
@csrf.exempt
def answer(token: str, key: str) -> AnyResponse:
    """Take a place that is offered, or that is free for who takes it first, or leave it to the next."""
    registration, form = own_registration_or_404(person_of_link(token), key), AnswerForm()
    if registration.state not in (OFFERED, WAITING) or registration.offered_until is None:
        return _back(token, "taken" if registration.state in ACTIVE else "too-late")
    if registration.state == OFFERED and has_seat(registration.id):  # they agree and answer first
        return redirect(url_for("seats.answer", token=token, key=key), 303)
    if form.validate_on_submit():
        return _back(token, _answered(registration, form.action.data))
    page = render_template("personal/answer.html", token=token, registration=registration, form=form)
    return make_response(page, 422 if form.is_submitted() else 200)


def _answered(registration: Registration, action: str) -> str:
    """What became of the answer, by the name of the sentence that says it."""
    try:
        {"accept": accept, "decline": decline}[action](registration, now=clock.now())
    except (NotPossible, RegistrationRefused):
        return "still-waiting" if registration.state == WAITING else "too-late"
    return "taken" if action == "accept" else "left-to-others"


@bp.get("/places/<key>/event.ics")
def event_calendar(token: str, key: str) -> Response:
    """The event as a calendar file, with what only registered people know."""
    registration = own_registration_or_404(person_of_link(token), key)
    event = registration.event
    if event.state == DRAFT or event.starts_at is None:
        abort(404)
    audience: Audience = "registered" if registration.state == CONFIRMED else "public"
    response = make_response(event_file(event, audience, language=current_language()))
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


@bp.get("/join/<key>")
def join(token: str, key: str) -> str:
    """The way into an online event, for one who has a place there."""
    registration = _place(token, key)
    if registration.state != CONFIRMED:
        abort(410)
    if not registration.event.is_online:
        abort(404)
    return render_template("personal/join.html", token=token, event=registration.event, form=ConfirmForm())


@bp.route("/calendar", methods=["GET", "POST"])
@csrf.exempt
def calendar(token: str) -> AnyResponse:
    """The private calendar: its address, and how to make one, make it new or take it away."""
    person = person_of_link(token)
    form = FeedForm()
    if form.validate_on_submit():
        FEED_ACTIONS[form.action.data](person)
        return redirect(url_for(".calendar", token=token, done=f"calendar-{form.action.data}"), 303)
    own = feed_token(person)
    links = subscription_links(whole_address("feeds.private", token=own), settings().hub_name) if own else None
    page = render_template("personal/calendar.html", token=token, links=links, form=form)
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.route("/withdraw", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(SEND_LINK, methods=["POST"])
def withdraw(token: str) -> AnyResponse:
    """Make the link in all earlier mails useless, and mail a new one."""
    person = person_of_link(token)
    form = ConfirmForm()
    if form.validate_on_submit():
        withdraw_link(person)
        link_mails.my_link(person, now=clock.now())
        return redirect(url_for("registrations.link_sent"), 303)
    page = render_template("personal/withdraw.html", token=token, form=form)
    return make_response(page, 422 if form.is_submitted() else 200)
