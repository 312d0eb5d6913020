"""Making and editing events."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask import Response as FileResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.accounts.models import Account
from eventhub.events.access import managed_event_or_404
from eventhub.events.form_content import content_from, differences, missing_in, open_form
from eventhub.events.forms import EventForm
from eventhub.events.kinds import KINDS, OTHER
from eventhub.events.life import ANNOUNCE, PUBLISH, STEPS, NotReady, announce_event, publish_event
from eventhub.events.models import ANNOUNCED, DRAFT, PUBLISHED, Event
from eventhub.events.pictures import copy_picture, set_picture, taken_in
from eventhub.events.queries import events_to_copy, last_saved
from eventhub.events.service import (
    Content,
    SavedMeanwhile,
    change_event,
    content_of,
    copied_content,
    create_event,
    new_content,
)
from eventhub.events.when import moment_in_words
from eventhub.networks.access import networks_of, signed_in
from eventhub.networks.models import Network
from eventhub.storage import files
from eventhub.storage.pictures import MEDIA_TYPE
from eventhub.web.headers import keep_private

bp = Blueprint("events", __name__, url_prefix="/manage/events")
Answer = str | Response | tuple[str, int]
STEPS_OF_FORM = {ANNOUNCE: announce_event, PUBLISH: publish_event}
TOLD_WHEN_SAVED = "told_when_saved"
TAKE_ALONG = "take_along"
"""Under which name the application keeps who says how many people a change is told to: that lies above events."""
LEADS_TO = {ANNOUNCE: ANNOUNCED, PUBLISH: PUBLISHED}


def _chosen_network(account: Account) -> tuple[Network, list[Network]]:
    """The network a new event is for: the one named in the address or form, else the first."""
    networks = networks_of(account, "events.change")
    slug = request.values.get("network")
    if not networks:
        abort(403)
    found = next((network for network in networks if slug in (None, "", network.slug)), None)
    return found or abort(404), networks


def _beginning(account: Account, network: Network) -> tuple[Content | None, Event | None]:
    """What a new event begins with: its kind, or the event it is a copy of. None before that is chosen."""
    slug = request.values.get("copied_from") or request.args.get("copy")
    if slug:
        source = managed_event_or_404(slug, account, "events.read")
        return copied_content(source), source
    kind = request.values.get("kind")
    return (new_content(network, kind if kind in KINDS else OTHER), None) if kind else (None, None)


@bp.route("/new", methods=["GET", "POST"])
@organisers_only
def new() -> Answer:
    """Choose how to begin; then the form."""
    account = signed_in()
    network, networks = _chosen_network(account)
    content, source = _beginning(account, network)
    if content is None:
        return render_template(
            "events/begin.html", network=network, networks=networks, kinds=KINDS, earlier=events_to_copy(network)
        )
    copied_from = source.slug if source else ""
    form, choices = open_form(network, content, copied_from=copied_from, version=None)
    if request.method != "POST":
        return _show(form, network=network, content=content)
    _validate(form, account)
    if form.errors:
        form.show_missing(missing_in(form, network, _state_after(DRAFT)))
        return _refused(form, account, network=network, content=content)
    event = create_event(
        network=network, content=content_from(form, choices, content), now=clock.now(), actor_id=account.id
    )  # fmt: skip
    if source:
        current_app.extensions[TAKE_ALONG](source, event, now=clock.now(), actor_id=account.id)
    refused = _take_step(form, event, account)
    if refused:
        return _refused(form, account, network=network, content=content)
    if form.sent:
        _set_sent_picture(form, event)
    elif source and not form.remove_picture.data:
        copy_picture(source, event, clock.now())
    return _saved(form, event)


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@organisers_only
def edit(slug: str) -> Answer:
    """Change an event."""
    account = signed_in()
    event = managed_event_or_404(slug, account, "events.change")
    before = content_of(event)
    form, choices = open_form(event.network, before, version=event.version)
    if request.method != "POST":
        return _show(form, network=event.network, content=before, event=event)
    _validate(form, account)
    if form.errors:
        form.show_missing(missing_in(form, event.network, _state_after(event.state)))
        return _refused(form, account, network=event.network, content=before, event=event)
    wanted = content_from(form, choices, before)
    try:
        change_event(
            event, expected_version=form.version.data or 0, content=wanted, now=clock.now(), actor_id=account.id
        )  # fmt: skip
    except SavedMeanwhile as refusal:
        return _refuse_conflict(form, event, wanted, refusal, account)
    except NotReady as refusal:
        form.show_missing(refusal.missing)
        return _refused(form, account, network=event.network, content=before, event=event)
    if _take_step(form, event, account):
        return _refused(form, account, network=event.network, content=before, event=event)
    if form.sent or form.remove_picture.data:
        _set_sent_picture(form, event)
    if form.closes_at and wanted.registration_closes_at and form.closes_at != wanted.registration_closes_at:
        closes = moment_in_words(wanted.registration_closes_at, event.zone)
        flash(_("Registration moved along with the date: it closes on %(when)s.", when=closes))
    return _saved(form, event)


@bp.route("/<slug>/picture")
@organisers_only
def picture(slug: str) -> FileResponse:
    """The picture of an event for its organisers, drafts included."""
    event = managed_event_or_404(slug, signed_in(), "events.read")
    try:
        picture_file = files.read(event.picture_key)
    except files.MissingFileError:
        abort(404)
    return keep_private(FileResponse(picture_file, mimetype=MEDIA_TYPE))


def _validate(form: EventForm, account: Account) -> None:
    """Check the form, and take in its picture: the one sent now, or the one kept when the form was refused before."""
    form.take_earlier(account, is_unwanted=form.remove_picture.data)
    form.validate_on_submit()
    form.take_in("picture", taken_in, _("Choose a picture: a JPEG, PNG, WebP or GIF file of at most 15 MB."))


def _set_sent_picture(form: EventForm, event: Event) -> None:
    set_picture(event, form.sent.data if form.sent else None, alt=form.picture_alt.data, now=clock.now())
    form.forget_kept()


def _step_from(state: str) -> str:
    """The step that was asked for with the form, where it can be taken from a state; else ''."""
    step = request.form.get("then", "")
    return step if step in STEPS_OF_FORM and state in STEPS[step] else ""


def _state_after(state: str) -> str:
    return LEADS_TO.get(_step_from(state), state)


def _take_step(form: EventForm, event: Event, account: Account) -> bool:
    """Announce or publish where that was asked for; whether something missing prevents it."""
    step = _step_from(event.state)
    if not step:
        return False
    try:
        STEPS_OF_FORM[step](event, now=clock.now(), actor_id=account.id)
    except NotReady as refusal:
        form.show_missing(refusal.missing)
        return True
    return False


def _refused(form: EventForm, account: Account, **page: Any) -> tuple[str, int]:
    """The form as it was sent, its picture kept."""
    form.keep(account)
    return _show(form, **page), 422


def _show(form: EventForm, *, network: Network, content: Content, event: Event | None = None, **more: Any) -> str:
    telling = current_app.extensions[TOLD_WHEN_SAVED](event) if event else ""
    return render_template(
        "events/edit.html", form=form, network=network, content=content, event=event, kinds=KINDS, telling=telling,
        **more,
    )  # fmt: skip


def _refuse_conflict(
    form: EventForm, event: Event, wanted: Content, refusal: SavedMeanwhile, me: Account
) -> tuple[str, int]:
    """The form as it was sent, with what was saved meanwhile; sending it again overwrites that."""
    saved, theirs = last_saved(event), content_of(event)
    form.version.raw_data = None
    form.version.data = refusal.version
    return _refused(
        form, me, network=event.network, content=theirs, event=event,
        conflict=differences(wanted, theirs, event), saved=saved,
        is_own=saved is not None and saved.account_id == me.id,
    )  # fmt: skip


def _saved(form: EventForm, event: Event) -> Response:
    if form.doubled_times():
        flash(_("A time you chose comes twice that night, because the clocks go back. The first one counts."))
    words = {"announce": _("Announced. The date is public now."), "publish": _("Published. Everyone can see it now.")}
    flash(words.get(request.form.get("then", ""), _("Saved.")))
    return redirect(url_for("events.overview", slug=event.slug), 303)
