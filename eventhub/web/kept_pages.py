"""Public pages and feeds from memory, for visitors who bring no cookie, for as long as nothing changed.

A page is kept under its address, the reader's language and whether it is compressed, together with a stamp: the number
of changes in the hub and the minute. The stamp is taken before the page is made, so that the page is never older than
its stamp, and every request compares it with the present one: nothing is stale, about places least of all. Moments that
alter a page (registration opens, an event ends) lie on whole minutes.
"""

import hashlib
import re
import time
import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from flask import Flask, Response, current_app, request
from werkzeug.http import is_resource_modified, parse_accept_header

from eventhub import clock
from eventhub.web.logs import log_answer
from eventhub.web.memory import MEBI, Kept

View = TypeVar("View", bound=Callable[..., Any])
Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], Any]
Stamp = tuple[int, int]
Key = tuple[str | bool, ...]

MOST_BYTES = 48 * MEBI
BESIDES_BODY = 3000
"""What a kept page costs in memory beside its bytes, about."""
ONLY_A_LANGUAGE = re.compile(r"(?:language=(\w{2}))?")
OF_ONE_ANSWER = frozenset({"X-Request-Id", "Content-Length", "Date"})
NOT_WITH_304 = frozenset({"Content-Type", "Content-Encoding", "Content-Disposition"})
KEY, STAMP = "eventhub.page_key", "eventhub.page_stamp"
LOCKS = 64


class Page(NamedTuple):
    """An answer as it was sent, and the state of the hub it belongs to."""

    stamp: Stamp
    route: str
    headers: list[tuple[str, str]]
    etag: str
    last_modified: str | None
    body: bytes


def keep_while_unchanged(view: View) -> View:
    """Mark a public view whose answer depends on the address, the language and what is stored, and on nothing else."""
    view.is_kept = True  # type: ignore[attr-defined]
    return view


class KeptPages:
    """WSGI middleware that answers from memory where it can, and else lets the application make and keep the page.

    `changes` tells how often the hub has changed; `language_of` which language an Accept-Language header and a cookie
    lead to.
    """

    def __init__(
        self, application: Any, changes: Callable[[], int | None], language_of: Callable[[str, str | None], str]
    ) -> None:
        self.application = application
        self.changes = changes
        self.language_of = language_of
        self.pages: Kept[Page] = Kept(MOST_BYTES)
        self._locks = [Lock() for _ in range(LOCKS)]

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        key = environ[KEY] = self._key(environ)
        page = self.pages.get(key)
        began, stamp = time.perf_counter(), self.stamp() if page else None
        if key is None or page is None or stamp is None:
            return self._made(environ, start)
        if page.stamp != stamp:
            with self._locks[hash(key) % LOCKS]:  # one makes it anew, who came meanwhile takes that
                page = self.pages.get(key)
                if page is None or page.stamp != stamp:
                    return self._made(environ, start)
        return _sent(page, environ, start, began)

    def stamp(self) -> Stamp | None:
        """The present state of the hub; None where the database cannot tell."""
        changes = self.changes()
        return None if changes is None else (changes, int(clock.now().timestamp()) // 60)

    def _made(self, environ: Environ, start: Start) -> Iterable[bytes]:
        made: Iterable[bytes] = self.application(environ, start)
        return made

    def _key(self, environ: Environ) -> Key | None:
        """What an answer may depend on; None where it may depend on more."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ:
            return None
        cookie = ONLY_A_LANGUAGE.fullmatch(environ.get("HTTP_COOKIE", ""))
        if cookie is None or "HTTP_RANGE" in environ:
            return None
        return (
            environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", ""),
            environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""),
            self.language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""), cookie[1]),
            takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")),
        )  # fmt: skip


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Whether a client with this Accept-Encoding header reads gzip."""
    return parse_accept_header(accepted)["gzip"] > 0


def _sent(page: Page, environ: Environ, start: Start, began: float) -> Iterable[bytes]:
    """The page as it is, or 304 where the client has it."""
    request_id = uuid.uuid4().hex
    asks = "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ
    if asks and not is_resource_modified(environ, etag=page.etag, last_modified=page.last_modified):
        status, body = "304 NOT MODIFIED", b""
        headers = [pair for pair in page.headers if pair[0] not in NOT_WITH_304]
    else:
        status, body = "200 OK", page.body
        headers = [*page.headers, ("Content-Length", str(len(body)))]
    headers.append(("X-Request-Id", request_id))
    log_answer(environ["REQUEST_METHOD"], page.route, int(status[:3]), began, request_id=request_id, kept=True)
    start(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _is_kept_view() -> bool:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "is_kept", False)


def _may_be_kept(response: Response) -> bool:
    return (
        request.environ.get(STAMP) is not None
        and response.status_code == 200
        and "Set-Cookie" not in response.headers
        and not response.is_streamed
    )


def _add_tag(response: Response, body: bytes) -> None:
    """A tag for pages, so that a browser that has the page gets 304; weak, for the page may be compressed or not."""
    if "ETag" not in response.headers:
        response.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest(), weak=True)


def init_app(app: Flask, changes: Callable[[], int | None], language_of: Callable[[str, str | None], str]) -> None:
    """Put the memory before the application, and have the application fill it."""
    kept = KeptPages(app.wsgi_app, changes, language_of)
    app.wsgi_app = kept  # type: ignore[method-assign,assignment]
    app.extensions["kept_pages"] = kept

    @app.before_request
    def begin() -> None:
        if request.environ.get(KEY) and _is_kept_view():
            request.environ[STAMP] = kept.stamp()

    @app.after_request
    def keep(response: Response) -> Response:
        if not _may_be_kept(response):
            return response
        body = response.get_data()
        _add_tag(response, body)
        headers = [pair for pair in response.get_wsgi_headers(request.environ) if pair[0] not in OF_ONE_ANSWER]
        etag, changed = response.headers["ETag"], response.headers.get("Last-Modified")
        page = Page(request.environ[STAMP], str(request.url_rule), headers, etag, changed, body)
        kept.pages.put(request.environ[KEY], page, len(body) + BESIDES_BODY)
        response.make_conditional(request.environ)
        return response
