"""The demo's mailbox: what would have been sent, for anyone to read. Production refuses to start with it."""

from flask import Blueprint, Response, abort, make_response, render_template
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.mail import queries
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import Network
from eventhub.web.headers import CONTENT_POLICY, keep_private

bp = Blueprint("demo", __name__, url_prefix="/demo")

SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
# A mail carries its own style sheet, as mails must; nothing in it may run, load or send anything.
MAIL_POLICY = f"sandbox {SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


def _zones() -> dict[int | None, str]:
    """The zone of each network, and for mails of no network that of the first: by whose clock a mail was written."""
    zones: dict[int | None, str] = dict(db.session.execute(select(Network.id, Network.zone).order_by(Network.id)).all())
    return {None: next(iter(zones.values()), "UTC"), **zones}


def _message_or_404(message_id: int) -> OutboxMessage:
    return queries.message(message_id) or abort(404)


@bp.get("/mail")
def mailbox() -> Response:
    """The newest mails."""
    return keep_private(make_response(render_template("demo/mailbox.html", messages=queries.newest(), zones=_zones())))


@bp.get("/mail/<int:message_id>")
def message(message_id: int) -> Response:
    """One mail: its text, and its HTML in a frame that can do nothing."""
    found = _message_or_404(message_id)
    response = make_response(render_template("demo/message.html", message=found, sandbox=SANDBOX, zones=_zones()))
    response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; frame-src 'self'"
    return keep_private(response)


@bp.get("/mail/<int:message_id>/html")
def html(message_id: int) -> Response:
    """A mail's HTML alone; its links open in the whole window."""
    found = _message_or_404(message_id)
    response = Response(found.html.replace("<head>", '<head><base target="_top">', 1), mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return keep_private(response)


@bp.get("/mail/<int:message_id>/event.ics")
def calendar(message_id: int) -> Response:
    """The calendar entry that came with a mail."""
    found = _message_or_404(message_id)
    if not found.calendar:
        abort(404)
    response = Response(found.calendar, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=event.ics"
    return keep_private(response)
