"""A network's member organisations."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.networks.access import managed_network_or_404, signed_in
from eventhub.networks.forms import ManyMembersForm, MemberForm
from eventhub.networks.models import MemberOrganisation, Network
from eventhub.networks.queries import members_of
from eventhub.networks.service import NameTaken, add_members, change_member, read_members

bp = Blueprint("members", __name__, url_prefix="/manage/networks/<slug>/members")

COLUMNS = ("name", "place", "contact_email", "contact_name", "contact_language", "is_active")


def _network(slug: str) -> tuple[Account, Network]:
    account = signed_in()
    return account, managed_network_or_404(slug, account, "network.change")


@bp.route("", methods=["GET", "POST"])
@organisers_only
def listing(slug: str) -> Response | Any:
    """All member organisations, and new ones: one line or a pasted list."""
    account, network = _network(slug)
    form = ManyMembersForm()
    if not form.validate_on_submit():
        page = render_template("networks/members.html", network=network, form=form, members=members_of(network))
        return page, 422 if request.method == "POST" else 200
    new, known = add_members(network, read_members(form.lines.data), actor=account, now=clock.now())
    flash(ngettext("%(num)d organisation added.", "%(num)d organisations added.", new), "success")
    if known:
        flash(ngettext("%(num)d was there already.", "%(num)d were there already.", known), "info")
    return redirect(url_for("members.listing", slug=slug), 303)


@bp.route("/<int:member_id>", methods=["GET", "POST"])
@organisers_only
def edit(slug: str, member_id: int) -> Response | Any:
    """Change a member organisation, or say that it left."""
    account, network = _network(slug)
    member = db.session.get(MemberOrganisation, member_id)
    if member is None or member.network_id != network.id:
        abort(404)
    form = MemberForm(obj=member)
    if form.validate_on_submit():
        values = {name: form[name].data for name in COLUMNS}
        try:
            change_member(member, values, actor=account, now=clock.now())
        except NameTaken:
            form.refuse("name", _("Another organisation of this network has this name."))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("members.listing", slug=slug), 303)
    page = render_template("networks/member.html", network=network, form=form, member=member)
    return page, 422 if request.method == "POST" else 200
