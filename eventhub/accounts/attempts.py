"""How often someone may try to sign in: by account, by network; nobody is ever locked out for long."""

import hashlib
from typing import Any

import structlog
from flask import Flask, request, session
from limits import RateLimitItem, parse
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from eventhub.web.limits import LOGIN, client_network, limiter

BY_ACCOUNT = parse("5/15 minutes")
BY_NETWORK = parse(LOGIN)
RESET_MAILS = parse("3/hour")
TYPED = "typed"
# Where a secret is asked for, and what says whose it is.
ASKS_FOR_SECRET = {
    "security.login": TYPED,
    "security.two_factor_token_validation": "tf_user_id",
    "security.mf_recovery": "tf_user_id",
    "security.verify": "_user_id",
    "security.change_password": "_user_id",
}
BY_NETWORK_ONLY = frozenset({"security.forgot_password", "security.reset_password", "security.wan_signin_response"})
log = structlog.get_logger("eventhub.accounts")


def hit(limit: RateLimitItem, *names: str) -> bool:
    """Count one more; False where that was too many. A store that cannot be reached stops nobody."""
    if not limiter.enabled:
        return True
    try:
        return bool(limiter.limiter.hit(limit, *names))
    except Exception:
        log.warning("rate limits cannot be counted", exc_info=True)
        return True


def hashed(address: str) -> str:
    """A key for an e-mail address that does not show it."""
    return hashlib.sha256(f"eventhub/attempts/{address.strip().casefold()}".encode()).hexdigest()[:32]


def _key() -> tuple[str, str] | None:
    """What this attempt is counted under: its endpoint and the account, known or not."""
    source = ASKS_FOR_SECRET.get(request.endpoint or "")
    if source is None:
        return None
    whose = _typed_address() if source is TYPED else str(session.get(source, ""))
    return str(request.endpoint), hashed(whose)


def _typed_address() -> str:
    body: Any = request.get_json(silent=True) if request.is_json else request.form
    return str(body.get("email", "")) if isinstance(body, dict) else ""


def init_app(app: Flask) -> None:
    """Count attempts before they are looked at, and forget them when one was right."""

    @app.before_request
    def refuse_too_many() -> None:
        if request.method != "POST":
            return
        key = _key()
        if key is None and request.endpoint not in BY_NETWORK_ONLY:
            return
        # The answer changes the session, and with it the key. Who is signed in is led on without having known anything.
        if request.endpoint != "security.login" or "_user_id" not in session:
            request.environ["eventhub.attempt"] = key
        if not hit(BY_NETWORK, "sign-in", client_network()) or (key and not hit(BY_ACCOUNT, *key)):
            raise TooManyRequests(retry_after=BY_ACCOUNT.get_expiry())

    @app.after_request
    def forget_when_right(response: Response) -> Response:
        key = request.environ.get("eventhub.attempt")
        if key and response.status_code in {302, 303} and limiter.enabled:
            limiter.limiter.clear(BY_ACCOUNT, *key)
        return response
