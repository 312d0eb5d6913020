"""The networks one works for: the list, a new one, the settings."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.i18n.zones import zone_choices
from eventhub.networks.access import managed_network_or_404, networks_of, roles_of, signed_in
from eventhub.networks.forms import ROLE_NAMES, NewNetworkForm, SettingsForm, in_languages, texts_of
from eventhub.networks.models import Network
from eventhub.networks.service import change_settings, create_network, set_logo
from eventhub.storage.pictures import NotAPicture, re_encoded
from eventhub.text.colours import darkened

bp = Blueprint("networks", __name__, url_prefix="/manage/networks")
LARGEST_LOGO_BYTES = 5 * 1024 * 1024
LOGO_PX = 600
COLUMNS = ("name", "zone", "colour", "logo_alt", "contact_name", "contact_email")


@bp.get("")
@organisers_only
def listing() -> str:
    """The networks one works for, with one's role."""
    account = signed_in()
    networks = networks_of(account, "network.read")
    return render_template(
        "networks/listing.html", networks=networks, roles=roles_of(account), role_names=ROLE_NAMES,
        may_create=account.is_administrator,
        may_change={network.id for network in networks_of(account, "network.change")},
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@organisers_only
def create() -> Any:
    """A new network; administrators only."""
    account = signed_in()
    if not account.is_administrator:
        abort(403)
    form = NewNetworkForm()
    if not form.validate_on_submit():
        return render_template("networks/create.html", form=form), 422 if form.is_submitted() else 200
    network = create_network(
        name=form.name.data, languages=[form.main_language.data], zone=form.zone.data, actor=account, now=clock.now()
    )
    flash(_("The network is there. Invite the colleague who leads it."), "success")
    return redirect(url_for("networks.team", slug=network.slug), 303)


def _settings_form(network: Network) -> Any:
    shape = in_languages(SettingsForm, "description", network.languages, rows=4)
    texts = {f"description_{code}": text for code, text in network.description.items()}
    given = {name: getattr(network, name) for name in COLUMNS}
    form = shape(data={**given, **texts, "main_language": network.language, "languages": network.languages})
    form.zone.choices = zone_choices(network.zone)
    if request.form.get("take_colour"):
        form.colour.data = request.form["take_colour"]  # the button beside the colour that would do
    return form


def _logo_made_anew(upload: FileStorage) -> bytes:
    """The uploaded logo made anew. Raises NotAPicture."""
    data = upload.stream.read(LARGEST_LOGO_BYTES + 1)
    if len(data) > LARGEST_LOGO_BYTES:
        raise NotAPicture
    return re_encoded(data, largest_px=LOGO_PX)


def _settings_page(network: Network, form: Any, status: int = 200) -> Any:
    typed = str(form.colour.data or "").lower()
    darker = darkened(typed) if form.colour.errors and len(typed) == 7 and typed[1:].isalnum() else ""
    return render_template("networks/settings.html", network=network, form=form, darker=darker), status


@bp.get("/<slug>")
@organisers_only
def settings(slug: str) -> Any:
    """The settings of a network."""
    network = managed_network_or_404(slug, signed_in(), "network.change")
    return _settings_page(network, _settings_form(network))


@bp.post("/<slug>")
@organisers_only
def change(slug: str) -> Response | Any:
    """Keep the settings."""
    account = signed_in()
    network = managed_network_or_404(slug, account, "network.change")
    form = _settings_form(network)
    form.take_earlier(account, is_unwanted=form.remove_logo.data)
    form.validate_on_submit()
    refusal = _("This is no picture we can use. Choose a PNG, JPEG or WebP of at most 5 MB.")
    form.take_in("logo", _logo_made_anew, refusal)
    if form.errors:
        form.keep(account)
        return _settings_page(network, form, 422)
    values = {name: form[name].data or "" for name in COLUMNS}
    described = {**network.description, **texts_of(form, "description", network.languages)}
    values |= {"languages": form.written_in, "description": {code: text for code, text in described.items() if text}}
    now = clock.now()
    change_settings(network, values, actor=account, now=now)
    if form.sent or (form.remove_logo.data and network.logo_key):
        set_logo(network, form.sent.data if form.sent else None, actor=account, now=now)
        form.forget_kept()
    flash(_("Saved."), "success")
    return redirect(url_for("networks.settings", slug=slug), 303)
