"""Uploading and arranging materials."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.events.access import managed_event_or_404
from eventhub.events.models import Event
from eventhub.materials import service
from eventhub.materials.access import managed_material_or_404
from eventhub.materials.forms import FileChangeForm, LinkForm, MoveForm, UploadForm, form_for
from eventhub.materials.models import FILE, Material
from eventhub.materials.queries import materials_of
from eventhub.materials.sent import Sent, sent_with
from eventhub.materials.views import send_material
from eventhub.networks.access import signed_in
from eventhub.web.forms import Form
from eventhub.web.headers import keep_private
from eventhub.web.tokens import settings

bp = Blueprint("materials_manage", __name__, url_prefix="/manage/events")
PERMISSION = "materials.change"
REASONS_SAID = 5
REMEMBERED = ("language", "audience")
"""Answers that hold for the files that are sent next, too."""


def _event(slug: str) -> Event:
    return managed_event_or_404(slug, signed_in(), PERMISSION)


def _listing(event: Event, form: UploadForm, code: int = 200, kept: Sequence[tuple[str, str]] = ()) -> Response:
    page = render_template(
        "materials/listing.html", event=event, form=form, move_form=MoveForm(formdata=None),
        materials=materials_of(event.id), limit_mib=settings().largest_upload_mib,
        kept=kept,
    )  # fmt: skip
    return make_response(page, code)


def _back(event: Event) -> AnyResponse:
    return redirect(url_for(".listing", slug=event.slug), 303)


def _sent(event: Event, form: UploadForm) -> Sent:
    return sent_with(form.files, f"materials of {event.id} by {signed_in().id}")


def _told(added: int, reasons: list[str]) -> list[str]:
    """What is said after several files were sent. A cookie holds it: reasons beyond the first few are counted."""
    number = added + len(reasons)
    summary = ngettext(
        "%(added)d of %(num)d file was added.", "%(added)d of %(num)d files were added.", number, added=added
    )
    unsaid = len(reasons) - REASONS_SAID
    rest = [ngettext("%(num)d more was refused.", "%(num)d more were refused.", unsaid)] if unsaid > 0 else []
    return [summary, *reasons[:REASONS_SAID], *rest]


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


@bp.get("/<slug>/materials")
@organisers_only
def listing(slug: str) -> Response:
    """All materials of an event, and the form that adds files, answered as before where some files were refused."""
    answers = {name: request.args[name] for name in REMEMBERED if name in request.args}
    form = UploadForm(formdata=None, data=answers)
    form.forget_unknown_answers()
    return _listing(_event(slug), form)


def _refused(event: Event, form: UploadForm, sent: Sent, *, is_about_files: bool) -> AnyResponse:
    """Nothing was added. `again` tells a script that the files themselves may be sent once more."""
    if _wants_json():
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return make_response(jsonify(errors=errors, again=not is_about_files), 422)
    if not is_about_files:
        for reason in sent.reasons:
            form.refuse("files", reason)
    sent.keep()
    return _listing(event, form, 422, sent.tokens)


@bp.post("/<slug>/materials")
@organisers_only
def upload(slug: str) -> AnyResponse:
    """Add one file or several; a refused one does not stop the others."""
    event, form = _event(slug), UploadForm()
    is_right = form.validate()
    sent = _sent(event, form)
    if not is_right:
        return _refused(event, form, sent, is_about_files=False)
    if not sent.files:
        reasons = _told(0, sent.reasons) if sent.number > 1 else sent.reasons or [_("Choose at least one file.")]
        for refusal in reasons:
            form.refuse("files", refusal)
        return _refused(event, form, sent, is_about_files=True)
    words = form.words(form.title.data if sent.number == 1 else "")
    for file in sent.files:
        service.add_file(event=event, file=file, words=words, actor=signed_in(), now=clock.now())
    sent.forget_kept()
    return _added(event, form, sent)


def _added(event: Event, form: UploadForm, sent: Sent) -> AnyResponse:
    """Say what was added, and what was not and why."""
    number = len(sent.files)
    if _wants_json():
        return jsonify(added=number)
    if not sent.reasons:
        flash(ngettext("%(num)d file added", "%(num)d files added", number))
        return _back(event)
    for said in _told(number, sent.reasons):
        flash(said, "warning")
    return redirect(url_for(".listing", slug=event.slug, **{name: form[name].data for name in REMEMBERED}), 303)


@bp.route("/<slug>/materials/link", methods=["GET", "POST"])
@organisers_only
def add_link(slug: str) -> AnyResponse:
    """Add a link to a recording, a video or a page."""
    event, form = _event(slug), LinkForm()
    if form.validate_on_submit():
        service.add_link(
            event=event, url=form.url.data, link_kind=form.link_kind.data, words=form.words(form.title.data),
            actor=signed_in(), now=clock.now(),
        )  # fmt: skip
        flash(_("The link was added"))
        return _back(event)
    page = render_template("materials/add_link.html", event=event, form=form)
    return make_response(page, 422 if form.is_submitted() else 200)


def _newer(material: Material, form: LinkForm | FileChangeForm) -> Sent:
    """The file that is to replace the material's; with one sent now, the one kept before is not wanted any more."""
    about = f"material {material.id} by {signed_in().id}"
    if not isinstance(form, FileChangeForm) or not form.is_submitted():
        return Sent(about)
    sent = sent_with(form.file, about)
    if sent.fresh:
        sent.kept = []
    for reason in sent.reasons:
        form.refuse("file", reason)
    return sent


@bp.route("/<slug>/materials/<int:material_id>/edit", methods=["GET", "POST"])
@organisers_only
def edit(slug: str, material_id: int) -> AnyResponse:
    """Change a material, or replace its file."""
    event = _event(slug)
    material = managed_material_or_404(event, material_id)
    form = form_for(material)
    is_right = form.validate_on_submit()
    newer = _newer(material, form)
    if is_right and not newer.reasons:
        link = {"url": form.url.data, "link_kind": form.link_kind.data} if isinstance(form, LinkForm) else {}
        service.change_material(
            material=material, event=event, words=form.words(form.title.data), actor=signed_in(), now=clock.now(),
            file=next(iter(newer.files), None), **link,
        )  # fmt: skip
        newer.forget_kept()
        flash(_("The changes were saved"))
        return _back(event)
    newer.keep()
    page = render_template("materials/edit.html", event=event, form=form, material=material, kept=newer.tokens)
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.post("/<slug>/materials/<int:material_id>/move")
@organisers_only
def move(slug: str, material_id: int) -> AnyResponse:
    """Move a material one place up or down."""
    event, form = _event(slug), MoveForm()
    material = managed_material_or_404(event, material_id)
    if not form.validate() or form.direction.data not in {"up", "down"}:
        return _listing(event, UploadForm(formdata=None), 422)
    service.move_material(material=material, event=event, step=-1 if form.direction.data == "up" else 1)
    return redirect(url_for(".listing", slug=slug, _anchor=f"material-{material.id}"), 303)


@bp.route("/<slug>/materials/<int:material_id>/remove", methods=["GET", "POST"])
@organisers_only
def remove(slug: str, material_id: int) -> AnyResponse:
    """Ask, then remove a material."""
    event, form = _event(slug), Form()
    material = managed_material_or_404(event, material_id)
    if form.validate_on_submit():
        service.remove_material(material=material, event=event, actor=signed_in(), now=clock.now())
        flash(_("“%(title)s” was removed", title=material.title))
        return _back(event)
    page = render_template("materials/remove.html", event=event, form=form, material=material)
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.get("/<slug>/materials/<int:material_id>/<filename>")
@organisers_only
def download(slug: str, material_id: int, filename: str) -> AnyResponse:
    """A file for those who organise the event, also while it is a draft."""
    event = managed_event_or_404(slug, signed_in(), "events.read")
    material = managed_material_or_404(event, material_id)
    if material.kind != FILE:
        return _back(event)
    if filename != material.file_name:
        target = url_for(".download", slug=slug, material_id=material_id, filename=material.file_name)
        return keep_private(make_response(redirect(target, 301)))
    return keep_private(send_material(material))
