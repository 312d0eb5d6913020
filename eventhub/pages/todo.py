"""What an organiser may want to do next for an event, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.events.life import missing_to_publish
from eventhub.events.models import ANNOUNCED, DRAFT, POSTPONED, PUBLISHED, Event
from eventhub.registrations.availability import Availability, Taken, availability

SOON = timedelta(days=60)


@dataclass(frozen=True)
class Todo:
    """One thing to do, and where."""

    words: str
    url: str


def _of_draft(event: Event) -> list[Todo]:
    if missing_to_publish(event):
        return [Todo(_("Finish the draft"), url_for("events.edit", slug=event.slug))]
    return [Todo(_("Ready to publish"), url_for("events.step", slug=event.slug, step="publish"))]


def _of_announced(event: Event, now: datetime) -> list[Todo]:
    if event.is_over(now):
        return []
    if missing_to_publish(event):
        return [Todo(_("Add what is not known yet, then publish"), url_for("events.edit", slug=event.slug))]
    return [Todo(_("Everything is there: publish it"), url_for("events.step", slug=event.slug, step="publish"))]


def _of_published(event: Event, taken: Taken, now: datetime) -> list[Todo]:
    answer = availability(event, taken, now)
    if taken.pending:
        words = ngettext("%(num)d person waits for your answer", "%(num)d people wait for your answer", taken.pending)
        return [Todo(words, url_for("attendees.listing", slug=event.slug, state="pending"))]
    if answer in (Availability.FULL, Availability.WAITING):
        return [Todo(_("Full: are there more places?"), url_for("events.edit", slug=event.slug))]
    starts_soon = event.starts_at is not None and event.starts_at - now < SOON
    if answer == Availability.NOT_YET and starts_soon:
        return [Todo(_("Registration is not open yet"), url_for("events.edit", slug=event.slug))]
    return []


def todos(event: Event, *, taken: Taken, failed: int, now: datetime) -> list[Todo]:
    """What to do for an event; `failed` counts its mails that could not be sent."""
    found: list[Todo] = []
    if event.state == DRAFT:
        found = _of_draft(event)
    elif event.state == ANNOUNCED:
        found = _of_announced(event, now)
    elif event.state == POSTPONED:
        found = [Todo(_("Give it a new date"), url_for("events.step", slug=event.slug, step="reschedule"))]
    elif event.state == PUBLISHED:
        found = _of_published(event, taken, now)
    if failed:
        words = ngettext("%(num)d mail could not be sent", "%(num)d mails could not be sent", failed)
        found.append(Todo(words, url_for("dashboard.mails")))
    return found
