"""What anyone may open: a network's logo, and the link of an invitation."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_security.utils import login_user
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.forms import NothingForm
from eventhub.accounts.service import AccountRefused, find_account
from eventhub.database.model import db
from eventhub.i18n.languages import current_language
from eventhub.networks.forms import ROLE_NAMES, JoinForm
from eventhub.networks.models import Network, TeamInvitation
from eventhub.networks.queries import invitation_of
from eventhub.networks.team import InvitationOver, accept, accept_with_new_account
from eventhub.storage import files
from eventhub.storage.pictures import MEDIA_TYPE
from eventhub.web.headers import keep_own

bp = Blueprint("network", __name__)
ONE_HOUR = "public, max-age=3600"


@bp.get("/networks/<slug>/logo")
def logo(slug: str) -> AnyResponse:
    """The network's logo."""
    key = db.session.scalar(select(Network.logo_key).where(Network.slug == slug))
    if not key:
        abort(404)
    try:
        response = Response(files.read(key), mimetype=MEDIA_TYPE)
    except files.MissingFileError:
        abort(404)
    response.headers["Cache-Control"] = ONE_HOUR
    response.set_etag(key.rpartition("/")[2])
    return response.make_conditional(request)


def _page(invitation: TeamInvitation, form: Any, status: int = 200) -> Response:
    me = current_user.email if current_user.is_authenticated else ""
    html = render_template(
        "networks/join.html", invitation=invitation, form=form, me=me, role=ROLE_NAMES[invitation.role],
        has_account=find_account(invitation.email) is not None,
    )  # fmt: skip
    return keep_own(make_response(html, status))


def _invitation_or_gone(token: str) -> TeamInvitation:
    return invitation_of(token, clock.now()) or abort(410)


@bp.get("/team-invitation/<token>")
def join(token: str) -> Response:
    """What one is invited to; with an account one joins after signing in, else by choosing a password."""
    return _page(_invitation_or_gone(token), JoinForm(formdata=None))


@bp.post("/team-invitation/<token>")
def accept_invitation(token: str) -> AnyResponse:
    """Join the team."""
    invitation = _invitation_or_gone(token)
    if current_user.is_authenticated or find_account(invitation.email) is not None:
        return _join_with_account(invitation)
    form = JoinForm()
    if not form.validate_on_submit():
        return _page(invitation, form, 422)
    try:
        account = accept_with_new_account(
            invitation, name=form.name.data, password=form.password.data, language=current_language(), now=clock.now()
        )
    except InvitationOver:
        abort(410)
    except AccountRefused as refusal:
        form.refuse("password", str(refusal))
        return _page(invitation, form, 422)
    login_user(account, authn_via=["invitation"])
    return _welcome(invitation)


def _join_with_account(invitation: TeamInvitation) -> AnyResponse:
    is_theirs = current_user.is_authenticated and current_user.email == invitation.email
    if not is_theirs or not NothingForm().validate_on_submit():
        return _page(invitation, JoinForm(formdata=None), 403)
    try:
        accept(invitation, current_user._get_current_object(), now=clock.now())
    except InvitationOver:
        abort(410)
    return _welcome(invitation)


def _welcome(invitation: TeamInvitation) -> AnyResponse:
    flash(_("Welcome to the team of %(network)s.", network=invitation.network.name), "success")
    return redirect(url_for("dashboard.home"), 303)
