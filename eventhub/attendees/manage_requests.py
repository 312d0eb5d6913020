"""People who asked for a place or wait for one: what organisers answer."""

from collections import Counter

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.attendees import manage
from eventhub.attendees.columns import shown_name
from eventhub.attendees.forms import DecideForm, QueueForm
from eventhub.attendees.queries import Wanted
from eventhub.events.access import managed_event_or_404
from eventhub.events.models import Event
from eventhub.networks.access import signed_in
from eventhub.registrations.approval import approve, reject
from eventhub.registrations.models import PENDING, WAITING, Registration
from eventhub.registrations.queries import registration_of
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.transitions import NotPossible
from eventhub.registrations.waiting_list import has_no_place, move_in_queue, place_in_queue, promote
from eventhub.web.headers import keep_private

bp = manage.bp


def _event(slug: str) -> Event:
    return managed_event_or_404(slug, signed_in(), "registrations.change")


def _back(slug: str, state: str) -> AnyResponse:
    return keep_private(make_response(redirect(url_for("attendees.listing", slug=slug, state=state), 303)))


def _decide(registration: Registration, form: DecideForm) -> bool:
    """Answer one person; False where somebody else was faster."""
    actor, now, tell = signed_in(), clock.now(), bool(form.tell.data)
    try:
        if form.action.data == "approve":
            approve(registration, actor=actor, now=now, tell=tell)
        else:
            reject(registration, actor=actor, now=now, tell=tell, reason=form.reason.data or "")
    except NotPossible:
        return False
    return True


@bp.post("/<slug>/attendees/answers")
@organisers_only
def decide(slug: str) -> AnyResponse:
    """Say yes or no to the people who were chosen, and how many of them had an answer already."""
    event, form = _event(slug), DecideForm()
    if not form.validate_on_submit():
        return manage.list_page(event, Wanted(event.id, PENDING), form, 422)
    found = [registration_of(event.id, number) or abort(404) for number in form.people.data]
    results = Counter(_decide(registration, form) for registration in found)
    if form.action.data == "approve":
        flash(ngettext("%(num)d person has a place now", "%(num)d people have a place now", results[True]))
    else:
        flash(ngettext("%(num)d person was refused", "%(num)d people were refused", results[True]))
    if results[False]:
        words = ngettext(
            "%(num)d had an answer already and was skipped", "%(num)d had an answer already and were skipped",
            results[False],
        )  # fmt: skip
        flash(words, "warning")
    return _back(slug, PENDING)


def _act(registration: Registration, form: QueueForm) -> bool:
    """Do what the button says; False with the reason in the form."""
    actor, now, name = signed_in(), clock.now(), shown_name(registration)
    try:
        if form.action.data == "promote":
            promote(registration, actor=actor, now=now, overbook=bool(form.overbook.data))
            flash(_("%(name)s has a place now", name=name))
            return True
        if form.place.data is None or not form.remark.data:
            form.refuse("remark" if form.place.data else "place", _("Fill this in, so that the log can tell."))
            return False
        move_in_queue(registration, to=form.place.data, remark=form.remark.data, actor=actor, now=now)
    except RegistrationRefused:
        form.refuse("overbook", _("Every place is taken. Tick this to give one all the same."))
        return False
    except NotPossible:
        flash(_("%(name)s does not wait any more.", name=name), "warning")
        return True
    flash(_("%(name)s is at place %(number)d now", name=name, number=place_in_queue(registration.event, registration)))
    return True


@bp.route("/<slug>/attendees/<int:registration_id>/queue", methods=["GET", "POST"])
@organisers_only
def queue(slug: str, registration_id: int) -> AnyResponse:
    """Somebody who waits: give them a place out of turn, or move them."""
    event, form = _event(slug), QueueForm()
    registration = registration_of(event.id, registration_id) or abort(404)
    if registration.state != WAITING:
        return _back(slug, WAITING)
    if form.validate_on_submit() and _act(registration, form):
        return _back(slug, WAITING)
    page = render_template(
        "attendees/queue.html", event=event, form=form, registration=registration, name=shown_name(registration),
        place=place_in_queue(event, registration), is_full=has_no_place(event, registration, clock.now()),
    )  # fmt: skip
    response: Response = make_response(page, 422 if form.is_submitted() else 200)
    return keep_private(response)
