"""The page that helps somebody who lost their telephone: it asks whether to reset, and with POST resets."""

from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import myself
from eventhub.accounts.forms import NothingForm
from eventhub.accounts.models import Account
from eventhub.accounts.ways_in import has_more_than_a_password, reset_second_factor
from eventhub.web.headers import keep_own


def reset_page(person: Account, *, back: str, network_id: int | None = None, refusal: str = "") -> Response:
    """Ask, or do it and lead back. With a refusal the page only says why not."""
    if not refusal and not has_more_than_a_password(person):
        refusal = _("There is nothing to reset: this account needs its password only.")
    if request.method == "POST" and not refusal and NothingForm().validate_on_submit():
        name = person.name or person.email
        reset_second_factor(person, actor=myself(), network_id=network_id, now=clock.now())
        flash(_("%(name)s can sign in with the password alone now, and was told by mail.", name=name), "success")
        return redirect(back, 303)
    html = render_template("account/lost_telephone.html", person=person, back=back, refusal=refusal)
    return keep_own(make_response(html, 422 if request.method == "POST" else 200))
