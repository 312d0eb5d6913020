"""Error pages in the site's look, and the exceptions that lead to them."""

from flask import Flask, Response, abort, make_response, render_template, request
from flask.globals import request_ctx
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import Forbidden, HTTPException, InternalServerError
from werkzeug.http import HTTP_STATUS_CODES

from eventhub.web.logs import log

WORDS = {
    400: (
        _l("That address or form was not understood"),
        _l("Something in the request is malformed. Go back and try again."),
    ),
    403: (_l("You may not open this"), _l("Ask the owner of the network for access, or sign in with another account.")),
    404: (
        _l("This page does not exist"),
        _l("It may have moved, or the link was cut. The agenda shows what is coming up."),
    ),
    405: (_l("This address cannot be used that way"), _l("Go back and try again from the page itself.")),
    410: (_l("This link no longer works"), _l("It was withdrawn or replaced. Ask for a new one.")),
    413: (_l("That is too large"), _l("Send a smaller file, or put it elsewhere and add a link to it.")),
    414: (
        _l("That address is too long"),
        _l("Search for fewer words, or go to the agenda and follow its links from there."),
    ),
    422: (_l("Some answers need another look"), _l("Go back, correct the form and send it again.")),
    429: (_l("That was a bit too often"), _l("Wait a few minutes and try again. Nothing was lost.")),
    500: (_l("Something went wrong on our side"), _l("Nothing was changed. Try again in a moment; we have been told.")),
    503: (_l("Busy for a moment"), _l("Try again in a few seconds. Nothing was changed.")),
}
LONGEST_ADDRESS = 4000
"""How long an address may be. The server itself cuts off at 8190, where it can only answer without a page."""
PLAIN_TYPES = (".ics", ".csv", ".xlsx", ".json")


class MayNot(Forbidden):
    """Somebody known may not do this; those named can give them leave."""

    def __init__(self, can_help: list[str]) -> None:
        super().__init__()
        self.can_help = can_help


def error_page(code: int, reference: str = "", can_help: list[str] | None = None) -> Response:
    """The page of an error code; calendar and data addresses get plain text instead."""
    title, advice = WORDS.get(code, (HTTP_STATUS_CODES.get(code, "Error"), WORDS[500 if code >= 500 else 400][1]))
    if request.path.endswith(PLAIN_TYPES) or request_ctx.url_adapter is None:  # no adapter: an untrusted host
        return Response(f"{code} {title}\n", status=code, content_type="text/plain; charset=utf-8")
    page = render_template(
        "errors/error.html", code=code, title=title, advice=advice, reference=reference, can_help=can_help or [],
        is_personal=code in (404, 410) and request.path.startswith("/me/"),
        is_for_organisers=code < 500 and request.path.startswith("/manage/"),
    )  # fmt: skip
    return make_response(page, code)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    response = error_page(error.code or 500, can_help=getattr(error, "can_help", None))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    if error.code == 503:
        response.headers.setdefault("Retry-After", "5")
    return response


def _unexpected(error: Exception) -> Response:
    original = error.original_exception if isinstance(error, InternalServerError) else error
    if original is not None:
        log.error("unexpected error", exc_info=original)
    return error_page(500, request.environ.get("eventhub.request_id", ""))


def _database_refused(error: DataError | OperationalError) -> Response:
    if isinstance(error, DataError):
        return error_page(400)
    log.warning("database busy", error=type(error.orig).__name__)
    response = error_page(503)
    response.headers["Retry-After"] = "5"
    return response


def _refuse_long_address() -> None:
    if len(request.environ.get("PATH_INFO", "")) + len(request.query_string) > LONGEST_ADDRESS:
        abort(414)


def init_app(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.before_request(_refuse_long_address)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DataError, _database_refused)
    app.register_error_handler(OperationalError, _database_refused)
    app.register_error_handler(InternalServerError, _unexpected)
