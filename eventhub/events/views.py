"""What the public gets of an event beside its page."""

from flask import Blueprint, Response, abort, request

from eventhub.events.access import public_event_or_404
from eventhub.storage import files
from eventhub.storage.pictures import MEDIA_TYPE

bp = Blueprint("events_public", __name__)
ONE_YEAR = "public, max-age=31536000, immutable"
ONE_HOUR = "public, max-age=3600"


@bp.route("/events/<slug>/picture")
def picture(slug: str) -> Response:
    """The picture of a public event; its address with `v` changes with the picture and is kept by caches."""
    event = public_event_or_404(slug)
    return picture_response(event.picture_key, is_versioned="v" in request.args)


def picture_response(key: str, *, is_versioned: bool) -> Response:
    """A stored picture. Answers 404 where there is none."""
    if not key:
        abort(404)
    try:
        response = Response(files.read(key), mimetype=MEDIA_TYPE)
    except files.MissingFileError:
        abort(404)
    response.headers["Cache-Control"] = ONE_YEAR if is_versioned else ONE_HOUR
    response.set_etag(key.rpartition("/")[2])
    response.make_conditional(request)
    return response
