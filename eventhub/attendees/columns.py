"""The columns of an exported list, and cells that no spreadsheet runs."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row

from eventhub.registrations.consent import RETENTION
from eventhub.registrations.models import BY_ORGANISER, BY_PERSON, CANCELLED, CONFIRMED, Registration

Cell = str | datetime | None
# Spreadsheets take a cell that begins so for a formula; the last four are their full-width shapes.
RISKY = tuple("=+-@\t\r＝＋－＠")
UNSEEN = frozenset({"Cc", "Cs", "Cn"})


@dataclass(frozen=True)
class Words:
    """The words of an export in the reader's language, gathered before the answer begins to flow."""

    zone: str
    states: dict[str, str]
    cancelled_by: dict[str, str]
    added_by_hand: str
    forgotten: str


@dataclass(frozen=True)
class Column:
    """A column: its heading, and what a row has there. Moments come out in the event's zone."""

    label: Any
    value: Callable[[Row[Any], Words], Cell]
    is_moment: bool = False


def _local(moment: datetime | None, words: Words) -> datetime | None:
    return moment.astimezone(ZoneInfo(words.zone)) if moment else None


COLUMNS: dict[str, Column] = {
    "name": Column(_l("Name"), lambda row, words: words.forgotten if row.forgotten_at else row.name),
    "email": Column(_l("E-mail"), lambda row, _words: row.email),
    "organisation": Column(_l("Organisation"), lambda row, _words: row.organisation),
    "state": Column(_l("State"), lambda row, words: words.states.get(row.state, row.state)),
    "registered_at": Column(_l("Registered at"), lambda row, words: _local(row.registered_at, words), is_moment=True),
    "remark": Column(_l("Remark"), lambda row, _words: row.remark),
    "language": Column(_l("Language"), lambda row, _words: row.language),
    "consented_at": Column(_l("Agreed at"), lambda row, words: _local(row.consented_at, words), is_moment=True),
    "added": Column(_l("Added by hand"), lambda row, words: "" if row.added_by_id is None else words.added_by_hand),
    "cancelled_at": Column(_l("Cancelled at"), lambda row, words: _local(row.cancelled_at, words), is_moment=True),
    "cancelled_by": Column(_l("Cancelled by"), lambda row, words: words.cancelled_by.get(row.cancelled_by, "")),
    "zone": Column(_l("Time zone"), lambda _row, words: words.zone),
}


def state_names() -> dict[str, str]:
    """A registration's states as people call them."""
    return {CONFIRMED: _("Registered"), CANCELLED: _("Cancelled")}


def forgotten_name() -> str:
    """What stands in the place of a name that is not kept any longer."""
    return _("deleted after %(days)s days", days=RETENTION.days)


def shown_name(registration: Registration) -> str:
    """The name of somebody on the list."""
    return forgotten_name() if registration.forgotten_at else registration.name


def export_words(zone: str) -> Words:
    """The words in the present language."""
    by = {BY_PERSON: _("The person"), BY_ORGANISER: _("An organiser")}
    return Words(zone=zone, states=state_names(), cancelled_by=by, added_by_hand=_("yes"), forgotten=forgotten_name())


def visible(text: str) -> str:
    """A text without control characters; line breaks and tabs stay, as blanks or breaks that a cell can hold."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in UNSEEN)


def defused(text: str) -> str:
    """A text that a spreadsheet shows and does not calculate: an apostrophe stands before what looks like a formula."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(RISKY) or shown.lstrip().startswith(RISKY) else shown
