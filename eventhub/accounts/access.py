"""Who may open an organiser's page: someone signed in, with the second factor that their role asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, flash, redirect, request, url_for
from flask.globals import request_ctx
from flask_babel import gettext as _
from flask_security import check_and_update_authn_fresh, current_user
from werkzeug.wrappers import Response

from eventhub.accounts.models import Account
from eventhub.web.errors import error_page
from eventhub.web.tokens import settings

V = TypeVar("V", bound=Callable[..., Any])
SecondFactorRule = Callable[[Account], bool]
READING = frozenset({"GET", "HEAD"})


def has_second_factor(account: Account) -> bool:
    """Whether a password alone does not sign this account in."""
    return bool(account.tf_primary_method) or any(key.usage == "secondary" for key in account.webauthn)


def lacks_second_factor(account: Account) -> bool:
    """Whether this account must set up a second factor before it may go on."""
    if not settings().second_factor_required or has_second_factor(account):
        return False
    holds_keys = cast(SecondFactorRule, current_app.extensions["second_factor_rule"])
    return account.is_administrator or holds_keys(account)


def myself() -> Account:
    """Who is signed in. Only behind a sign-in."""
    account: Account = current_user._get_current_object()
    return account


def _page_to_return_to() -> str:
    """The page that was asked for; of a form that was sent its own page, where it has one."""
    if request.method in READING:
        return request.full_path.rstrip("?")
    adapter = request_ctx.url_adapter
    has_page = adapter is not None and adapter.test(request.path, "GET")
    return request.path if has_page else url_for("dashboard.home")


def to_sign_in() -> Response:
    """Lead to the sign-in page, and from there back to the page that was asked for."""
    if request.method not in READING:
        flash(_("Your sign-in had ended, so nothing was saved. Sign in and send the form again."), "warning")
        if any(file.filename for file in request.files.values()):
            flash(_("The files you chose were not kept: choose them again."), "warning")
    return redirect(url_for("security.login", next=_page_to_return_to()), 303)


def form_token_refused(_error: Exception) -> Response:
    """A form of organisers whose token fits no session: mostly a sign-in that ended since the page was opened."""
    is_ours = request.path.startswith("/manage/") and request.blueprint != "security"
    return to_sign_in() if is_ours and not current_user.is_authenticated else error_page(403)


def account_holders_only(view: V) -> V:
    """Open a page of one's own account to whoever is signed in."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if current_user.is_authenticated else to_sign_in()

    return cast(V, guarded)


def organisers_only(view: V) -> V:
    """Open a page of /manage to organisers; sessions that are too old have ended before this asks."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return to_sign_in()
        if lacks_second_factor(myself()):
            return redirect(url_for("account.codes"), 303)
        return view(*args, **kwargs)

    return cast(V, guarded)


def lately_only(view: V) -> V:
    """Open a page that matters to who showed lately that it is still them; others are asked, and led back to it."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        config = current_app.config
        if check_and_update_authn_fresh(config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"]):
            return view(*args, **kwargs)
        return redirect(url_for("security.verify", next=request.path), 303)

    return cast(V, guarded)
