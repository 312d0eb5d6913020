"""What organisers do on somebody's behalf: change what they told, or give their place to a colleague."""

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.attendees import manage_answers
from eventhub.attendees.columns import shown_name
from eventhub.attendees.forms import ChangeForm, GiveForm
from eventhub.events.access import managed_event_or_404
from eventhub.events.models import BOTH, Event
from eventhub.networks.access import signed_in
from eventhub.registrations.availability import way_of
from eventhub.registrations.changes import Wishes, change_registration
from eventhub.registrations.forms import way_in_words
from eventhub.registrations.handing_over import SamePerson, can_be_handed_over, hand_over
from eventhub.registrations.member_forms import member_choice
from eventhub.registrations.models import ACTIVE, Registration
from eventhub.registrations.queries import registration_of
from eventhub.registrations.refusals import AlreadyRegistered, MemberFull, WayNotPossible
from eventhub.registrations.transitions import NotPossible
from eventhub.web.headers import keep_private

bp = manage_answers.bp


def _active_or_404(slug: str, registration_id: int) -> tuple[Event, Registration]:
    """Somebody who has or hopes for a place, for who may change that."""
    event = managed_event_or_404(slug, signed_in(), "registrations.change")
    registration = registration_of(event.id, registration_id) or abort(404)
    if registration.state not in ACTIVE or registration.forgotten_at is not None:
        abort(410)
    registration.event = event
    return event, registration


def _page(template: str, event: Event, registration: Registration, form: ChangeForm | GiveForm) -> Response:
    page = render_template(
        f"attendees/{template}.html", event=event, form=form, registration=registration, name=shown_name(registration),
        is_over=event.is_over(clock.now()),
    )  # fmt: skip
    return keep_private(make_response(page, 422 if form.is_submitted() else 200))


def _back(slug: str, registration: Registration) -> AnyResponse:
    return keep_private(
        make_response(redirect(url_for("attendees.listing", slug=slug, state=registration.state), 303))
    )  # fmt: skip


def _changed(event: Event, registration: Registration, form: ChangeForm) -> bool:
    """Whether it is changed; else the form says why not."""
    told = {"name": form.name.data, **form.told_member(), "email": form.email.data or ""}
    if registration.email and not told["email"]:
        form.refuse("email", _("Write an e-mail address."))
        return False
    if event.attendance == BOTH and form.attendance.data != way_of(event, registration.attendance):
        told["attendance"] = form.attendance.data or ""
    try:
        change_registration(registration, Wishes(told), now=clock.now(), by=form.on_behalf(signed_in()))
    except AlreadyRegistered:
        form.refuse("email", _("This person is on the list already."))
    except MemberFull:
        form.is_full = True
        form.refuse("overbook", _("As many come from this organisation as may. Tick this to change it all the same."))
    except WayNotPossible as refusal:
        form.is_full = bool(refusal.way)
        words = _("Every place is taken. Tick this to change it all the same.")
        form.refuse("overbook" if form.is_full else "attendance", words if form.is_full else way_in_words(refusal))
    else:
        return True
    return False


@bp.route("/<slug>/attendees/<int:registration_id>/change", methods=["GET", "POST"])
@organisers_only
def change(slug: str, registration_id: int) -> AnyResponse:
    """Change what somebody told; always possible."""
    event, registration = _active_or_404(slug, registration_id)
    own = {name: getattr(registration, name) for name in ("name", "email", "organisation")}
    form = ChangeForm(data={**own, "tell": True, "attendance": way_of(event, registration.attendance),
                            "member": member_choice(event, registration.member_id)})  # fmt: skip
    form.offer_members(event, registration.member_id)
    if form.validate_on_submit() and _changed(event, registration, form):
        flash(_("Saved."))
        return _back(slug, registration)
    return _page("change", event, registration, form)


def _given(registration: Registration, form: GiveForm) -> bool:
    """Whether the colleague has the place; else the form says why not."""
    by = form.on_behalf(signed_in())
    try:
        hand_over(registration, name=form.name.data, email=form.email.data, now=clock.now(), by=by)
    except AlreadyRegistered:
        form.refuse("email", _("This person is on the list already."))
    except SamePerson:
        form.refuse("email", _("The place is theirs already."))
    else:
        return True
    return False


@bp.route("/<slug>/attendees/<int:registration_id>/hand-over", methods=["GET", "POST"])
@organisers_only
def give_away(slug: str, registration_id: int) -> AnyResponse:
    """Give somebody's place to a colleague, in their stead."""
    event, registration = _active_or_404(slug, registration_id)
    form, before = GiveForm(), shown_name(registration)
    try:
        if not can_be_handed_over(registration, clock.now()):
            raise NotPossible(registration.state)
        if form.validate_on_submit() and _given(registration, form):
            flash(_("The place of %(before)s is now that of %(name)s", before=before, name=registration.name))
            return _back(slug, registration)
    except NotPossible:
        flash(_("This place cannot be given to somebody else now."), "warning")
        return _back(slug, registration)
    return _page("hand_over", event, registration, form)
