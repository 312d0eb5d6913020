"""The list of who is invited as CSV."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime, tzinfo

from flask_babel import gettext as _

from eventhub.invitations.words import state_names
from eventhub.registrations.invitation_models import Invitation
from eventhub.text.cells import all_defused

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the local alphabet


def _moment(at: datetime | None, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds") if at else ""


def as_csv(invitations: Iterable[Invitation], zone: tzinfo) -> bytes:
    """One line a person, in the words of the reader; no cell is taken for a formula."""
    buffer, states = io.StringIO(), state_names()
    writer = csv.writer(buffer)
    writer.writerow(
        [_("Name"), _("E-mail"), _("Organisation"), _("Language"), _("State"), _("Written to"), _("Reminders"),
         _("Answered")]
    )  # fmt: skip
    for one in invitations:
        typed = all_defused([one.name, one.email, one.organisation])
        moments = [_moment(one.sent_at, zone), _moment(one.answered_at, zone)]
        writer.writerow([*typed, one.language, states[one.state], moments[0], one.reminders, moments[1]])
    return (BYTE_ORDER_MARK + buffer.getvalue()).encode("utf-8")
