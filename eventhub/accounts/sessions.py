"""A sign-in lasts twelve hours, and three hours without use."""

from datetime import timedelta
from typing import Any

from flask import Flask, session
from flask_login import user_logged_in

from eventhub import clock

IDLE = timedelta(hours=3)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
ACCOUNT, BEGAN, SEEN = "_user_id", "began_at", "seen_at"


def begin(*_sender: Any, **_details: Any) -> None:
    """Note when this sign-in began, and let no form token from before it work after it."""
    session.pop("csrf_token", None)
    session.pop("_remember", None)  # a cookie that signs in by itself would outlast every limit
    session[BEGAN] = session[SEEN] = clock.now().timestamp()


def _is_too_old(now: float) -> bool:
    since_begin, since_seen = now - session[BEGAN], now - session[SEEN]
    return bool(since_begin >= LONGEST.total_seconds() or since_seen >= IDLE.total_seconds())


def _end_old_session() -> None:
    if ACCOUNT not in session:
        return
    if BEGAN not in session:
        begin()
    now = clock.now().timestamp()
    if _is_too_old(now):
        session.clear()
    elif now - session[SEEN] >= NOTED_EVERY.total_seconds():
        session[SEEN] = now


def init_app(app: Flask) -> None:
    """End sessions that are too old before anything asks who is signed in."""
    app.before_request(_end_old_session)
    # Flask-Login tells of a sign-in by this signal only, whichever way it came about.
    user_logged_in.connect(begin, app)
