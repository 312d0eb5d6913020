"""What invitations say, sending them, and for whom places are kept."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.accounts.forms import NothingForm
from eventhub.events.access import managed_event_or_404
from eventhub.events.models import Event
from eventhub.invitations import letters, service
from eventhub.invitations.forms import LetterForm, RemindForm, RulesForm
from eventhub.invitations.manage import bp, event_to_invite, private
from eventhub.invitations.queries import letter_of, to_write_to
from eventhub.networks.access import signed_in
from eventhub.registrations.doors import members_token
from eventhub.registrations.invitation_models import INVITATION, REMINDER, Invitation
from eventhub.web.links import whole_address

__all__ = ["bp"]


def _form(event: Event, kind: str) -> LetterForm:
    """The letter as it is now; where nothing was written, our words to begin with."""
    kept = letter_of(event.id, kind)
    languages = tuple(event.network.languages)
    subject, text = {}, {}
    for code in languages:
        with force_locale(code):
            subject[code], text[code] = letters.usual_subject(kind), letters.usual_text(kind)
    data = {"subject": {**subject, **(kept.subject if kept else {})}, "text": {**text, **(kept.text if kept else {})}}
    return LetterForm(text_languages=languages, data=data)


def _example(event: Event) -> Invitation:
    """Somebody to show the letter to, while nobody waits for it."""
    return Invitation(
        key="0" * 32, email="name@example.org", name=_("Their name"), language=event.network.language, source="list"
    )


def _letter_page(
    event: Event, kind: str, form: LetterForm, status: int = 200, chosen: RemindForm | None = None
) -> Response:  # fmt: skip
    people = to_write_to(event.id, kind)
    letter = letters.letter_from(kind, letter_of(event.id, kind))
    first = people[0] if people else _example(event)
    page = render_template(
        "invitations/letter.html", event=event, kind=kind, form=form, people=people, first=first,
        preview=letters.written(event, letter, first), unknown=letters.unknown_placeholders(letter),
        nothing=NothingForm(formdata=None), chosen=chosen, can_send=service.is_answerable(event, clock.now()),
    )  # fmt: skip
    return private(page, status)


def _write(slug: str, kind: str) -> AnyResponse:
    event = event_to_invite(slug)
    form = _form(event, kind)
    if form.validate_on_submit():
        service.keep_letter(event, kind, subject=form.subject.texts, text=form.text.texts)
        flash(_("The letter is kept. Read it below as it will arrive."))
        return redirect(url_for(f".{kind}", slug=slug), 303)
    return _letter_page(event, kind, form, 422 if form.is_submitted() else 200)


@bp.route("/letter", methods=["GET", "POST"])
@organisers_only
def invitation(slug: str) -> AnyResponse:
    """The words of the invitations, and how they arrive."""
    return _write(slug, INVITATION)


@bp.route("/reminder", methods=["GET", "POST"])
@organisers_only
def reminder(slug: str) -> AnyResponse:
    """The words for those who have not answered, and how they arrive."""
    return _write(slug, REMINDER)


def _send(event: Event, kind: str, only: list[int] | None = None) -> AnyResponse:
    slug = event.slug
    try:
        count = service.send(event.id, kind, actor=signed_in(), now=clock.now(), only=only)
    except service.NotPublished:
        flash(_("Nobody can answer now: publish the event first."))
        return redirect(url_for(f".{kind}", slug=slug), 303)
    except service.UnknownPlaceholders:
        return redirect(url_for(f".{kind}", slug=slug), 303)
    flash(ngettext("%(num)d mail is on its way", "%(num)d mails are on their way", count))
    return redirect(url_for(".listing", slug=slug), 303)


@bp.post("/letter/send")
@organisers_only
def send_invitations(slug: str) -> AnyResponse:
    """Write to everybody who was not written to yet."""
    event = event_to_invite(slug)
    if not NothingForm().validate():
        return _letter_page(event, INVITATION, _form(event, INVITATION), 422)
    return _send(event, INVITATION)


@bp.post("/reminder/send")
@organisers_only
def send_reminders(slug: str) -> AnyResponse:
    """Write to those who were chosen of who was invited and has not answered."""
    event, chosen = event_to_invite(slug), RemindForm()
    if not chosen.validate():
        return _letter_page(event, REMINDER, _form(event, REMINDER), 422, chosen)
    return _send(event, REMINDER, chosen.people.data)


def _rules_form(event: Event) -> RulesForm:
    values: dict[str, Any] = {"invited_only": event.invited_only, "kept": event.kept_for_invited}
    for name, at in (("kept", event.kept_until_at), ("members", event.members_open_at)):
        if at is not None:
            local = at.astimezone(event.tz)
            values |= {f"{name}_on": local.date(), f"{name}_time": local.time()}
    form = RulesForm(data=values)
    form.zone = event.zone
    return form


@bp.route("/rules", methods=["GET", "POST"])
@organisers_only
def rules(slug: str) -> AnyResponse:
    """For whom the places are."""
    event = managed_event_or_404(slug, signed_in(), "events.change")
    form = _rules_form(event)
    if form.validate_on_submit():
        service.change_rules(
            event.id, invited_only=bool(form.invited_only.data), kept=form.kept.data, kept_until=form.kept_until,
            members_open=form.members_open, actor=signed_in(), now=clock.now(),
        )  # fmt: skip
        flash(_("Saved."), "success")
        return redirect(url_for(".rules", slug=slug), 303)
    link = whole_address("registrations.register", slug=slug, members=members_token(event))
    page = render_template(
        "invitations/rules.html", event=event, form=form, link=link, nothing=NothingForm(formdata=None)
    )
    return private(page, 422 if form.is_submitted() else 200)


@bp.post("/members-link")
@organisers_only
def renew_members_link(slug: str) -> AnyResponse:
    """Make the link for members anew; the old one works no more."""
    event = managed_event_or_404(slug, signed_in(), "events.change")
    if not NothingForm().validate():
        abort(422)
    service.renew_members_link(event.id, actor=signed_in(), now=clock.now())
    flash(_("The old link works no more. Send the new one to your members."))
    return redirect(url_for(".rules", slug=slug), 303)
