"""The organisers' dashboard, failed mails and audit log."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.accounts.models import Account
from eventhub.events.forms import ConfirmForm
from eventhub.events.models import Event
from eventhub.mail.queries import failed_message, failed_messages, waiting_count
from eventhub.mail.service import send_again
from eventhub.networks.access import managed_network_or_404, networks_of, signed_in
from eventhub.networks.models import Network
from eventhub.pages.audit_words import act_in_words
from eventhub.pages.manage_queries import failed_mail_counts, log_of, past_events, upcoming_events
from eventhub.pages.todo import todos
from eventhub.registrations.availability import places_left
from eventhub.registrations.queries import confirmed_counts
from eventhub.web.headers import keep_private

bp = Blueprint("dashboard", __name__, url_prefix="/manage")
LAST_PAGE = 10_000


def _page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def _chosen(networks: list[Network]) -> list[Network]:
    """The networks whose events are shown: the one in the address, or all."""
    slug = request.args.get("network")
    return [network for network in networks if network.slug == slug] or abort(404) if slug else networks


def _lines(events: list[Event]) -> list[dict[str, Any]]:
    """Each event with the places taken and what to do next."""
    now, ids = clock.now(), [event.id for event in events]
    taken, failed = confirmed_counts(ids), failed_mail_counts(ids)
    return [
        {
            "event": event,
            "taken": taken[event.id],
            "left": places_left(event, taken[event.id]),
            "todos": todos(event, taken=taken[event.id], failed=failed.get(event.id, 0), now=now),
        }
        for event in events
    ]


@bp.route("/")
@organisers_only
def home() -> str:
    """My networks' events: what is to come first, what has been below."""
    account = signed_in()
    networks = networks_of(account, "events.read")
    shown = _chosen(networks)
    ids, now, page = [network.id for network in shown], clock.now(), _page_number()
    past, pages = past_events(ids, now, page)
    return render_template(
        "dashboard/home.html", networks=networks, shown=shown, upcoming=_lines(upcoming_events(ids, now)),
        past=_lines(past), page=page, pages=pages, page_is_first=page == 1,
        may_make={network.id for network in networks_of(account, "events.change")},
        settings_of=networks_of(account, "network.change"), failed=len(failed_messages(_mail_ids(account))),
    )  # fmt: skip


def _mail_ids(account: Account) -> list[int]:
    return [network.id for network in networks_of(account, "mails.change")]


@bp.route("/mails")
@organisers_only
def mails() -> Response:
    """Mails that could not be sent, with the reason, to send again."""
    ids = _mail_ids(signed_in())
    page = render_template(
        "dashboard/mails.html", failed_mails=failed_messages(ids), waiting=waiting_count(ids), form=ConfirmForm()
    )  # fmt: skip
    return keep_private(make_response(page))


@bp.route("/mails/<int:message_id>/send-again", methods=["POST"])
@organisers_only
def send_mail_again(message_id: int) -> Response:
    """Put a failed mail back into the queue."""
    message = failed_message(message_id, _mail_ids(signed_in())) or abort(404)
    if not ConfirmForm().validate_on_submit():
        abort(422)
    send_again(message, clock.now())
    flash(_("The mail is on its way again."))
    return redirect(url_for("dashboard.mails"), 303)


@bp.route("/networks/<slug>/log")
@organisers_only
def log(slug: str) -> Response:
    """Who did what for a network."""
    network = managed_network_or_404(slug, signed_in(), "audit.read")
    page = _page_number()
    entries, pages = log_of(network.id, page)
    lines = [(entry, act_in_words(entry.action), who, event) for entry, who, event in entries]
    return keep_private(
        make_response(render_template("dashboard/log.html", network=network, lines=lines, page=page, pages=pages))
    )
