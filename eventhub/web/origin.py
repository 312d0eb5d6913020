"""Where a changing request may come from, and to which host it may be addressed."""

from urllib.parse import urlsplit

from flask import Flask, abort, request

from eventhub.config import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})


def came_from_here(hosts: list[str]) -> bool:
    """Whether the browser says that the request was made by one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITES
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin is None:
        return True  # not a browser: the form token decides alone
    try:
        return (urlsplit(origin).hostname or "") in hosts
    except ValueError:  # no address at all
        return False


def init_app(app: Flask, settings: Settings) -> None:
    """Refuse changing requests that another site made a browser send."""

    @app.before_request
    def refuse_foreign_origin() -> None:
        if request.method not in SAFE and not came_from_here(settings.hosts):
            abort(403)
