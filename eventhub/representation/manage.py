"""The representation board: which organisations come, and writing to those that are missing."""

from datetime import time

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.database.model import db
from eventhub.events.access import locked_event, managed_event_or_404, role_permits
from eventhub.events.models import Event
from eventhub.events.schedule import moment
from eventhub.networks.access import signed_in
from eventhub.networks.models import MemberOrganisation
from eventhub.registrations.delegation_models import Delegation
from eventhub.representation import mails, service
from eventhub.representation.asking import ask_the_missing, can_be_asked
from eventhub.representation.forms import AskForm, SeatsForm, seats_form
from eventhub.representation.queries import board_of, delegations_of
from eventhub.web.forms import Form
from eventhub.web.headers import keep_private

bp = Blueprint("representation", __name__, url_prefix="/manage/events/<slug>/representation")


def _event(slug: str, permission: str = "registrations.change") -> Event:
    return managed_event_or_404(slug, signed_in(), permission)


def _answer(page: str, code: int = 200) -> Response:
    return keep_private(make_response(page, code))


def _back(slug: str) -> AnyResponse:
    return redirect(url_for(".board", slug=slug), 303)


@bp.get("")
@organisers_only
def board(slug: str) -> Response:
    """Who is represented, at a glance and as a table."""
    event, now = _event(slug, "registrations.read"), clock.now()
    found = board_of(event, now)
    page = render_template(
        "representation/board.html", event=event, board=found, format_date=format_date,
        may_change=role_permits(signed_in(), event, "registrations.change"), form=Form(formdata=None),
        askable=can_be_asked(found, now) if service.takes_names(event, now) else [],
    )  # fmt: skip
    return _answer(page)


def _members(event: Event) -> list[MemberOrganisation]:
    query = select(MemberOrganisation).where(MemberOrganisation.network_id == event.network_id)
    return list(db.session.scalars(query.where(MemberOrganisation.is_active).order_by(MemberOrganisation.id)))


def _seats_form(event: Event) -> SeatsForm:
    """What was given before; most organisations have as many seats as most others."""
    members, before = _members(event), {one.member_id: one for one in delegations_of(event.id)}
    data: dict[str, object] = {"wanted": event.members_wanted}
    if before:
        numbers = [one.seats for one in before.values()]
        each = max(set(numbers), key=numbers.count)
        data |= {"each": each, "at_least": max(one.at_least for one in before.values())}
        data["substitutes"] = max(one.substitutes for one in before.values())
        for place, one in enumerate(members):
            found = before.get(one.id)
            data[f"m_{place}"] = found.seats if found and found.seats != each else None
    if event.seats_return_at:
        data["returns_on"] = event.seats_return_at.astimezone(event.tz).date()
    form: SeatsForm = seats_form(members)(data=data)
    return form


@bp.route("/seats", methods=["GET", "POST"])
@organisers_only
def seats(slug: str) -> AnyResponse:
    """How many seats each organisation has."""
    event = _event(slug)
    form = _seats_form(event)
    if form.validate_on_submit():
        day = form.returns_on.data
        service.give_seats(
            event.id,
            service.Seats(form.each.data, form.at_least.data, form.substitutes.data, form.others()),
            returns_at=moment(day, time(), event.zone) if day else None, wanted=form.wanted.data, actor=signed_in(),
            now=clock.now(),
        )  # fmt: skip
        flash(_("Saved."), "success")
        return _back(slug)
    page = render_template("representation/seats.html", event=event, form=form)
    return _answer(page, 422 if form.is_submitted() else 200)


@bp.route("/ask", methods=["GET", "POST"])
@organisers_only
def ask(slug: str) -> AnyResponse:
    """Write to the contacts of all that are missing."""
    event, form, now = _event(slug), AskForm(), clock.now()
    if form.validate_on_submit():
        event = locked_event(event.id)
        count = ask_the_missing(
            event, board_of(event, now), said=form.said.data or "", actor=signed_in(), now=now
        )  # fmt: skip
        flash(ngettext("%(num)d contact is written to", "%(num)d contacts are written to", count))
        return _back(slug)
    found = board_of(event, now)
    asked = can_be_asked(found, now) if service.takes_names(event, now) else []
    page = render_template(
        "representation/ask.html", event=event, form=form, asked=asked, missing=found.missing,
        preview=mails.asked_words(asked[0], event, "") if asked else None,
    )  # fmt: skip
    return _answer(page, 422 if form.is_submitted() else 200)


@bp.post("/<int:delegation_id>/link")
@organisers_only
def renew(slug: str, delegation_id: int) -> AnyResponse:
    """Make a contact's link useless; the next mail to them brings a new one."""
    event = _event(slug)
    delegation = db.session.get(Delegation, delegation_id)
    if delegation is None or delegation.event_id != event.id:
        abort(404)
    if not Form().validate():
        abort(422)
    service.renew_link(delegation, event=event, actor=signed_in(), now=clock.now())
    delegation.asked_at = None
    flash(_("The old link works no more. The next mail to this contact brings a new one."))
    return _back(slug)
