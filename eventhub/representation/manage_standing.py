"""Who represents a member organisation at every meeting of its network."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.database.model import db
from eventhub.networks.access import managed_network_or_404, signed_in
from eventhub.networks.models import MemberOrganisation, Network
from eventhub.registrations.delegation_models import Representative
from eventhub.representation import standing
from eventhub.representation.forms import RepresentativeForm
from eventhub.web.forms import Form
from eventhub.web.headers import keep_private

bp = Blueprint(
    "representatives", __name__, url_prefix="/manage/networks/<slug>/members/<int:member_id>/representatives"
)


def _member(slug: str, member_id: int) -> tuple[Network, MemberOrganisation]:
    network = managed_network_or_404(slug, signed_in(), "network.change")
    member = db.session.get(MemberOrganisation, member_id)
    if member is None or member.network_id != network.id:
        abort(404)
    return network, member


@bp.route("", methods=["GET", "POST"])
@organisers_only
def listing(slug: str, member_id: int) -> AnyResponse:
    """Who represents the organisation, and somebody more."""
    network, member = _member(slug, member_id)
    form, now = RepresentativeForm(), clock.now()
    if form.validate_on_submit():
        names = ("name", "email", "from_on", "until_on", "substitute_name", "substitute_email")
        try:
            standing.add_representative(member, {key: form[key].data for key in names}, actor=signed_in(), now=now)
        except standing.NamedTwice:
            form.refuse("email", _("This address represents the organisation already."))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".listing", slug=slug, member_id=member_id), 303)
    page = render_template(
        "representation/standing.html", network=network, member=member, form=form, format_date=format_date,
        people=standing.representatives_of(member.id), remove=Form(formdata=None),
    )  # fmt: skip
    answer: Response = make_response(page, 422 if form.is_submitted() else 200)
    return keep_private(answer)


@bp.post("/<int:representative_id>/remove")
@organisers_only
def remove(slug: str, member_id: int, representative_id: int) -> AnyResponse:
    """Somebody represents the organisation no longer."""
    _network, member = _member(slug, member_id)
    found = db.session.get(Representative, representative_id)
    if found is None or found.member_id != member.id:
        abort(404)
    if not Form().validate():
        abort(422)
    standing.remove_representative(found, member, actor=signed_in(), now=clock.now())
    return redirect(url_for(".listing", slug=slug, member_id=member_id), 303)
