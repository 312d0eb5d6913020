"""Registering without an account, and finding the way back to one's own page."""

import secrets

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.events.access import public_event_or_404
from eventhub.events.calendar_links import links_of
from eventhub.events.models import Event
from eventhub.events.when import long_day, moment_in_words, when_in_words
from eventhub.i18n.languages import current_language
from eventhub.questions.asking import asking_form
from eventhub.questions.files import limit_body
from eventhub.questions.models import Question
from eventhub.questions.queries import asked_of, public_id_and_whether_it_asks, questions_of
from eventhub.registrations import consent
from eventhub.registrations.access import person_of_link
from eventhub.registrations.answers import FOR_EVERYONE, OptionFull, QuestionsChanged, asking_of, taken_places
from eventhub.registrations.availability import Availability, Taken, places_left, told_places
from eventhub.registrations.doors import (
    EVERYBODY,
    INVITED,
    MEMBERS,
    Door,
    invitation_of,
    is_members_link,
    was_members_link,
)
from eventhub.registrations.forms import RegisterForm, way_in_words
from eventhub.registrations.handing_over import can_be_handed_over
from eventhub.registrations.invitation_models import WITHDRAWN
from eventhub.registrations.models import CONFIRMED
from eventhub.registrations.queries import (
    latest_of_each_event,
    registrations_of_person,
    taken_of,
)
from eventhub.registrations.refusals import MemberFull, RegistrationRefused, WayNotPossible
from eventhub.registrations.service import Result
from eventhub.registrations.service import register as give_place
from eventhub.web import tokens
from eventhub.web.headers import keep_private
from eventhub.web.limits import REGISTER, limiter
from eventhub.web.links import shown_address
from eventhub.web.public_forms import csrf

bp = Blueprint("registrations", __name__)
bp.add_app_template_global(when_in_words)
bp.add_app_template_global(moment_in_words)
bp.add_app_template_global(long_day)
bp.add_app_template_global(lambda one: can_be_handed_over(one, clock.now()), "can_be_handed_over")
SENDING = "sending"
LONGEST_ADDRESS = 254
LINKS = (INVITED, MEMBERS)
"""What the form's address holds where it was opened by such a link."""
OWN_LINK = "me"
"""What the form's address holds where it was opened from somebody's own page: the token of their own link."""
PERSONAL = frozenset({"registrations.mine", "registrations.done"})


@bp.after_request
def keep_personal_pages_private(response: Response) -> Response:
    """Their errors too: a withdrawn link in a cache or a referrer is still somebody's."""
    is_personal = request.endpoint in PERSONAL or {OWN_LINK, *LINKS} & {*request.args}
    return keep_private(response) if is_personal else response


def no_place(event: Event, answer: Availability, status: int) -> Response:
    """Why there is no place now, and what to do next."""
    page = render_template(
        "registrations/no_place.html", event=event, answer=answer, links=links_of(event),
        has_old_link=_has_old_link(event),
    )  # fmt: skip
    return make_response(page, status)


def _form_page(event: Event, form: RegisterForm, taken: Taken, status: int = 200) -> Response:
    form.consent.label.text = consent.consent_words(event, asks=form.asks)
    form.may_be_invited.label.text = consent.invite_words(event)
    door = _door(event)
    taken = door.places(taken)
    form.offer_ways(event, taken)
    if form.is_submitted():
        form.tell_places(taken_places(form.questions))
        form.keep_files(event.id)
    page = render_template(
        "registrations/register.html", event=event, form=form, places=told_places(event, places_left(event, taken)),
        waits=door.answer(event, taken, clock.now()) is Availability.WAITING, door=door,
    )  # fmt: skip
    return make_response(page, status)


def _done(slug: str, form: RegisterForm, sending: str, what: str = CONFIRMED) -> AnyResponse:
    """To the page that thanks. It reads what it says from its own sealed token: nothing else knows it."""
    typed = (form.email.data or "")[:LONGEST_ADDRESS]
    return redirect(url_for(".done", slug=slug, token=tokens.seal(SENDING, sending, typed, what)), 303)


def _asked(event_id: int) -> list[Question]:
    return asked_of(questions_of(event_id), FOR_EVERYONE)


def _asking_form(slug: str) -> tuple[int, RegisterForm]:
    """Which event stands there, and its form with the event's questions. One that asks nothing costs no more."""
    event_id, asks = public_id_and_whether_it_asks(slug) or abort(404)
    if not asks:
        return event_id, RegisterForm(data=_known(slug))
    questions = _asked(event_id)
    limit_body(questions)
    event = public_event_or_404(slug)
    asking = asking_of(event, questions, with_places=request.method != "POST")
    form = asking_form(RegisterForm, questions, asking, last=("remark", "consent"))(data=_known(slug))
    form.offer_members(event)
    return event_id, form


def _give_place(slug: str, event_id: int, form: RegisterForm) -> AnyResponse:
    try:
        outcome = give_place(
            event_id, name=form.name.data, email=form.email.data, **form.told_member(),
            remark=form.remark.data or "", answers=form.answers(),
            attendance=form.attendance.data or "", language=current_language(), sending=form.sending, now=clock.now(),
            may_be_invited=bool(form.may_be_invited.data), door=_door_to(slug),
        )  # fmt: skip
    except MemberFull:
        form.say_member_full()
    except WayNotPossible as refusal:
        form.refuse("attendance", way_in_words(refusal))
    except RegistrationRefused as refusal:
        form.drop_files()
        return no_place(public_event_or_404(slug), refusal.availability, 422)
    except OptionFull as full:
        form.refuse_full(full.question, full.option)
    except QuestionsChanged:
        form.say_changed()
    else:
        if outcome.result is not Result.REGISTERED:
            form.drop_files()
        return _done(slug, form, form.sending, outcome.given)
    return _form_page(public_event_or_404(slug), form, taken_of(event_id, clock.now()), 422)


def _door_to(slug: str) -> Door:
    """The same for who knows only the address; without a link it costs no query."""
    return _door(public_event_or_404(slug)) if {*LINKS} & {*request.args} else EVERYBODY


def _door(event: Event) -> Door:
    """What the visitor has in hand. A link that was made for something else leads nowhere."""
    if INVITED in request.args:
        invitation = invitation_of(request.args[INVITED])
        if invitation is None or invitation.event_id != event.id:
            abort(404)
        if invitation.state == WITHDRAWN:
            abort(410)
        return Door(invitation)
    if MEMBERS in request.args:
        is_member = is_members_link(event, request.args[MEMBERS])
        if not is_member and not _has_old_link(event):
            abort(404)
        return Door(is_member=is_member)
    return EVERYBODY


def _has_old_link(event: Event) -> bool:
    return MEMBERS in request.args and was_members_link(event, request.args[MEMBERS])


def _lock_address(form: RegisterForm, slug: str) -> None:
    """An invitation is for one address, unless a colleague may come; what is sent besides counts for nothing."""
    invitation = _door_to(slug).invitation
    if invitation is None:
        return
    if not invitation.is_open:
        form.email.data = shown_address(invitation.email)
        form.email.raw_data = [form.email.data]
        form.email.render_kw = {**form.email.render_kw, "readonly": True}
        form.email.description = _("The invitation is for this address. We send the confirmation there.")
    if not form.is_submitted():
        form.email.data = shown_address(invitation.email)
        form.name.data, form.organisation.data = invitation.name, invitation.organisation


def _known(slug: str) -> dict[str, str]:
    """What somebody told us at this event before, for who comes from their own page; nothing for everybody else."""
    token = request.args.get(OWN_LINK)
    if token is None or request.method == "POST":
        return {}
    person = person_of_link(token)
    earlier = [one for one in latest_of_each_event(registrations_of_person(person.id)) if one.event.slug == slug]
    told = {"name": earlier[0].name, "organisation": earlier[0].organisation} if earlier else {}
    return {"email": shown_address(person.email), **told}


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(REGISTER, methods=["POST"])
def register(slug: str) -> AnyResponse:
    """The form, or why there is none now. Who is registered already gets the same answer as everybody."""
    event_id, form = _asking_form(slug)
    _lock_address(form, slug)
    if form.validate_on_submit() and not form.is_from_a_machine:
        return _give_place(slug, event_id, form)
    event = public_event_or_404(slug)
    if form.is_from_a_machine:
        return _done(slug, form, secrets.token_urlsafe(16))
    taken = taken_of(event.id, clock.now())
    door = _door(event)
    answer = door.answer(event, door.places(taken), clock.now())
    if answer not in (Availability.OPEN, Availability.WAITING):
        return no_place(event, answer, 422 if form.is_submitted() else 200)
    return _form_page(event, form, taken, 422 if form.is_submitted() else 200)


@bp.get("/events/<slug>/register/done/<token>")
def done(slug: str, token: str) -> str:
    """What happens now. It says only what was typed, so that it is the same for whoever is registered already."""
    _sending, typed, *what = tokens.unseal(SENDING, token) or abort(404)
    event = public_event_or_404(slug)
    return render_template(
        "registrations/done.html", event=event, email=typed, what=what[0] if what else CONFIRMED,
        ask=event.contact_email or event.network.contact_email or tokens.settings().contact_address,
        links=links_of(event),
    )  # fmt: skip
