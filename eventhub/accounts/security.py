"""Flask-Security, set up for EventHub: sign in, second factors, passkeys, sessions."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, abort, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_security import Security
from flask_security.utils import validate_redirect_url
from flask_wtf.csrf import CSRFError
from wtforms import Form

from eventhub.accounts import attempts, forms, manage, manage_factors, manage_recovery, sessions
from eventhub.accounts.access import SecondFactorRule, form_token_refused
from eventhub.accounts.mails import OutboxMail
from eventhub.accounts.models import Account, HubRole, WebAuthn
from eventhub.accounts.passkey_words import obstacle
from eventhub.accounts.passwords import SHORTEST, Passwords
from eventhub.accounts.second_factor import Codes, Passkeys, recovery_keys, wallet
from eventhub.config import Settings
from eventhub.database.model import db
from eventhub.jobs.queue import Jobs
from eventhub.web.headers import keep_own

OWN_WORDS = Path(__file__).parent.parent / "i18n" / "security_translations"
# A hash that takes a moment is meant to; tests make hundreds of accounts.
QUICK_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
ACCOUNT_PAGE = "account.show"


def own_path(address: str | None) -> str:
    """An address that a page may lead to by script; empty where it leads away from this site."""
    return address if address and validate_redirect_url(address) else ""


def only_texts() -> None:
    """Refuse JSON to Flask-Security's doors that holds anything but texts: its forms break on other things."""
    if request.blueprint != "security" or not request.is_json or request.method != "POST":
        return
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
        abort(400)


def _page(template: str, **context: Any) -> Any:
    """A page of Flask-Security: one person's, and 422 where the form was refused."""
    refused = any(isinstance(value, Form) and value.errors for value in context.values())
    status = 422 if refused and request.method == "POST" else 200
    return keep_own(make_response(render_template(template, own_path=own_path, **context), status))


def _sign_in(settings: Settings) -> dict[str, Any]:
    return {
        "URL_PREFIX": "/manage/account",
        "STATIC_FOLDER": None,
        "LOGIN_URL": "/sign-in",
        "LOGOUT_URL": "/sign-out",
        "LOGOUT_CSRF": True,
        "LOGOUT_METHODS": ["POST"],
        "API_ENABLED_METHODS": ["session"],
        "REGISTERABLE": False,
        "TRACKABLE": False,
        "RETURN_GENERIC_RESPONSES": True,
        "POST_LOGIN_VIEW": "/manage/",
        "POST_LOGOUT_VIEW": "/",
        "FRESHNESS": timedelta(hours=1),
        "FRESHNESS_GRACE_PERIOD": timedelta(0),
        "CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "I18N_DIRNAME": ["builtin", str(OWN_WORDS)],
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},  # the mail itself finds out
        "EMAIL_SENDER": settings.mail_from,
        "EMAIL_PLAINTEXT": False,  # our own words instead: accounts/mails.py
        "EMAIL_HTML": False,
    }


def _passwords(settings: Settings) -> dict[str, Any]:
    return {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "DEPRECATED_PASSWORD_SCHEMES": [],
        # What stands inside the links of mails. The library's own choice is written in Python and takes seconds.
        "HASHING_SCHEMES": ["pbkdf2_sha256"],
        # The site's key may be replaced: passwords must not depend on it.
        "PASSWORD_SINGLE_HASH": True,
        "PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_HASH if settings.environment == "test" else {},
        "PASSWORD_LENGTH_MIN": SHORTEST,
        "PASSWORD_NORMALIZE_FORM": "NFKC",
        "RECOVERABLE": True,
        "RESET_PASSWORD_WITHIN": timedelta(hours=2),
        "CHANGEABLE": True,
        "POST_CHANGE_VIEW": ACCOUNT_PAGE,
        "CHANGE_EMAIL": True,
        "POST_CHANGE_EMAIL_VIEW": ACCOUNT_PAGE,
    }


def _factors(settings: Settings) -> dict[str, Any]:
    return {
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_ALWAYS_VALIDATE": True,
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TOTP_SECRETS": wallet(settings.secrets),
        "TOTP_ISSUER": settings.hub_name,
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": recovery_keys(settings.secrets),
        "WEBAUTHN": True,
        "WAN_RP_NAME": settings.hub_name,
        "WAN_ALLOW_USER_HINTS": False,
        "WAN_ALLOW_AS_VERIFY": ["first", "secondary"],
        "WAN_POST_REGISTER_VIEW": ACCOUNT_PAGE,
    }


# Friendlier than Flask-Security's own. Only errors of forms: what it flashes must be plain text.
WORDS = {
    "MSG_GENERIC_AUTHN_FAILED": (_l("This e-mail address and password do not belong together."), "error"),
    "MSG_INVALID_PASSWORD": (_l("This is not your password."), "error"),
    "MSG_INVALID_RECOVERY_CODE": (_l("This is none of your unused recovery codes."), "error"),
}
FORMS: dict[str, Any] = {
    "login_form": forms.SignInForm,
    "forgot_password_form": forms.SendResetForm,
    "reset_password_form": forms.NewPasswordForm,
    "change_password_form": forms.OtherPasswordForm,
    "change_email_form": forms.OtherAddressForm,
    "verify_form": forms.AgainForm,
    "two_factor_rescue_form": forms.RescueForm,
    "two_factor_verify_code_form": forms.CodeForm,
    "mf_recovery_form": forms.RecoveryCodeForm,
    "wan_register_form": forms.PasskeyForm,
}
# Where our pages do better: a mistyped code keeps the set-up, a mail's link asks before it acts.
OWN_VIEWS: dict[str, Any] = {
    "two_factor_setup": manage_factors.to_codes,
    "two_factor_setup_validate": manage_factors.to_codes,
    "two_factor_token_validation": manage_factors.code_to_sign_in,
    "mf_recovery_codes": manage_recovery.recovery_codes,
    "wan_delete": manage_factors.remove_passkey,
    "change_email_confirm": manage_factors.to_confirm_address,
}


def init_app(app: Flask, settings: Settings, jobs: Jobs, must_have_second_factor: SecondFactorRule) -> None:
    """Configure and attach Flask-Security; the rule says whose role asks for a second factor."""
    values = {**_sign_in(settings), **_passwords(settings), **_factors(settings), **WORDS}
    app.config.update({f"SECURITY_{name}": value for name, value in values.items()})
    app.extensions["second_factor_rule"] = must_have_second_factor
    attempts.init_app(app)
    # Made anew for each application: it keeps what it is given.
    Security(
        render_template=_page,
        mail_util_cls=OutboxMail,
        password_util_cls=Passwords,
        totp_cls=Codes,
        webauthn_util_cls=Passkeys,
    ).init_app(app, sessions.Accounts(db, Account, HubRole, WebAuthn), **FORMS)
    app.view_functions.update({f"security.{name}": view for name, view in OWN_VIEWS.items()})
    app.before_request(only_texts)
    app.register_error_handler(CSRFError, form_token_refused)
    app.add_template_global(lambda: obstacle(opened=request.host_url, own=settings.base_url), "passkey_obstacle")
    sessions.init_app(app, jobs)
    app.register_blueprint(manage.bp)
