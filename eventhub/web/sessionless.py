"""Addresses that know no session: what a calendar program fetches depends on nobody's cookie."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class SomeWithoutSession(SecureCookieSessionInterface):
    """Flask's own sessions, except for calendars: those neither read nor set a cookie, and caches may share them."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.endswith(".ics"):
            return None
        return super().open_session(app, request)


def init_app(app: Flask) -> None:
    """Keep sessions away from calendars."""
    app.session_interface = SomeWithoutSession()
