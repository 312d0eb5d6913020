"""One's own recovery codes: made with the first set-up of an app, shown until their owner says that they are kept."""

from flask import Response, abort, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import account_holders_only, lately_only, myself
from eventhub.accounts.forms import NothingForm
from eventhub.accounts.second_factor import recovery_codes_of
from eventhub.accounts.sessions import CODES_TO_KEEP
from eventhub.accounts.ways_in import APP, make_recovery_codes
from eventhub.web.headers import keep_own


def show_new_codes() -> AnyResponse:
    """Lead to the codes just made. They are on that page while this sign-in lasts, and no longer than until kept."""
    session[CODES_TO_KEEP] = True
    return redirect(url_for("security.mf_recovery_codes"), 303)


def _page(status: int = 200) -> Response:
    codes = recovery_codes_of(myself())
    shown = codes if session.get(CODES_TO_KEEP) else []
    html = render_template("account/recovery_codes.html", codes=shown, codes_left=len(codes))
    return keep_own(make_response(html, status))


@account_holders_only
@lately_only
def recovery_codes() -> AnyResponse:
    """New codes while they are not kept yet; else how many are left, and a button that makes others."""
    if myself().tf_primary_method != APP:
        return redirect(url_for("account.codes"), 303)  # they stand in for codes of an app, and for nothing else
    if request.method != "POST":
        return _page()
    if not NothingForm().validate_on_submit():
        return _page(422)
    if request.form.get("step") == "kept":
        session.pop(CODES_TO_KEEP, None)
        flash(_("You keep your recovery codes. They are not shown again."), "success")
        return redirect(url_for("account.show"), 303)
    if request.form.get("step") != "make":
        abort(422)
    make_recovery_codes(myself(), now=clock.now())
    return show_new_codes()
