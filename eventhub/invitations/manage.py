"""Organisers invite: who is on the list, and adding to it."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.accounts.forms import NothingForm
from eventhub.database.session import writes
from eventhub.events.access import managed_event_or_404, role_permits
from eventhub.events.models import Event
from eventhub.i18n.languages import NAMES
from eventhub.invitations import service
from eventhub.invitations.export import as_csv
from eventhub.invitations.forms import INVITE, ListForm
from eventhub.invitations.lists import MOST_ROWS, TO_MEND, Row, as_lines, checked_list, read_list
from eventhub.invitations.queries import ALL, all_of, counts_of, invitation_of_event, known_of, page_of, undelivered
from eventhub.invitations.sources import filled_from, source_choices
from eventhub.invitations.words import problem_names, state_names
from eventhub.networks.access import signed_in
from eventhub.registrations.invitation_models import FROM_LIST, INVITATION_STATES, mark_of
from eventhub.web.downloads import content_disposition
from eventhub.web.forms import clean_text, one_line
from eventhub.web.headers import keep_private
from eventhub.web.limits import EXPORT, limiter

bp = Blueprint("invitations", __name__, url_prefix="/manage/events/<slug>/invitations")
LONGEST_SEARCH = 200
LARGEST_FILE = 500_000
ASKED_ABOUT = ("registrations.change", "registrations.export", "events.change")


def event_to_invite(slug: str) -> Event:
    """The event, for who may change its list of people."""
    return managed_event_or_404(slug, signed_in(), "registrations.change")


def private(page: str, status: int = 200) -> Response:
    """A page with people on it."""
    return keep_private(make_response(page, status))


@bp.get("")
@writes
@organisers_only
def listing(slug: str) -> Response:
    """Who is invited, and what they answered."""
    event = managed_event_or_404(slug, signed_in(), "registrations.read")
    state = request.args.get("state", ALL)
    state = state if state in (ALL, *INVITATION_STATES) else ALL
    text = one_line(clean_text(request.args.get("q", "")))[:LONGEST_SEARCH]
    page = page_of(event.id, state, text, request.args.get("page", 1, int))
    service.note_viewing(event, actor=signed_in(), now=clock.now())
    may = {name: role_permits(signed_in(), event, name) for name in ASKED_ABOUT}
    shown = render_template(
        "invitations/listing.html", event=event, page=page, state=state, text=text, counts=counts_of(event.id),
        states=state_names(), may=may, undelivered=undelivered(event.id), nothing=NothingForm(formdata=None),
    )  # fmt: skip
    return private(shown)


@bp.get("/export")
@writes
@organisers_only
@limiter.limit(EXPORT, key_func=lambda: f"account {signed_in().id}")
def export(slug: str) -> Response:
    """The whole list as a file. Taking it away is written down."""
    event, now = managed_event_or_404(slug, signed_in(), "registrations.export"), clock.now()
    people = all_of(event.id)
    service.note_export(event, actor=signed_in(), now=now, rows=len(people))
    response = Response(as_csv(people, event.tz), content_type="text/csv; charset=utf-8")
    name = f"{event.slug}-invitations-{now.astimezone(event.tz).date().isoformat()}.csv"
    response.headers["Content-Disposition"] = content_disposition(name)
    return keep_private(response)


def _text_of_file(form: ListForm) -> str:
    """What an uploaded list says; Excel writes UTF-8 with a mark, or the alphabet of Western Europe."""
    data: Any = form.file.data
    if not data or not data.filename:
        return ""
    raw = data.read(LARGEST_FILE)
    try:
        return str(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return str(raw.decode("cp1252", "replace"))


def _checked(event: Event, text: str) -> list[Row]:
    rows = read_list(text)[:MOST_ROWS]
    return checked_list(rows, {row.email: mark_of(row.email) for row in rows if row.email}, known_of(event))


def _form(event: Event, **values: Any) -> ListForm:
    form = ListForm(data={"language": event.network.language, **values})
    form.language.choices = [(code, NAMES[code]) for code in event.network.languages]
    return form


def _list_page(event: Event, form: ListForm, rows: list[Row], status: int = 200) -> Response:
    good = [row for row in rows if row.problem is None]
    page = render_template(
        "invitations/add.html", event=event, form=form, rows=rows, good=good, problems=problem_names(),
        wrong=sum(row.problem in TO_MEND for row in rows), sources=source_choices(event), chosen=request.args,
    )  # fmt: skip
    return private(page, status)


@bp.get("/add")
@writes
@organisers_only
def add(slug: str) -> Response:
    """A list to fill in, or one filled in from people the network knows, which is written down."""
    event = event_to_invite(slug)
    source, people = filled_from(event, request.args)
    if people:
        service.note_taking_over(event, actor=signed_in(), now=clock.now(), source=source, count=len(people))
    form = _form(event, people=as_lines(people), source=source)
    return _list_page(event, form, _checked(event, form.people.data or ""))


@bp.post("/add")
@organisers_only
def add_list(slug: str) -> AnyResponse:
    """Look through the list; invite those of it who can be. Lines to mend stay in the form."""
    event = event_to_invite(slug)
    form = _form(event)
    if not form.validate():
        return _list_page(event, form, [], 422)
    form.people.data = "\n".join(filter(None, [form.people.data, clean_text(_text_of_file(form))]))
    rows = _checked(event, form.people.data)
    good = [row for row in rows if row.problem is None]
    if form.action.data != INVITE or not good:
        return _list_page(event, form, rows, 422 if form.action.data == INVITE else 200)
    terms = service.Terms(
        form.language.data, form.source.data or FROM_LIST, bool(form.is_open.data), bool(form.skips_approval.data),
        bool(form.any_time.data),
    )  # fmt: skip
    count = service.invite(event.id, good, terms, actor=signed_in(), now=clock.now())
    flash(ngettext("%(num)d person is on the list of invitations", "%(num)d people are on the list of invitations",
                   count))  # fmt: skip
    left = [row for row in rows if row.problem in TO_MEND]
    if left:
        form.people.data = "\n".join(row.typed for row in left)
        return _list_page(event, form, _checked(event, form.people.data))
    return redirect(url_for(".listing", slug=slug), 303)


@bp.post("/<int:guest_id>/withdraw")
@organisers_only
def withdraw(slug: str, guest_id: int) -> AnyResponse:
    """Take one invitation back."""
    event = event_to_invite(slug)
    invitation = invitation_of_event(event.id, guest_id) or abort(404)
    if not NothingForm().validate():
        abort(422)
    service.withdraw(invitation, actor=signed_in(), now=clock.now())
    flash(_("The invitation to %(name)s is withdrawn", name=invitation.name or invitation.email))
    return redirect(url_for(".listing", slug=slug), 303)
