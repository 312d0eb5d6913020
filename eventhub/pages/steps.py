"""Moving events through their life: one page a step, on which it is explained and confirmed."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventhub import clock
from eventhub.accounts.access import organisers_only
from eventhub.events import life, models
from eventhub.events.access import managed_event_or_404
from eventhub.events.form_content import schedule_values
from eventhub.events.forms import ConfirmForm, ReasonForm, ScheduleForm, missing_in_words
from eventhub.events.manage import bp
from eventhub.events.models import Event
from eventhub.events.schedule import schedule_of
from eventhub.events.step_words import refusal_in_words, words_of_step
from eventhub.i18n.zones import zone_choices
from eventhub.networks.access import signed_in
from eventhub.pages.telling import who_is_told
from eventhub.registrations.queries import told_of_changes_count

__all__ = ["bp"]
WITH_REASON: dict[str, Callable[..., None]] = {life.CANCEL: life.cancel_event, life.POSTPONE: life.postpone_event}
CONFIRMED: dict[str, Callable[..., None]] = {
    life.ANNOUNCE: life.announce_event,
    life.PUBLISH: life.publish_event,
    life.REINSTATE: life.reinstate_event,
    life.WITHDRAW: life.withdraw_to_draft,
    life.DELETE: life.delete_draft,
}

BECOMES = {
    life.ANNOUNCE: models.ANNOUNCED, life.PUBLISH: models.PUBLISHED, life.CANCEL: models.CANCELLED,
    life.POSTPONE: models.POSTPONED,
}  # fmt: skip
"""The state that a step leads to, where that is always the same."""


def _form_of(step: str, event: Event) -> Any:
    if step in WITH_REASON:
        return ReasonForm(text_languages=tuple(event.network.languages))
    if step == life.RESCHEDULE:
        # The old date is what it will not be; the times of day often stay.
        usual = {**schedule_values(schedule_of(event), event.zone, event.kind), "starts_on": None, "ends_on": None}
        form = ScheduleForm(data=usual)
        form.zone.choices = zone_choices(event.network.zone, event.zone)
        return form
    return ConfirmForm()


def _take(step: str, event: Event, form: Any, actor_id: int) -> None:
    """Take the step. Raises StepRefused."""
    now = clock.now()
    if step in WITH_REASON:
        WITH_REASON[step](event, reason=form.reason.texts, now=now, actor_id=actor_id)
    elif step == life.RESCHEDULE:
        if form.schedule is None:
            raise life.NotReady(["date"])
        life.reschedule_event(event, schedule=form.schedule, now=now, actor_id=actor_id)
    else:
        CONFIRMED[step](event, now=now, actor_id=actor_id)


def _explain(refusal: life.StepRefused, step: str, form: Any) -> tuple[list[str], str]:
    """What is missing and what to say; what belongs beside a field goes there."""
    if isinstance(refusal, life.ReasonMissing):
        form.refuse("reason", refusal_in_words(refusal))
        return [], ""
    if isinstance(refusal, life.NotReady) and step == life.RESCHEDULE:
        form.refuse("starts_on", missing_in_words("date"))
        return [], ""
    missing = refusal.missing if isinstance(refusal, life.NotReady) else []
    return [missing_in_words(name) for name in missing], refusal_in_words(refusal)


def _missing_beforehand(step: str, event: Event) -> list[str]:
    """What stands in the way, said before anyone presses the button."""
    checks = {life.ANNOUNCE: life.missing_to_announce, life.PUBLISH: life.missing_to_publish}
    return [missing_in_words(name) for name in checks[step](event)] if step in checks else []


@bp.route("/<slug>/<step>", methods=["GET", "POST"])
@organisers_only
def step(slug: str, step: str) -> str | Response | tuple[str, int]:
    """Explain one step and take it once it is confirmed."""
    account = signed_in()
    event = managed_event_or_404(slug, account, "events.change")
    if step not in life.STEPS:
        abort(404)
    form = _form_of(step, event)
    page = {"event": event, "step": step, "words": words_of_step(step), "form": form, "refusal": "",
            "telling": who_is_told(step, told_of_changes_count(event.id))}  # fmt: skip
    if not form.is_submitted():
        possible = step in life.possible_steps(event, clock.now())
        page["refusal"] = "" if possible else refusal_in_words(life.WrongState(event.state))
        return render_template("events/step.html", **page, missing=_missing_beforehand(step, event))
    if not form.validate_on_submit():
        return render_template("events/step.html", **page, missing=[]), 422
    try:
        _take(step, event, form, account.id)
    except life.StepRefused as refusal:
        if event.state == BECOMES.get(step):  # pressed twice, or a colleague was faster: it is as they wish
            return redirect(url_for("events.overview", slug=slug), 303)
        missing, page["refusal"] = _explain(refusal, step, form)
        return render_template("events/step.html", **page, missing=missing), 422
    flash(words_of_step(step).done)
    if step == life.DELETE:
        return redirect(url_for("dashboard.home"), 303)
    return redirect(url_for("events.overview", slug=slug), 303)
