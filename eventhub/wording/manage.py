"""What people are told: the mails of a network or of one event, and the page on which one is worded."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.events.access import managed_event_or_404
from eventhub.events.models import Event
from eventhub.mail.service import queue_mail
from eventhub.networks.access import managed_network_or_404, signed_in
from eventhub.networks.models import Network
from eventhub.web.headers import keep_private
from eventhub.wording.forms import WordsForm, words_form
from eventhub.wording.kinds import KINDS, MEANINGS, placeholders_of
from eventhub.wording.preview import Preview, example_event, previews
from eventhub.wording.service import TRIAL_MAIL, keep_wording, trials_lately, wordings

bp = Blueprint("wording", __name__, url_prefix="/manage")
TRIALS_AN_HOUR = 20


@dataclass(frozen=True)
class Owner:
    """Whose mails they are: a network's, or one event's."""

    network: Network
    event: Event | None = None

    def url(self, kind: str = "") -> str:
        of = "event" if self.event else "network"
        slug = self.event.slug if self.event else self.network.slug
        return (
            url_for(f"wording.of_{of}", slug=slug) if not kind else url_for(f"wording.{of}_mail", slug=slug, kind=kind)
        )


def _of_event(slug: str) -> Owner:
    event = managed_event_or_404(slug, signed_in(), "events.change")
    return Owner(event.network, event)


def _of_network(slug: str) -> Owner:
    return Owner(managed_network_or_404(slug, signed_in(), "network.change"))


def _listing(owner: Owner) -> str:
    own = wordings(owner.network, owner.event)
    theirs = wordings(owner.network, None) if owner.event else {}
    return render_template("wording/listing.html", owner=owner, kinds=KINDS, own=own, of_network=theirs)


def _seen(owner: Owner, kind: str, form: WordsForm) -> list[Preview]:
    event = owner.event or example_event(owner.network)
    if event is None or event.starts_at is None:
        return []
    return previews(
        event, kind, owner.network.languages, account=signed_in(), now=clock.now(), subject=form.texts("subject"),
        message=form.texts("message"), is_of_network=owner.event is None,
    )  # fmt: skip


def _page(owner: Owner, kind: str, form: WordsForm, code: int = 200) -> Response:
    page = render_template(
        "wording/mail.html", owner=owner, kind=kind, words=KINDS[kind], form=form, meanings=MEANINGS,
        placeholders=placeholders_of(kind), previews=[] if form.errors else _seen(owner, kind, form),
    )  # fmt: skip
    return keep_private(make_response(page, code))


def _send_trial(owner: Owner, kind: str, form: WordsForm) -> None:
    """Each language once to the organiser who asks, with links that open nobody's page; say what became of it."""
    account, now = signed_in(), clock.now()
    seen = _seen(owner, kind, form)
    if not seen:
        flash(_("Saved. There is no event with a date yet from which a mail can be made."), "warning")
    elif trials_lately(account, now) >= TRIALS_AN_HOUR:
        flash(_("Saved. You have had many of these mails within an hour, so this one does not leave."), "warning")
    else:
        for one in seen:
            queue_mail(
                kind=TRIAL_MAIL, to_address=account.email, to_name=account.name, language=one.language, words=one.words,
                now=now, network_id=owner.network.id,
            )  # fmt: skip
        flash(_("Saved. The mail is on its way to %(address)s.", address=account.email), "success")


def _mail(owner: Owner, kind: str) -> Any:
    if kind not in KINDS:
        abort(404)
    kept, languages = wordings(owner.network, owner.event).get(kind), owner.network.languages
    texts = {
        f"{name}_{code}": text
        for name in ("subject", "message")
        for code, text in (getattr(kept, name) if kept else {}).items()
    }
    form = words_form(kind, languages)(data=texts)
    if not form.validate_on_submit():
        return _page(owner, kind, form, 422 if form.is_submitted() else 200)
    if "see" in request.form:
        return _page(owner, kind, form)
    keep_wording(
        owner.network, owner.event, kind, subject=form.texts("subject"), message=form.texts("message"),
        actor=signed_in(), now=clock.now(),
    )  # fmt: skip
    if "try" in request.form:
        _send_trial(owner, kind, form)
        return redirect(owner.url(kind), 303)
    flash(_("Saved."), "success")
    return redirect(owner.url(), 303)


@bp.get("/events/<slug>/wording")
@organisers_only
def of_event(slug: str) -> str:
    """The mails about an event, and whose words they have."""
    return _listing(_of_event(slug))


@bp.route("/events/<slug>/wording/<kind>", methods=["GET", "POST"])
@organisers_only
def event_mail(slug: str, kind: str) -> Any:
    """One mail of an event."""
    return _mail(_of_event(slug), kind)


@bp.get("/networks/<slug>/wording")
@organisers_only
def of_network(slug: str) -> str:
    """The mails of a network's events, and whose words they have."""
    return _listing(_of_network(slug))


@bp.route("/networks/<slug>/wording/<kind>", methods=["GET", "POST"])
@organisers_only
def network_mail(slug: str, kind: str) -> Any:
    """One mail of a network's events."""
    return _mail(_of_network(slug), kind)
