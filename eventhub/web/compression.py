"""Smaller answers: gzip for pages of visitors without a session, and for our own static files."""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request

SMALLEST_BYTES = 800
QUICK, SMALL = 4, 9
TYPES = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "text/plain"})


@lru_cache(maxsize=64)
def _compressed_file(path: str, _modified: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), SMALL, mtime=0)


def _may_compress(response: Response) -> bool:
    return (
        response.status_code == 200
        and response.mimetype in TYPES
        and "Content-Encoding" not in response.headers
        and request.accept_encodings["gzip"] > 0
    )


def _of_static_file(response: Response) -> bytes:
    path = Path(current_app.static_folder or "") / (request.view_args or {})["filename"]
    response.direct_passthrough = False
    response.close()  # the open file itself is not needed any more
    return _compressed_file(str(path), path.stat().st_mtime_ns)


def compress(response: Response) -> Response:
    """Compress where it is safe: never a page that mixes a session's secrets with what an address says."""
    response.vary.add("Accept-Encoding")
    if not _may_compress(response):
        return response
    if request.endpoint == "static":
        body = _of_static_file(response)
    elif request.cookies or response.is_streamed or response.headers.get("Cache-Control") == "no-store":
        return response
    else:
        plain = response.get_data()
        if len(plain) < SMALLEST_BYTES:
            return response
        body = gzip.compress(plain, QUICK, mtime=0)
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    etag, _weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


def init_app(app: Flask) -> None:
    """Compress on the way out."""
    app.after_request(compress)
