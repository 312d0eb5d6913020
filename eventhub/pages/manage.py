"""The organisers' dashboard, failed mails and audit log."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.events.forms import ConfirmForm
from eventhub.events.models import DRAFT, Event
from eventhub.mail.queries import failed_message, failed_messages, waiting_count
from eventhub.mail.service import send_again
from eventhub.networks.access import managed_network_or_404, networks_of, permissions_of, signed_in
from eventhub.networks.models import Network
from eventhub.pages.audit_words import BY_ITSELF, act_in_words
from eventhub.pages.manage_queries import changeable_events, failed_mail_counts, log_of, past_events, upcoming_events
from eventhub.pages.todo import todos
from eventhub.registrations.availability import Taken, all_places, places_left
from eventhub.registrations.queries import taken_of_events
from eventhub.web.headers import keep_private

bp = Blueprint("dashboard", __name__, url_prefix="/manage")
LAST_PAGE = 10_000


def _page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def _chosen(networks: list[Network]) -> list[Network]:
    """The networks whose events are shown: the one in the address, or all."""
    slug = request.args.get("network")
    return [network for network in networks if network.slug == slug] or abort(404) if slug else networks


def _line(event: Event, taken: Taken, failed: int, may_change: bool) -> dict[str, Any]:
    """An event with the places taken and, for those who may do it, what to do next."""
    to_do = todos(event, taken=taken, failed=failed, now=clock.now()) if may_change else []
    return {
        "event": event,
        "taken": taken,
        "left": places_left(event, taken),
        "places": all_places(event),
        "todos": to_do,
    }


@bp.route("/")
@organisers_only
def home() -> str:
    """My networks' events: what is to come first, what has been below."""
    allowed = permissions_of(signed_in())

    def mine(permission: str) -> list[Network]:
        return [network for network, permissions in allowed.items() if permission in permissions]

    shown = _chosen(mine("events.read"))
    ids, now, page = [network.id for network in shown], clock.now(), _page_number()
    upcoming, (past, pages) = upcoming_events(ids, now), past_events(ids, now, page)
    event_ids = [event.id for event in (*upcoming, *past)]
    taken, changeable = taken_of_events(event_ids, now), changeable_events(event_ids, mine("events.change"), shown)
    failed, all_failed = failed_mail_counts(event_ids, [network.id for network in mine("mails.change")])

    def lines(events: list[Event]) -> list[dict[str, Any]]:
        return [_line(one, taken[one.id], failed[one.id], one.id in changeable) for one in events]

    return render_template(
        "dashboard/home.html", networks=mine("events.read"), shown=shown, page=page, pages=pages,
        may_make=mine("events.change"), settings_of=mine("network.change"), page_is_first=page == 1,
        drafts=lines([event for event in upcoming if event.state == DRAFT]),
        upcoming=lines([event for event in upcoming if event.state != DRAFT]), past=lines(past),
        failed=all_failed, helps=bool(allowed),
    )  # fmt: skip


def _networks_with_mails() -> dict[int, Network]:
    """The networks whose mails one may send again, by id."""
    return {network.id: network for network in networks_of(signed_in(), "mails.change")}


@bp.route("/mails")
@organisers_only
def mails() -> Response:
    """Mails that could not be sent, with the reason, to send again."""
    networks = _networks_with_mails()
    page = render_template(
        "dashboard/mails.html", failed_mails=failed_messages(networks), waiting=waiting_count(networks),
        networks=networks,
    )  # fmt: skip
    return keep_private(make_response(page))


@bp.route("/mails/<int:message_id>/send-again", methods=["POST"])
@organisers_only
def send_mail_again(message_id: int) -> Response:
    """Put a failed mail back into the queue."""
    message = failed_message(message_id, _networks_with_mails()) or abort(404)
    if not ConfirmForm().validate_on_submit():
        abort(422)
    send_again(message, clock.now())
    flash(_("The mail is on its way again."))
    return redirect(url_for("dashboard.mails"), 303)


@bp.route("/networks/<slug>/log")
@organisers_only
def log(slug: str) -> Response:
    """Who did what for a network; what participants did and who looked at lists is told when asked for."""
    network = managed_network_or_404(slug, signed_in(), "audit.read")
    page, with_looks = _page_number(), request.args.get("looks") == "1"
    entries, pages = log_of(network.id, page, everything=with_looks)
    lines = [(entry, act_in_words(entry.action), who, event) for entry, who, event in entries]
    shown = render_template(
        "dashboard/log.html",
        network=network,
        lines=lines,
        page=page,
        pages=pages,
        with_looks=with_looks,
        by_itself=BY_ITSELF,
    )
    return keep_private(make_response(shown))
