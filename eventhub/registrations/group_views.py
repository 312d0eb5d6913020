"""Registering several people without an account."""

import secrets
from collections import Counter

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.events.access import public_event_or_404
from eventhub.events.calendar_links import links_of
from eventhub.events.models import Event
from eventhub.registrations import consent
from eventhub.registrations.availability import Availability, Taken, availability, places_left, told_places
from eventhub.registrations.group_forms import GroupForm, group_form, is_only_arranged
from eventhub.registrations.groups import MemberRefused, TooFewPlaces, TooManyPeople, register_group
from eventhub.registrations.models import CONFIRMED, PENDING, WAITING
from eventhub.registrations.queries import taken_of
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.views import LONGEST_ADDRESS, SENDING, no_place
from eventhub.web import tokens
from eventhub.web.headers import keep_private
from eventhub.web.limits import REGISTER, limiter
from eventhub.web.public_forms import csrf

bp = Blueprint("groups", __name__)
NO_PLACE = ""
GIVEN = (CONFIRMED, PENDING, WAITING, NO_PLACE)


@bp.after_request
def keep_the_thanks_private(response: Response) -> Response:
    """Its errors too: the address holds what somebody typed."""
    return keep_private(response) if request.endpoint == "groups.done" else response


def _event(slug: str) -> Event:
    event = public_event_or_404(slug)
    if event.group_size is None:
        abort(404)
    return event


def _page(event: Event, form: GroupForm, taken: Taken, status: int) -> Response:
    form.consent.label.text = consent.group_consent_words(event, asks=form.own.asks)
    page = render_template(
        "registrations/register_group.html", event=event, form=form,
        places=told_places(event, places_left(event, taken)),
        waits=availability(event, taken, clock.now()) is Availability.WAITING,
    )  # fmt: skip
    return make_response(page, status)


def _done(slug: str, form: GroupForm, sending: str, given: list[str]) -> AnyResponse:
    """To the page that thanks. It reads how many were given what from its own sealed token: nothing else knows it."""
    counts, typed = Counter(given), (form.email.data or "")[:LONGEST_ADDRESS]
    numbers = [str(counts[one]) for one in GIVEN]
    return redirect(url_for(".done", slug=slug, token=tokens.seal(SENDING, sending, typed, *numbers)), 303)


def _register(event: Event, form: GroupForm) -> AnyResponse | None:
    """The way on; None where the form says what stands in the way."""
    try:
        given = register_group(event.id, form.party(), sending=form.sending, now=clock.now())
    except RegistrationRefused as refusal:
        return no_place(public_event_or_404(event.slug), refusal.availability, 422)
    except TooFewPlaces:
        form.say_too_few()
    except TooManyPeople as refusal:
        form.most = refusal.most
        form.fits()
    except MemberRefused as refusal:
        form.say_refused(refusal)
    else:
        return _done(event.slug, form, form.sending, given)
    return None


@bp.route("/events/<slug>/register/group", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(REGISTER, methods=["POST"])
def register(slug: str) -> AnyResponse:
    """The form for several people; its buttons for one more and one less only bring it back."""
    event = _event(slug)
    taken = taken_of(event.id, clock.now())
    form = group_form(event, taken)
    if form.is_from_a_machine:
        return _done(slug, form, secrets.token_urlsafe(16), [CONFIRMED])
    if not is_only_arranged() and form.validate_on_submit():
        answer = _register(event, form)
        if answer is not None:
            return answer
    why = availability(event, taken, clock.now())
    if why not in (Availability.OPEN, Availability.WAITING):
        return no_place(event, why, 422 if form.is_submitted() else 200)
    return _page(event, form, taken, 422 if form.is_submitted() and not is_only_arranged() else 200)


@bp.get("/events/<slug>/register/group/done/<token>")
def done(slug: str, token: str) -> str:
    """What happens now. It says only what was typed and given, so that it is the same for whoever was there before."""
    words = tokens.unseal(SENDING, token) or abort(404)
    if len(words) != len(GIVEN) + 2:
        abort(404)
    _sending, typed, *numbers = words
    event = public_event_or_404(slug)
    counts = dict(zip(("confirmed", "pending", "waiting", "none"), map(int, numbers), strict=True))
    return render_template(
        "registrations/group_done.html", event=event, email=typed, counts=counts, links=links_of(event),
        ask=event.contact_email or event.network.contact_email or tokens.settings().contact_address,
    )  # fmt: skip
