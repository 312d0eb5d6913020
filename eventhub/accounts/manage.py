"""One's own account: name and language, ways to sign in, sessions. What Flask-Security answers is in security.py."""

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import account_holders_only, has_second_factor, lacks_second_factor
from eventhub.accounts.forms import NothingForm, ProfileForm
from eventhub.accounts.models import Account
from eventhub.accounts.service import change_profile, end_all_sessions
from eventhub.i18n.languages import COOKIE, YEAR_SECONDS

bp = Blueprint("account", __name__, url_prefix="/manage/account")


def _me() -> Account:
    account: Account = current_user._get_current_object()
    return account


def _page(form: ProfileForm, status: int = 200) -> Response:
    account = _me()
    html = render_template(
        "account/show.html", form=form, button=NothingForm(formdata=None), account=account, passkeys=account.webauthn,
        has_second_factor=has_second_factor(account), must_have_second_factor=lacks_second_factor(account),
        codes_left=len(account.mf_recovery_codes or []),
    )  # fmt: skip
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("")
@account_holders_only
def show() -> Response:
    """The page of one's own account."""
    return _page(ProfileForm(formdata=None, obj=_me()))


@bp.post("")
@account_holders_only
def change() -> AnyResponse:
    """Keep the name and the language."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    change_profile(_me(), name=form.name.data, language=form.language.data)
    flash(_("Saved."), "success")
    response = redirect(url_for("account.show"), 303)
    response.set_cookie(
        COOKIE, form.language.data, max_age=YEAR_SECONDS, samesite="Lax", httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip
    return response


@bp.post("/sign-out-everywhere")
@account_holders_only
def sign_out_everywhere() -> AnyResponse:
    """End every session of this account, this one too."""
    form = NothingForm()
    if request.method == "POST" and form.validate_on_submit():
        end_all_sessions(_me(), now=clock.now())
        logout_user()
        flash(_("You are signed out on every device."), "success")
    return redirect(url_for("security.login"), 303)
