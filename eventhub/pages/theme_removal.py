"""Taking a theme away: the question says how many events carry it, which a network alone does not know."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.accounts.forms import NothingForm
from eventhub.events.queries import number_about
from eventhub.networks import manage_themes
from eventhub.networks.manage_themes import account_and_network, theme_or_404
from eventhub.networks.service import remove_theme

bp = manage_themes.bp


@bp.route("/<int:theme_id>/remove", methods=["GET", "POST"])
@organisers_only
def remove(slug: str, theme_id: int) -> Response | Any:
    """Ask first, then take the theme away."""
    account, network = account_and_network(slug)
    _themes, theme = theme_or_404(network, theme_id)
    if not NothingForm().validate_on_submit():
        return render_template(
            "networks/theme_remove.html", network=network, theme=theme, events=number_about(theme)
        )  # fmt: skip
    remove_theme(theme, actor=account, now=clock.now())
    flash(_("The theme is gone."), "success")
    return redirect(url_for("themes.listing", slug=slug), 303)
