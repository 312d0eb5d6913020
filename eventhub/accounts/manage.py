"""One's own account: name and language, ways to sign in, where one is signed in.

Codes, passkeys and addresses are changed in manage_factors.py; what Flask-Security answers is in security.py.
"""

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import logout_user
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import account_holders_only, has_second_factor, lacks_second_factor, myself
from eventhub.accounts.forms import EndSignInForm, NothingForm, ProfileForm
from eventhub.accounts.second_factor import recovery_codes_of
from eventhub.accounts.service import change_profile
from eventhub.accounts.sessions import present_key
from eventhub.accounts.sign_ins import end_sign_in, end_sign_ins, sign_ins_of
from eventhub.accounts.words import sign_in_words, used_words
from eventhub.audit.service import record
from eventhub.i18n.languages import COOKIE, YEAR_SECONDS

bp = Blueprint("account", __name__, url_prefix="/manage/account")


def _page(form: ProfileForm, status: int = 200) -> Response:
    account, now = myself(), clock.now()
    html = render_template(
        "account/show.html", form=form, button=NothingForm(formdata=None), account=account, passkeys=account.webauthn,
        has_second_factor=has_second_factor(account), must_have_second_factor=lacks_second_factor(account),
        codes_left=len(recovery_codes_of(account)), sign_ins=sign_ins_of(account.id, now), here=present_key(),
        moment=now, sign_in_words=sign_in_words, used_words=used_words,
    )  # fmt: skip
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("")
@account_holders_only
def show() -> Response:
    """The page of one's own account."""
    return _page(ProfileForm(formdata=None, obj=myself()))


@bp.post("")
@account_holders_only
def change() -> AnyResponse:
    """Keep the name and the language."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    change_profile(myself(), name=form.name.data, language=form.language.data)
    flash(_("Saved."), "success")
    response = redirect(url_for("account.show"), 303)
    response.set_cookie(
        COOKIE, form.language.data, max_age=YEAR_SECONDS, samesite="Lax", httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip
    return response


@bp.post("/sign-ins/end")
@account_holders_only
def end_one_sign_in() -> AnyResponse:
    """Sign out in one browser: this one or another."""
    form = EndSignInForm()
    if not form.validate_on_submit():
        return _page(ProfileForm(formdata=None, obj=myself()), 422)
    if form.key.data == present_key():
        logout_user()
        return redirect(url_for("security.login"), 303)
    end_sign_in(form.key.data, account_id=myself().id)
    flash(_("You are signed out there."), "success")
    return redirect(url_for("account.show"), 303)


@bp.post("/sign-ins/end-others")
@account_holders_only
def sign_out_elsewhere() -> AnyResponse:
    """Sign out everywhere but here."""
    if not NothingForm().validate_on_submit():
        return _page(ProfileForm(formdata=None, obj=myself()), 422)
    account = myself()
    end_sign_ins(account.id, besides=present_key())
    record("account.signed_out_elsewhere", now=clock.now(), user_id=account.id, object_id=account.id)
    flash(_("You are signed out everywhere else."), "success")
    return redirect(url_for("account.show"), 303)
