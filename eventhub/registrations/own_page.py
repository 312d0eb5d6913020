"""A person's own page, and the way back to it."""

from datetime import datetime
from itertools import groupby

from flask import abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.events.access import public_event_or_404
from eventhub.i18n.languages import current_language
from eventhub.registrations import link_mails, views
from eventhub.registrations.access import person_of_link
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.answer_files import files_by
from eventhub.registrations.availability import Availability, availability
from eventhub.registrations.doors import invitation_token, open_invitations
from eventhub.registrations.forms import ConfirmForm, SendLinkForm
from eventhub.registrations.models import BY_PERSON, WAITING, Registration
from eventhub.registrations.owed import owed_by
from eventhub.registrations.people import feed_token
from eventhub.registrations.queries import (
    latest_of_each_event,
    person_with_email,
    registered_by,
    registrations_of_person,
    taken_of_events,
)
from eventhub.registrations.waiting_list import place_in_queue
from eventhub.web.limits import SEND_LINK, limiter
from eventhub.web.public_forms import csrf

bp = views.bp


@bp.route("/my-link", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(SEND_LINK, methods=["POST"])
def send_link() -> AnyResponse:
    """Send somebody their own link again. The answer does not tell whether the address is known."""
    form = SendLinkForm()
    if form.validate_on_submit():
        if not form.is_from_a_machine:
            _mail_link(clean_address(form.email.data))
        return redirect(url_for(".link_sent"), 303)
    page = render_template("registrations/send_link.html", form=form)
    return make_response(page, 422 if form.is_submitted() else 200)


def _mail_link(address: str) -> None:
    person = person_with_email(address)
    if person is None:
        link_mails.no_link(current_language())
    else:
        link_mails.my_link(person, now=clock.now())


@bp.get("/my-link/sent")
def link_sent() -> str:
    """Look in your mail, whoever you are."""
    return render_template("registrations/link_sent.html")


@bp.get("/events/<slug>/join")
def join(slug: str) -> str:
    """How to get in, for people who come without their own link."""
    event = public_event_or_404(slug)
    if not event.is_online:
        abort(404)
    return render_template("registrations/join.html", event=event, form=SendLinkForm())


def _open_again(registrations: list[Registration], now: datetime) -> set[int]:
    """The events at which somebody who gave their place back could get one again."""
    events = {one.event_id: one.event for one in registrations if one.cancelled_by == BY_PERSON}
    taken = taken_of_events(events, now)
    return {
        key for key, event in events.items()
        if availability(event, taken[key], now) in (Availability.OPEN, Availability.WAITING)
    }  # fmt: skip


@bp.get("/me/<token>")
def mine(token: str) -> str:
    """A person's own page: everything they registered for, and what they did just now."""
    person, now = person_of_link(token), clock.now()
    own = latest_of_each_event(registrations_of_person(person.id))
    upcoming = [one for one in own if not one.event.is_over(now)]
    past = [one for one in reversed(own) if one.event.is_over(now)]
    others = [one for one in registered_by(person.id) if not one.event.is_over(now)]
    return render_template(
        "registrations/mine.html", token=token, email=person.email, upcoming=upcoming, past=past,
        others=[list(group) for _event, group in groupby(others, key=lambda one: one.event_id)],
        invited=[(one, invitation_token(one)) for one in open_invitations(person.email, now)], form=ConfirmForm(),
        has_feed=feed_token(person) is not None, open_again=_open_again(upcoming, now),
        owed=owed_by([*upcoming, *others], now), files=files_by([*upcoming, *past, *others]),
        queue={one.id: place_in_queue(one.event, one) for one in [*upcoming, *others] if one.state == WAITING},
    )  # fmt: skip
