"""What an invited person sees and answers, behind the link of their own mail."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.events.models import PUBLISHED
from eventhub.invitations import service
from eventhub.invitations.forms import ReplyForm
from eventhub.registrations.availability import Availability
from eventhub.registrations.doors import Door, invitation_of, invitation_token, open_invitations
from eventhub.registrations.invitation_models import WITHDRAWN, Invitation
from eventhub.registrations.models import ACTIVE
from eventhub.registrations.queries import taken_of
from eventhub.web.headers import keep_private
from eventhub.web.public_forms import csrf

bp = Blueprint("invitation", __name__, url_prefix="/invitations/<token>")
REGISTRABLE = (Availability.OPEN, Availability.WAITING)


@bp.after_request
def one_persons_only(response: Response) -> Response:
    """An invitation is for who got it."""
    return keep_private(response)


def _invitation(token: str) -> Invitation:
    """The invitation: 404 for what we never signed, 410 for what was withdrawn or is forgotten."""
    invitation = invitation_of(token)
    if invitation is None:
        abort(404)
    if invitation.state == WITHDRAWN or invitation.event.state == "draft":
        abort(410)
    return invitation


def _others(invitation: Invitation) -> list[tuple[Invitation, str]]:
    """What else their address is invited to; nothing where a colleague may hold the link."""
    if invitation.is_open:
        return []
    found = open_invitations(invitation.email, clock.now())
    return [(one, invitation_token(one)) for one in found if one.id != invitation.id]


def _answer(invitation: Invitation) -> Availability:
    """What the event answers who holds this invitation."""
    event, door, now = invitation.event, Door(invitation), clock.now()
    return door.answer(event, door.places(taken_of(event.id, now)), now)


@bp.get("")
def show(token: str) -> str:
    """What one is invited to, and the ways to answer."""
    invitation, form = _invitation(token), ReplyForm()
    event, own = invitation.event, invitation.registration
    has_place = own is not None and own.state in ACTIVE
    return render_template(
        "invitation/show.html", invitation=invitation, event=event, form=form, token=token, has_place=has_place,
        may_register=_answer(invitation) in REGISTRABLE and not has_place, answer=_answer(invitation),
        others=_others(invitation), may_answer=event.state == PUBLISHED and not event.is_over(clock.now()),
    )  # fmt: skip


@bp.post("")
@csrf.exempt
def reply(token: str) -> AnyResponse:
    """Decline, or ask to be left alone."""
    invitation, form = _invitation(token), ReplyForm()
    if not form.validate_on_submit() or form.is_from_a_machine:
        return make_response(show(token), 422)
    if form.action.data == "alone":
        service.leave_alone(token, now=clock.now())
        return redirect(url_for(".left_alone", token=token), 303)
    service.decline(invitation, now=clock.now())
    return redirect(url_for(".show", token=token), 303)


@bp.get("/left-alone")
def left_alone(token: str) -> str:
    """No invitations of this network any more."""
    invitation = invitation_of(token) or abort(404)
    return render_template("invitation/left_alone.html", network=invitation.event.network)
