"""One event for its organisers: where it stands, what is missing, what comes next; and how its page will look."""

from flask import Response, make_response, render_template, url_for

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.events.access import managed_event_or_404, role_permits
from eventhub.events.forms import missing_in_words
from eventhub.events.life import PUBLISH, missing_to_publish, possible_steps
from eventhub.events.models import ANNOUNCED, DRAFT
from eventhub.events.queries import last_saved
from eventhub.events.step_words import words_of_step
from eventhub.invitations.queries import counts_of
from eventhub.mail.models import FAILED
from eventhub.mail.queries import counts_about
from eventhub.materials.queries import materials_of
from eventhub.networks.access import signed_in
from eventhub.pages import steps as event_steps
from eventhub.pages.event import event_page
from eventhub.pages.telling import mail_words, waiting_words
from eventhub.pages.todo import todos
from eventhub.registrations.availability import all_places, places_left
from eventhub.registrations.members import counts_of_members
from eventhub.registrations.queries import taken_of, untold_count
from eventhub.web.headers import keep_private

bp = event_steps.bp
"""These pages gather what lies above events, under the addresses of an event's other pages."""


@bp.route("/<slug>")
@organisers_only
def overview(slug: str) -> str:
    """Where an event stands and what comes next."""
    account = signed_in()
    event = managed_event_or_404(slug, account, "events.read")
    may = {name: role_permits(account, event, name) for name in ("events.change", "mails.change", "registrations.read")}
    now = clock.now()
    taken = taken_of(event.id, now)
    steps = possible_steps(event, now) if may["events.change"] else []
    mails, untold = counts_about(event.id), untold_count(event.id, now)
    failed = mails[FAILED]
    missing = missing_to_publish(event) if event.state in (DRAFT, ANNOUNCED) else []
    return render_template(
        "events/overview.html", event=event, may=may, taken=taken, left=places_left(event, taken),
        members=counts_of_members(event),
        places=all_places(event), invited=counts_of(event.id),
        missing=[missing_in_words(name) for name in missing], main_step=PUBLISH if PUBLISH in steps else None,
        steps=[(step, words_of_step(step)) for step in steps], todos=todos(event, taken=taken, failed=failed, now=now),
        materials=len(materials_of(event.id)), mails=sum(mails.values()),
        failed=failed, mail_words=mail_words(mails, untold), waiting=waiting_words(event, untold),
        saved=last_saved(event), is_over=event.is_over(now),
        public_url=url_for("event.show", slug=slug, _external=True),
    )  # fmt: skip


@bp.route("/<slug>/preview")
@organisers_only
def preview(slug: str) -> Response:
    """The event's page as everyone will see it, drafts included."""
    event = managed_event_or_404(slug, signed_in(), "events.read")
    return keep_private(make_response(event_page(event, is_preview=True)))
