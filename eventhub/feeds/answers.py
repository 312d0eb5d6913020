"""A feed as an HTTP answer: unchanged, compressed or whole."""

from flask import Response, request
from werkzeug.http import is_resource_modified

from eventhub import clock
from eventhub.feeds.assembly import body_of
from eventhub.feeds.cache import Revision, caches
from eventhub.feeds.feed import Feed

CALENDAR = "text/calendar; charset=utf-8"
PUBLIC_CACHING = "public, max-age=900, stale-while-revalidate=3600"
PRIVATE_CACHING = "private, no-cache"


def _headers(feed: Feed, filename: str) -> dict[str, str]:
    kind = "inline" if feed.name else "attachment"
    headers = {"Vary": "Accept-Encoding", "Content-Disposition": f'{kind}; filename="{filename}.ics"'}
    if feed.audience == "public":
        return {**headers, "Cache-Control": PUBLIC_CACHING, "Access-Control-Allow-Origin": "*"}
    return {**headers, "Cache-Control": PRIVATE_CACHING}


def answer(feed: Feed, revision: Revision, filename: str) -> Response:
    """The feed, or 304 where the client has this state of it; that is decided without building anything."""
    changed = caches().changed_at(feed.key, revision.etag, clock.now())
    response = Response(content_type=CALENDAR, headers=_headers(feed, filename))
    response.headers["ETag"] = revision.etag
    response.last_modified = changed
    if not is_resource_modified(request.environ, etag=revision.etag, last_modified=changed):
        response.status_code = 304
        return response
    body = body_of(feed, revision)
    if request.accept_encodings.quality("gzip") > 0:
        response.headers["Content-Encoding"] = "gzip"
        response.set_data(body.zipped)
    else:
        response.set_data(body.plain)
    return response
