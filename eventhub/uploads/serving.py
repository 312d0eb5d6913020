"""Kept files as answers: whole or in part, with headers that leave a browser nothing to guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from flask import Response, abort, request
from werkzeug.http import is_resource_modified

from eventhub.storage import files
from eventhub.web.downloads import content_disposition
from eventhub.web.logs import log

ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
SANDBOX = "sandbox; default-src 'none'"
# Browsers centre a picture with a style of their own.
PICTURE = f"{SANDBOX}; style-src 'unsafe-inline'"
# Without scripts, forms, frames or requests of any kind (`default-src 'none'`) a document can only be looked at.
VIEWER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'; base-uri 'none'"
PDF = "application/pdf"


@dataclass(frozen=True)
class KeptFile:
    """A file in the store and what is told about it; `media_type` comes from an allow-list, never from a browser."""

    key: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    is_shown: bool


class UnsatisfiableError(ValueError):
    """The part asked for lies outside the file."""


def wanted_part(header: str, size: int) -> tuple[int, int] | None:
    """First byte and length of the one range asked for; None for the whole (also where several are asked for)."""
    match = ONE_RANGE.fullmatch(header.strip().replace(" ", ""))
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise UnsatisfiableError
        return size - length, length
    start, end = int(first), int(last) if last else size - 1
    if last and end < start:
        return None
    if start >= size:
        raise UnsatisfiableError
    return start, min(end, size - 1) - start + 1


def _asked_for(file: KeptFile) -> tuple[int, int] | None:
    """The part to answer with. A changed file (`If-Range`) and HEAD get the whole."""
    header = request.headers.get("Range")
    if request.method != "GET" or not header:
        return None
    condition = request.headers.get("If-Range")
    if condition is not None and condition.strip() != f'"{file.sha256}"':
        return None
    return wanted_part(header, file.size_bytes)


def _body(file: KeptFile, start: int, length: int) -> Iterator[bytes]:
    """The bytes, the first of them fetched now, so that a lost file can still be an error page."""
    if length == 0:
        return iter(())
    parts = files.read_range(file.key, start, length)
    try:
        first = next(parts, b"")
    except files.MissingFileError:
        log.error("a kept file is missing from the store", key=file.key)
        abort(404)
    return chain((first,), parts)


def _is_webkit() -> bool:
    """Whether Safari asks, or any browser of an iPhone; others name Chrome beside Safari."""
    agent = request.headers.get("User-Agent", "")
    return "Safari/" in agent and "Chrom" not in agent


def _policy(file: KeptFile) -> str:
    """Everything is sandboxed but a PDF in WebKit, which would show an empty window (`docs/decisions/0007`)."""
    if not file.is_shown:
        return SANDBOX
    if file.media_type != PDF:
        return PICTURE
    return VIEWER if _is_webkit() else f"sandbox; {VIEWER}"


def _headers(response: Response, file: KeptFile) -> Response:
    response.set_etag(file.sha256)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = content_disposition(file.name, is_shown=file.is_shown)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Content-Security-Policy"] = _policy(file)
    response.headers["Cache-Control"] = "no-cache"
    if file.media_type == PDF:
        response.vary.add("User-Agent")
    return response


def send_kept_file(file: KeptFile) -> Response:
    """Answer with a kept file: 200, 206, 304 or 416."""
    if not is_resource_modified(request.environ, etag=f'"{file.sha256}"'):
        return _headers(Response(status=304), file)
    try:
        part = _asked_for(file)
    except UnsatisfiableError:
        response = Response(status=416, content_type="text/plain; charset=utf-8")
        response.headers["Content-Range"] = f"bytes */{file.size_bytes}"
        return response
    start, length = part or (0, file.size_bytes)
    body = iter(()) if request.method == "HEAD" else _body(file, start, length)
    response = Response(body, status=206 if part else 200, content_type=file.media_type)
    response.headers["Content-Length"] = str(length)
    if part:
        response.headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.size_bytes}"
    return _headers(response, file)
