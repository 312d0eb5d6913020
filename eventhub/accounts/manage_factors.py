"""One's own codes from an app, passkeys and address: the pages that do better than Flask-Security's own.

A mistyped code keeps the set-up, a removed passkey leads back to the account, and a mailed link asks before it acts.
"""

from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_security import current_user
from flask_security.utils import check_and_get_token_status, verify_hash
from flask_security.views import two_factor_token_validation
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import account_holders_only, lately_only, myself
from eventhub.accounts.forms import FirstCodeForm, NothingForm, RemovePasskeyForm
from eventhub.accounts.manage import bp
from eventhub.accounts.manage_recovery import show_new_codes
from eventhub.accounts.models import Account
from eventhub.accounts.second_factor import Codes
from eventhub.accounts.service import AccountRefused, change_address
from eventhub.accounts.sessions import CODES_TO_KEEP, CODES_TO_SET_UP, present_key
from eventhub.accounts.ways_in import APP, turn_codes_off, turn_codes_on
from eventhub.accounts.ways_in import remove_passkey as take_away
from eventhub.database.model import db
from eventhub.web.headers import keep_own

CODE_SECONDS = 30


def to_codes(**_values: Any) -> AnyResponse:
    """From Flask-Security's address of the set-up to ours."""
    return redirect(url_for("account.codes"), 303)


def to_confirm_address(token: str) -> AnyResponse:
    """From a link of a mail sent before it asked first."""
    return redirect(url_for("account.confirm_address", token=token), 303)


def code_to_sign_in() -> Any:
    """Ask for the app's code. Flask-Security signs out whoever opens this address while signed in; we lead on."""
    return redirect(url_for("account.show"), 303) if current_user.is_authenticated else two_factor_token_validation()


def _app_codes() -> Codes:
    codes: Codes = current_app.extensions["security"].totp_factory
    return codes


def _codes_page(form: FirstCodeForm, status: int = 200) -> Response:
    account, secret = myself(), session.get(CODES_TO_SET_UP)
    setup = _app_codes().fetch_setup_values(secret, account) if secret else None
    html = render_template("account/codes.html", form=form, setup=setup, is_on=account.tf_primary_method == APP)
    return keep_own(make_response(html, status))


@bp.get("/codes")
@account_holders_only
@lately_only
def codes() -> Response:
    """Codes from an app: on or off, or the picture of a set-up that was begun."""
    return _codes_page(FirstCodeForm(formdata=None))


@bp.post("/codes")
@account_holders_only
@lately_only
def change_codes() -> AnyResponse:
    """Begin a set-up, prove it with a code, or turn codes off."""
    if not NothingForm().validate_on_submit():
        return _codes_page(FirstCodeForm(formdata=None), 422)
    steps = {"begin": _begin_codes, "prove": _prove_codes, "off": _end_codes}
    step = steps.get(request.form.get("step", "")) or abort(422)
    return step()


def _begin_codes() -> AnyResponse:
    session[CODES_TO_SET_UP] = _app_codes().generate_totp_secret()
    return redirect(url_for("account.codes"), 303)


def _prove_codes() -> AnyResponse:
    form, account, secret = FirstCodeForm(), myself(), session.get(CODES_TO_SET_UP)
    if not secret:
        return redirect(url_for("account.codes"), 303)
    if not form.validate():
        return _codes_page(form, 422)
    if not _app_codes().verify_totp(form.code.data, secret, account, CODE_SECONDS):
        form.refuse("code", _("That is not the code the app shows now. Wait for its next one and type that."))
        return _codes_page(form, 422)
    has_new_codes = turn_codes_on(account, secret=secret, here=present_key(), now=clock.now())
    del session[CODES_TO_SET_UP]
    flash(_("Codes from an app are on."), "success")
    return show_new_codes() if has_new_codes else redirect(url_for("account.show"), 303)


def _end_codes() -> AnyResponse:
    turn_codes_off(myself(), here=present_key(), now=clock.now())
    for name in (CODES_TO_SET_UP, CODES_TO_KEEP):
        session.pop(name, None)
    flash(_("Codes from an app are off. Your password alone signs you in."), "success")
    return redirect(url_for("account.show"), 303)


@account_holders_only
@lately_only
def remove_passkey() -> AnyResponse:
    """Take a passkey away, and lead back to the account. Asked with GET after a password was typed once more."""
    form = RemovePasskeyForm()
    if form.validate_on_submit():
        name = take_away(myself(), int(form.passkey.data), now=clock.now())
        flash(_("The passkey “%(name)s” is removed.", name=name) if name else _("It was removed already."), "success")
    return redirect(url_for("account.show"), 303)


def _address_change(token: str) -> tuple[Account, str]:
    """Whose address a mailed link changes, and to which; 410 where it no longer does."""
    within = current_app.config["SECURITY_CHANGE_EMAIL_WITHIN"]
    expired, invalid, said = check_and_get_token_status(token, "change_email", within)
    if expired or invalid or not said:
        abort(410)
    mark, former, address = said
    account = db.session.scalar(select(Account).where(Account.fs_uniquifier == mark))
    if account is None or not account.active or not verify_hash(former, account.email):
        abort(410)
    return account, str(address)


def _address_page(address: str, problem: str = "") -> Response:
    html = render_template("account/confirm_address.html", address=address, problem=problem)
    return keep_own(make_response(html, 422 if problem else 200))


@bp.get("/new-address/<token>")
def confirm_address(token: str) -> Response:
    """Ask before anything changes: programs that look through mails open links, too."""
    return _address_page(_address_change(token)[1])


@bp.post("/new-address/<token>")
def accept_address(token: str) -> AnyResponse:
    """Sign in with the new address from now on."""
    account, address = _address_change(token)
    if not NothingForm().validate_on_submit():
        return _address_page(address, _("Press the button once more."))
    try:
        change_address(account, email=address, now=clock.now())
    except AccountRefused as refusal:
        return _address_page(address, str(refusal))
    flash(_("You sign in with %(address)s from now on.", address=account.email), "success")
    there = "account.show" if current_user.is_authenticated else "security.login"
    return redirect(url_for(there), 303)
