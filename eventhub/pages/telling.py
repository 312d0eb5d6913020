"""What mails an event's step sends, what mails wait and why, in plain numbers."""

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.life import CANCEL, POSTPONE, REINSTATE, RESCHEDULE
from eventhub.events.manage import TOLD_WHEN_SAVED
from eventhub.events.models import CANCELLED, DRAFT, Event
from eventhub.mail.models import FAILED, QUEUED, SENDING, SENT
from eventhub.registrations.queries import told_of_changes_count

TELLING = (CANCEL, POSTPONE, RESCHEDULE, REINSTATE)
"""The steps after which those who registered get a mail."""


def _soon(is_cancelled: bool) -> str:
    """When the mails of a change leave: see registrations/jobs.py and events/moves.py."""
    if is_cancelled:
        return _("The mails leave within a minute.")
    return _("The mails leave after two to three minutes: what you change until then goes into the same mail.")


def who_is_told(step: str, number: int) -> str:
    """How many people get a mail when this step is taken, and when; empty where the step sends none."""
    if step not in TELLING:
        return ""
    if not number:
        return _("Nobody has registered, so no mail is sent.")
    who = ngettext(
        "%(num)d person who registered or waits gets a mail about it.",
        "%(num)d people who registered or wait get a mail about it.", number,
    )  # fmt: skip
    return f"{who} {_soon(step == CANCEL)}"


def told_when_saved(event: Event) -> str:
    """How many people get a mail when the date or place of an event is changed in its form; empty where nobody does."""
    now = clock.now()
    with db.session.no_autoflush:  # a refused change is still in the event's attributes, and must not reach its row
        number = 0 if event.state == DRAFT or event.is_over(now) else told_of_changes_count(event.id)
    if not number:
        return ""
    who = ngettext(
        "If the date, the time, the place or the link to join changes, the %(num)d person who registered gets a mail.",
        "If the date, the time, the place or the link to join changes, the %(num)d people who registered get a mail.",
        number,
    )  # fmt: skip
    return f"{who} {_soon(event.state == CANCELLED)}"


def init_app(app: Flask) -> None:
    """Let the event's form, which lies below registrations, say whom it tells."""
    app.extensions[TOLD_WHEN_SAVED] = told_when_saved


def waiting_words(event: Event, untold: int) -> str:
    """What is still to be written to people about the latest change; empty where nothing is."""
    if not untold:
        return ""
    who = ngettext(
        "%(num)d person is still to get a mail about the latest change.",
        "%(num)d people are still to get a mail about the latest change.", untold,
    )  # fmt: skip
    return f"{who} {_soon(event.state == CANCELLED)}"


def mail_words(mails: Mapping[str, int], untold: int) -> list[str]:
    """Where an event's mails are, one line for each place that has some."""
    leaving, sent, failed = mails.get(QUEUED, 0) + mails.get(SENDING, 0), mails.get(SENT, 0), mails.get(FAILED, 0)
    lines = [
        (untold, ngettext("%(num)d not written yet", "%(num)d not written yet", untold)),
        (leaving, ngettext("%(num)d on its way", "%(num)d on their way", leaving)),
        (failed, ngettext("%(num)d could not be sent", "%(num)d could not be sent", failed)),
        (sent, ngettext("%(num)d sent", "%(num)d sent", sent)),
    ]
    return [words for number, words in lines if number] or [_("none so far")]
