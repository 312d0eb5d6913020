"""What every template may use: the hub's name, this page in another language, static files with a fingerprint."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, request

from eventhub import clock
from eventhub.config import Settings
from eventhub.web.links import mailto, shown_address

ONE_YEAR_SECONDS = 365 * 24 * 3600


@lru_cache(maxsize=256)
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file; it changes with the file, so that caches may keep it for a year.

    A page has a dozen of them. Files are read once a process: a new version is a new start.
    """
    version = _fingerprint(Path(current_app.static_folder or "") / name)
    return f"{request.script_root}{current_app.static_url_path}/{name}?v={version}"


def this_page(**changes: Any) -> str:
    """The address of this page with some query parameters changed; None takes one out."""
    query = {key: values for key, values in request.args.to_dict(flat=False).items() if key not in changes}
    query.update({key: [str(value)] for key, value in changes.items() if value is not None})
    text = urlencode(query, doseq=True)
    return request.path + (f"?{text}" if text else "")


def init_app(app: Flask, settings: Settings) -> None:
    """Give templates their common words and functions."""
    app.jinja_env.globals.update(
        asset=asset, this_page=this_page, hub_name=settings.hub_name, base_url=settings.base_url, now=clock.now,
        is_demo=settings.demo, mailto=mailto, shown_address=shown_address,
    )  # fmt: skip

    @app.after_request
    def keep_fingerprinted_files(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR_SECONDS}, immutable"
        return response
