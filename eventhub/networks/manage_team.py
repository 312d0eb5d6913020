"""A network's team: who organises, with which role; inviting colleagues."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import lately_only, organisers_only
from eventhub.accounts.forms import NothingForm
from eventhub.accounts.lost_telephone import reset_page
from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.networks.access import managed_network_or_404, signed_in
from eventhub.networks.forms import ROLE_NAMES, InviteForm, RoleForm
from eventhub.networks.manage import bp as networks
from eventhub.networks.models import Membership, Network, TeamInvitation
from eventhub.networks.queries import open_invitations_of, team_of
from eventhub.networks.team import (
    LastOwner,
    NotTheNetworksAlone,
    OnTheTeamAlready,
    change_role,
    colleague_to_help,
    invite,
    remove,
    send_invitation,
    withdraw,
)

bp = Blueprint("team", __name__, url_prefix="/manage/networks/<slug>/team")


def _network(slug: str) -> tuple[Account, Network]:
    account = signed_in()
    return account, managed_network_or_404(slug, account, "team.change")


@networks.get("/<slug>/team", endpoint="team")
@organisers_only
def show_team(slug: str) -> Response:
    """Who organises, who was asked; the form that asks somebody."""
    _account, network = _network(slug)
    return _page(network, InviteForm(formdata=None))


def _page(network: Network, form: InviteForm, status: int = 200, refusal: str = "") -> Response:
    team = team_of(network)
    roles = {one.id: RoleForm(formdata=None, data={"role": one.role}, prefix=f"m{one.id}") for one in team}
    html = render_template(
        "networks/team.html", network=network, form=form, team=team, roles=roles, refusal=refusal, me=signed_in(),
        role_names=ROLE_NAMES, invitations=open_invitations_of(network), moment=clock.now(),
    )  # fmt: skip
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(slug: str) -> AnyResponse:
    return redirect(url_for("networks.team", slug=slug), 303)


def _membership_or_404(network: Network, membership_id: int) -> Membership:
    found = db.session.get(Membership, membership_id)
    return found if found is not None and found.network_id == network.id else abort(404)


def _invitation_or_404(network: Network, invitation_id: int) -> TeamInvitation:
    found = db.session.get(TeamInvitation, invitation_id)
    is_open = found is not None and found.network_id == network.id and found.accepted_at is None
    return found if found is not None and is_open else abort(404)


def _last_owner(network: Network) -> Response:
    words = _("Somebody has to lead the network. Make another colleague owner first.")
    return _page(network, InviteForm(formdata=None), 422, words)


@bp.post("/invite")
@organisers_only
def invite_colleague(slug: str) -> AnyResponse:
    """Ask a colleague by mail."""
    account, network = _network(slug)
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(network, form, 422)
    try:
        invite(network, email=form.email.data, role=form.role.data, actor=account, now=clock.now())
    except OnTheTeamAlready:
        form.refuse("email", _("This colleague is on the team already."))
        return _page(network, form, 422)
    flash(_("The invitation is on its way to %(address)s.", address=form.email.data), "success")
    return _back(slug)


def _settle(slug: str, invitation_id: int, act: Callable[[Network, TeamInvitation, Account], str]) -> AnyResponse:
    """Do something with an invitation, say what, and go back to the team."""
    account, network = _network(slug)
    invitation = _invitation_or_404(network, invitation_id)
    if NothingForm().validate_on_submit():
        flash(act(network, invitation, account), "success")
    return _back(slug)


def _send_anew(network: Network, invitation: TeamInvitation, account: Account) -> str:
    send_invitation(network, invitation, actor=account, now=clock.now())
    return _("The invitation is on its way to %(address)s.", address=invitation.email)


def _take_back(_of: Network, invitation: TeamInvitation, account: Account) -> str:
    withdraw(invitation, actor=account, now=clock.now())
    return _("The invitation is withdrawn. Its link no longer works.")


@bp.post("/invitations/<int:invitation_id>/resend")
@organisers_only
def resend(slug: str, invitation_id: int) -> AnyResponse:
    """Send the invitation once more, with a fresh link."""
    return _settle(slug, invitation_id, _send_anew)


@bp.post("/invitations/<int:invitation_id>/withdraw")
@organisers_only
def withdraw_invitation(slug: str, invitation_id: int) -> AnyResponse:
    """Take an invitation back."""
    return _settle(slug, invitation_id, _take_back)


@bp.post("/<int:membership_id>/role")
@organisers_only
def give_role(slug: str, membership_id: int) -> Any:
    """Another role for a colleague."""
    account, network = _network(slug)
    membership = _membership_or_404(network, membership_id)
    form = RoleForm(prefix=f"m{membership.id}")
    if not form.validate_on_submit():
        return _page(network, InviteForm(formdata=None), 422, _("Choose one of the roles."))
    try:
        change_role(membership, form.role.data, actor=account, now=clock.now())
    except LastOwner:
        return _last_owner(network)
    flash(_("Saved."), "success")
    return _back(slug)


@bp.post("/<int:membership_id>/remove")
@organisers_only
def remove_colleague(slug: str, membership_id: int) -> Any:
    """Take a colleague off the team."""
    account, network = _network(slug)
    membership = _membership_or_404(network, membership_id)
    if not NothingForm().validate_on_submit():
        return _back(slug)
    try:
        remove(membership, actor=account, now=clock.now())
    except LastOwner:
        return _last_owner(network)
    flash(_("Your colleague is off the team."), "success")
    return _back(slug)


@bp.route("/<int:membership_id>/lost-telephone", methods=["GET", "POST"])
@organisers_only
@lately_only
def lost_telephone(slug: str, membership_id: int) -> AnyResponse:
    """Reset the codes and passkeys of a colleague who works for this network only."""
    account, network = _network(slug)
    membership, back = _membership_or_404(network, membership_id), url_for("networks.team", slug=slug)
    try:
        person = colleague_to_help(membership, actor=account)
    except NotTheNetworksAlone:
        words = _(
            "Your colleague works for other networks, too, or runs the hub. An administrator of the hub can help."
        )
        return reset_page(membership.account, back=back, refusal=words)
    return reset_page(person, back=back, network_id=network.id)
