"""Attendee lists: who comes, adding and cancelling people by hand, sending a confirmation again."""

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.attendees import downloads, service
from eventhub.attendees.columns import filter_names, shown_name, state_names
from eventhub.attendees.forms import AddForm, CancelForm, DecideForm
from eventhub.attendees.queries import FILTERS, Wanted, count_by_state, invited_among, page_of
from eventhub.attendees.reopened import changes_of
from eventhub.attendees.words import place_of_clock, refusal_in_words, short_moment
from eventhub.database.session import writes
from eventhub.events.access import managed_event_or_404, role_permits
from eventhub.events.models import Event
from eventhub.networks.access import signed_in
from eventhub.questions.queries import asks_anything, questions_of
from eventhub.registrations.availability import Availability, places_left
from eventhub.registrations.forms import way_in_words
from eventhub.registrations.models import BY_ORGANISER, CONFIRMED, WAITING, Registration
from eventhub.registrations.owed import needs_answers, owing_at
from eventhub.registrations.queries import registration_of, taken_of
from eventhub.registrations.refusals import AlreadyRegistered, MemberFull, RegistrationRefused, WayNotPossible
from eventhub.registrations.service import add_by_organiser, cancel_registration
from eventhub.registrations.waiting_list import places_in_queue
from eventhub.web.forms import Form, clean_text, one_line
from eventhub.web.headers import keep_private

bp = downloads.bp
LONGEST_SEARCH = 200
OWES = "owes"
"""What the address holds where only those are shown who have still to answer."""


def _private(page: str, code: int = 200) -> Response:
    return keep_private(make_response(page, code))


def _back(slug: str) -> AnyResponse:
    return redirect(url_for(".listing", slug=slug), 303)


def _wanted(event: Event) -> Wanted:
    """What the address asks for; an unknown state shows who is registered."""
    state = request.args.get("state", CONFIRMED)
    text = one_line(clean_text(request.args.get("q", "")))[:LONGEST_SEARCH]
    owing = frozenset(_owing(event)) if OWES in request.args else None
    return Wanted(event.id, state if state in FILTERS else CONFIRMED, text, owing)


def _owing(event: Event) -> list[int]:
    """Who has still to answer; answers about diet, access needs and health count only for who may see them."""
    may_see_special = role_permits(signed_in(), event, "registrations.special")
    return owing_at(event.id, [one for one in questions_of(event.id) if may_see_special or not one.is_special])


def list_page(event: Event, wanted: Wanted, decide: DecideForm, code: int = 200) -> Response:
    """Who is on the list, with the answers that organisers may give; looking at it is written down."""
    account, now = signed_in(), clock.now()
    counts = count_by_state(event.id, wanted.text, wanted.among)
    page = page_of(wanted, request.args.get("page", 1, int), counts[wanted.state])
    service.note_viewing(event=event, actor=account, state=wanted.state, page=page.number, now=now)
    shown = render_template(
        "attendees/listing.html", event=event, wanted=wanted, counts=counts, page=page, states=state_names(),
        may_change=role_permits(account, event, "registrations.change"), short_moment=short_moment,
        may_export=role_permits(account, event, "registrations.export"), clock_place=place_of_clock(event.zone),
        places_left=places_left(event, taken_of(event.id, now)),
        filters=filter_names(event, counts), shown_name=shown_name, decide=decide,
        asks=asks_anything(event.id), needs=needs_answers(event.id), changes=changes_of(event, page.rows),
        invited=invited_among([each.id for each in page.rows]),
        places=places_in_queue(event) if wanted.state == WAITING else {},
    )  # fmt: skip
    return _private(shown, code)


@bp.get("/<slug>/attendees")
@writes
@organisers_only
def listing(slug: str) -> Response:
    """Who is on the list."""
    event = managed_event_or_404(slug, signed_in(), "registrations.read")
    return list_page(event, _wanted(event), DecideForm(formdata=None))


def _to_change(slug: str) -> Event:
    return managed_event_or_404(slug, signed_in(), "registrations.change")


def _add(event: Event, form: AddForm) -> Registration | None:
    """The new place, or None with the reason in the form."""
    try:
        return add_by_organiser(
            event.id, name=form.name.data, email=form.email.data, **form.told_member(),
            remark=form.remark.data or "", language=form.language.data, actor=signed_in(), now=clock.now(),
            attendance=form.attendance.data or "", overbook=bool(form.overbook.data), tell=bool(form.tell.data),
        )  # fmt: skip
    except AlreadyRegistered:
        form.refuse("email", _("This person is on the list already."))
    except WayNotPossible as refusal:
        form.refuse("attendance", way_in_words(refusal))
    except MemberFull:
        form.is_full = True
        form.refuse("overbook", _("As many come from this organisation as may. Tick this to add them all the same."))
    except RegistrationRefused as refusal:
        is_full = refusal.availability is Availability.FULL
        # The last place may have gone while the form was open: from now on it asks.
        form.is_full = form.is_full or is_full
        form.refuse("overbook" if is_full else "name", refusal_in_words(refusal))
    return None


@bp.route("/<slug>/attendees/add", methods=["GET", "POST"])
@organisers_only
def add(slug: str) -> AnyResponse:
    """Write somebody on the list by hand."""
    event = _to_change(slug)
    form = AddForm(language=event.network.language)
    form.offer_members(event)
    form.is_full = places_left(event, taken_of(event.id, clock.now())) == 0
    if form.validate_on_submit():
        registration = _add(event, form)
        if registration is not None:
            flash(_("%(name)s is on the list", name=registration.name))
            asks = asks_anything(event.id)
            return (
                redirect(url_for(".answered", slug=slug, registration_id=registration.id), 303) if asks else _back(slug)
            )
    page = render_template("attendees/add.html", event=event, form=form, is_over=event.is_over(clock.now()))
    return _private(page, 422 if form.is_submitted() else 200)


@bp.route("/<slug>/attendees/<int:registration_id>/cancel", methods=["GET", "POST"])
@organisers_only
def cancel(slug: str, registration_id: int) -> AnyResponse:
    """Ask, then take somebody's place back."""
    event, form = _to_change(slug), CancelForm()
    registration = registration_of(event.id, registration_id) or abort(404)
    if form.validate_on_submit():
        cancel_registration(
            registration, by=BY_ORGANISER, actor=signed_in(), now=clock.now(), tell=bool(form.tell.data),
            remark=form.why.data or "",
        )  # fmt: skip
        flash(_("%(name)s is off the list", name=shown_name(registration)))
        return _back(slug)
    page = render_template(
        "attendees/cancel.html", event=event, form=form, registration=registration, name=shown_name(registration),
        is_over=event.is_over(clock.now()) or registration.forgotten_at is not None,
    )  # fmt: skip
    return _private(page, 422 if form.is_submitted() else 200)


@bp.post("/<slug>/attendees/<int:registration_id>/confirmation")
@organisers_only
def send_again(slug: str, registration_id: int) -> AnyResponse:
    """Send the confirmation once more."""
    event, form = _to_change(slug), Form()
    registration = registration_of(event.id, registration_id) or abort(404)
    if not form.validate():
        abort(422)
    try:
        service.send_confirmation_again(registration=registration, event=event, actor=signed_in(), now=clock.now())
    except service.NothingToConfirm:
        flash(_("There is no place to confirm any more."))
    else:
        flash(_("The confirmation is on its way to %(name)s", name=registration.name))
    return _back(slug)
