"""Who is signed in, by the cookie of a request: its row decides, the cookie only names it.

A sign-in lasts twelve hours, and three hours without use. That it is in use is noted at most once a minute, after the
answer's own transaction, so that requests which read stay reads.
"""

from typing import Any

from flask import Flask, Response, request, session
from flask_login import user_logged_in, user_logged_out
from flask_security import SQLAlchemyUserDatastore
from flask_security.utils import set_request_attr

from eventhub import clock
from eventhub.accounts.models import Account
from eventhub.accounts.sign_ins import (
    NOTED_EVERY,
    begin_sign_in,
    end_sign_in,
    end_sign_ins,
    forget_old_sign_ins,
    key_of,
    note_use,
    sign_in_of,
)
from eventhub.database.model import db
from eventhub.jobs.queue import Jobs

FORGET = "accounts.forget_sign_ins"
TOKEN = "sign_in"  # noqa: S105 - the name of it in the cookie
CODES_TO_SET_UP = "codes_to_set_up"
CODES_TO_KEEP = "codes_to_keep"
OF_A_SIGN_IN = ("_user_id", "_fresh", "_id", "fs_cc", "fs_paa", "fs_gexp", CODES_TO_SET_UP, CODES_TO_KEEP, TOKEN)
TO_NOTE = "eventhub.sign_in_to_note"


class Accounts(SQLAlchemyUserDatastore):
    """Flask-Security's way to accounts. It asks for a new mark after a password was changed or reset."""

    def set_uniquifier(self, user: Any, uniquifier: str | None = None) -> None:
        """Give the account another mark, which ends every sign-in under the former one."""
        super().set_uniquifier(user, uniquifier)
        end_sign_ins(user.id)


def present_key() -> str:
    """The key of the sign-in that this request's cookie holds; empty where it holds none."""
    token = session.get(TOKEN)
    return key_of(token) if isinstance(token, str) else ""


def begin(_app: Flask, user: Any, **_details: Any) -> None:
    """Make a sign-in of its own, and let no form token from before it work after it."""
    # "_remember" would set a cookie that signs in by itself and outlasts every limit.
    for name in ("csrf_token", "_remember", CODES_TO_SET_UP, CODES_TO_KEEP):
        session.pop(name, None)
    end_sign_in(present_key(), account_id=user.id)
    session[TOKEN] = begin_sign_in(user.id, user_agent=request.headers.get("User-Agent", ""), now=clock.now())


def end(_app: Flask, user: Any, **_details: Any) -> None:
    """End the sign-in itself, not only this browser's memory of it."""
    if user is not None and user.is_authenticated:
        end_sign_in(present_key(), account_id=user.id)
    for name in (TOKEN, CODES_TO_SET_UP, CODES_TO_KEEP):
        session.pop(name, None)


def account_of(mark: str) -> Account | None:
    """Whose sign-in the cookie holds, while it lasts. Flask-Login asks this once a request that wants to know."""
    token, now = session.get(TOKEN), clock.now()
    found = sign_in_of(token) if isinstance(token, str) else None
    if found is None or found.is_over(now) or found.account.fs_uniquifier != mark or not found.account.active:
        for name in OF_A_SIGN_IN:
            session.pop(name, None)
        return None
    if now - found.last_seen_at >= NOTED_EVERY:
        request.environ[TO_NOTE] = found.key
    # What Flask-Security's own look-up leaves behind for its questions of freshness.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return found.account


def init_app(app: Flask, jobs: Jobs) -> None:
    """Let the rows decide who is signed in; after Flask-Security, whose own look-up this replaces."""
    app.login_manager.user_loader(account_of)  # type: ignore[attr-defined] # set by Flask-Security
    # Flask-Login tells of these by signals only, whichever way they came about.
    user_logged_in.connect(begin, app)
    user_logged_out.connect(end, app)
    jobs.register(FORGET, forget_old_sign_ins, every_minutes=60)

    @app.after_request
    def note(response: Response) -> Response:
        key = request.environ.pop(TO_NOTE, None)
        if key:
            note_use(db.engine, key, clock.now())
        return response
