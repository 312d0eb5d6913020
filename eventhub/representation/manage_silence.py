"""Which organisations of a network have sent nobody for a long time."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template
from flask_babel import format_date

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.networks.access import managed_network_or_404, signed_in
from eventhub.networks.queries import members_of
from eventhub.representation.queries import last_represented

bp = Blueprint("represented", __name__, url_prefix="/manage/networks/<slug>/represented")
LONG = timedelta(days=365)


@bp.get("")
@organisers_only
def listing(slug: str) -> Response:
    """When each organisation was represented last, those that are silent longest first."""
    network, now = managed_network_or_404(slug, signed_in(), "network.change"), clock.now()
    members = [one for one in members_of(network) if one.is_active]
    last = last_represented(network.id, now, members)
    lines = sorted(((one, last.get(one.id)) for one in members), key=lambda line: line[1].timestamp() if line[1] else 0)
    page = render_template(
        "representation/silence.html", network=network, lines=lines, since=now - LONG, format_date=format_date,
        silent=sum(at is None or at < now - LONG for _one, at in lines),
    )  # fmt: skip
    return make_response(page)
