"""A network's themes: add, rename, order. Removing one says how many events use it: see pages."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.accounts.forms import NothingForm
from eventhub.accounts.models import Account
from eventhub.networks.access import managed_network_or_404, signed_in
from eventhub.networks.forms import NameForm, in_languages, texts_of
from eventhub.networks.models import Network, Theme
from eventhub.networks.queries import themes_of
from eventhub.networks.service import add_theme, move_theme, rename_theme

bp = Blueprint("themes", __name__, url_prefix="/manage/networks/<slug>/themes")
STEPS = {"up": -1, "down": 1}


def account_and_network(slug: str) -> tuple[Account, Network]:
    """Who asks, and the network whose themes they may change."""
    account = signed_in()
    return account, managed_network_or_404(slug, account, "network.change")


def theme_or_404(network: Network, theme_id: int) -> tuple[list[Theme], Theme]:
    """All themes of a network, and the one that is meant."""
    themes = themes_of(network)
    return themes, next((theme for theme in themes if theme.id == theme_id), None) or abort(404)


def _form(network: Network, theme: Theme | None = None) -> Any:
    shape = in_languages(NameForm, "name", network.languages, longest=120)
    return shape(data={f"name_{code}": text for code, text in theme.name.items()} if theme else None)


def _names(form: Any, network: Network) -> dict[str, str] | None:
    """The names that were written; None, with an error beside the first one, where there is none."""
    if not form.validate_on_submit():
        return None
    names = {code: text for code, text in texts_of(form, "name", network.languages).items() if text}
    if not names:
        form.refuse(f"name_{network.language}", _("Write a name."))
    return names or None


@bp.route("", methods=["GET", "POST"])
@organisers_only
def listing(slug: str) -> Response | Any:
    """All themes, and a new one."""
    account, network = account_and_network(slug)
    form = _form(network)
    names = _names(form, network) if request.method == "POST" else None
    if names:
        add_theme(network, names, actor=account, now=clock.now())
        flash(_("The theme is there."), "success")
        return redirect(url_for("themes.listing", slug=slug), 303)
    page = render_template("networks/themes.html", network=network, form=form, themes=themes_of(network))
    return page, 422 if request.method == "POST" else 200


@bp.route("/<int:theme_id>", methods=["GET", "POST"])
@organisers_only
def edit(slug: str, theme_id: int) -> Response | Any:
    """Another name for a theme."""
    account, network = account_and_network(slug)
    _themes, theme = theme_or_404(network, theme_id)
    form = _form(network, theme)
    names = _names(form, network) if request.method == "POST" else None
    if names:
        kept = {code: text for code, text in theme.name.items() if code not in network.languages}
        rename_theme(theme, {**kept, **names}, actor=account, now=clock.now())
        flash(_("Saved."), "success")
        return redirect(url_for("themes.listing", slug=slug), 303)
    page = render_template("networks/theme.html", network=network, form=form, theme=theme)
    return page, 422 if request.method == "POST" else 200


@bp.post("/<int:theme_id>/<any(up, down):way>")
@organisers_only
def move(slug: str, theme_id: int, way: str) -> Response:
    """One place up or down."""
    account, network = account_and_network(slug)
    themes, theme = theme_or_404(network, theme_id)
    if NothingForm().validate_on_submit():
        move_theme(themes, theme, STEPS[way], actor=account, now=clock.now())
    return redirect(url_for("themes.listing", slug=slug), 303)
