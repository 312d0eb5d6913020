"""Keeping an event's questions for the network, and taking over what is kept or what another event asks."""

from flask import abort, flash
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.accounts.forms import NothingForm
from eventhub.networks.access import signed_in
from eventhub.questions import manage, sets
from eventhub.questions.forms import KeepForm
from eventhub.questions.service import MOST, TooMany
from eventhub.questions.taking import chosen_questions, kept_sets, take_form

bp = manage.bp


@bp.post("/keep")
@organisers_only
def keep(slug: str) -> Response:
    """Keep these questions for the network's next events."""
    event, form = manage.event_to_change(slug), KeepForm()
    if not form.validate_on_submit():
        return manage.page(event, keep=form, status=422)
    sets.keep_questions(event, form.name.data, now=clock.now(), actor_id=signed_in().id)
    flash(_("Kept as “%(name)s”. Other events of the network can take these questions.", name=form.name.data))
    return manage.back_to_list(slug)


@bp.post("/take")
@organisers_only
def take(slug: str) -> Response:
    """Add the questions of another event, or what the network keeps."""
    event = manage.event_to_change(slug)
    form = take_form(event, is_sent=True)
    if not form.validate_on_submit():
        return manage.page(event, take=form, status=422)
    try:
        number = sets.take_questions(event, chosen_questions(form), now=clock.now(), actor_id=signed_in().id)
    except TooMany:
        form.refuse("source", _("This event asks enough: %(number)d questions are the most.", number=MOST))
        return manage.page(event, take=form, status=422)
    flash(ngettext("%(num)d question added.", "%(num)d questions added.", number))
    return manage.back_to_list(slug)


@bp.post("/kept/<int:set_id>/forget")
@organisers_only
def forget(slug: str, set_id: int) -> Response:
    """Keep some questions no longer; events that took them have their own."""
    event = manage.event_to_change(slug)
    kept = next((one for one in kept_sets(event) if one.id == set_id), None) or abort(404)
    if not NothingForm().validate_on_submit():
        abort(422)
    sets.forget_questions(kept, now=clock.now(), actor_id=signed_in().id)
    flash(_("“%(name)s” is kept no longer.", name=kept.name))
    return manage.back_to_list(slug)
