"""The columns of an exported list, and cells that no spreadsheet runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventhub.attendees.queries import ALL
from eventhub.events.models import NO_LIST, OFFERS, Event
from eventhub.questions.models import Question
from eventhub.registrations.consent import RETENTION
from eventhub.registrations.models import (
    BY_CONTACT,
    BY_ORGANISER,
    BY_PERSON,
    CANCELLED,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    OFFERED,
    PENDING,
    REJECTED,
    WAITING,
    Registration,
)
from eventhub.registrations.transitions import BY_TIME

Cell = Any
"""A text, an aware moment, or nothing: None or ''."""
Cells = Mapping[str, Sequence[Any]]
"""Some rows of the list, by column: the name of each column that was read, and its values."""


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
    """A column: its heading, and what some rows have there. Moments come out in the event's zone."""

    label: Any
    values: Callable[[Cells, Words], Sequence[Cell]]
    is_moment: bool = False


def _plain(name: str) -> Callable[[Cells, Words], Sequence[Cell]]:
    return lambda cells, _words: cells[name]


def _moments(name: str) -> Callable[[Cells, Words], Sequence[Cell]]:
    def local(cells: Cells, words: Words) -> list[Cell]:
        zone = ZoneInfo(words.zone)
        return [moment.astimezone(zone) if moment else None for moment in cells[name]]

    return local


def _names(cells: Cells, words: Words) -> list[Cell]:
    pairs = zip(cells["name"], cells["forgotten_at"], strict=True)
    return [name if forgotten is None else words.forgotten for name, forgotten in pairs]


COLUMNS: dict[str, Column] = {
    "name": Column(_l("Name"), _names),
    "email": Column(_l("E-mail"), _plain("email")),
    "organisation": Column(_l("Organisation"), _plain("organisation")),
    "state": Column(_l("State"), lambda cells, words: [words.states.get(state, state) for state in cells["state"]]),
    "registered_at": Column(_l("Registered at"), _moments("registered_at"), is_moment=True),
    "remark": Column(_l("Remark"), _plain("remark")),
    "language": Column(_l("Language"), _plain("language")),
    "consented_at": Column(_l("Agreed at"), _moments("consented_at"), is_moment=True),
    "added": Column(
        _l("Added by hand"),
        lambda cells, words: ["" if actor is None else words.added_by_hand for actor in cells["added_by_id"]],
    ),
    "registered_by": Column(_l("Registered by"), _plain("registered_by")),
    "cancelled_at": Column(_l("Cancelled at"), _moments("cancelled_at"), is_moment=True),
    "cancelled_by": Column(
        _l("Cancelled by"), lambda cells, words: [words.cancelled_by.get(by, "") for by in cells["cancelled_by"]]
    ),
    "zone": Column(_l("Time zone"), lambda cells, words: [words.zone] * len(cells["name"])),
}


def columns_with(questions: Sequence[Question]) -> dict[str, Column]:
    """All columns of an event's list: the answers stand last, each under the key of its question."""
    return {**COLUMNS, **{one.field_name: Column(one.key, _plain(one.field_name)) for one in questions}}


def state_names() -> dict[str, str]:
    """A registration's states as people call them."""
    return {
        CONFIRMED: _("Registered"),
        PENDING: _("Waits for your answer"),
        WAITING: _("On the waiting list"),
        OFFERED: _("A place is offered"),
        DECLINED: _("Left the place that was offered"),
        EXPIRED: _("Did not answer an offer"),
        REJECTED: _("Refused"),
        CANCELLED: _("Registration cancelled"),
    }


def filter_names(event: Event, counts: dict[str, int]) -> dict[str, str]:
    """The parts of a list that this event has, by the name of their filter."""
    names = {
        CONFIRMED: _("Registered"), PENDING: _("To answer"), WAITING: _("Waiting list"), OFFERED: _("Offered"),
        CANCELLED: _("Do not come"), ALL: _("Everyone"),
    }  # fmt: skip
    unused = {
        PENDING: not event.needs_approval,
        WAITING: event.waiting_list == NO_LIST,
        OFFERED: event.waiting_list != OFFERS,
    }
    return {key: name for key, name in names.items() if counts[key] or not unused.get(key)}


def forgotten_name() -> str:
    """What stands in the place of a name that is not kept any longer."""
    return _("deleted after %(days)s days", days=RETENTION.days)


def shown_name(registration: Registration) -> str:
    """The name of somebody on the list."""
    return forgotten_name() if registration.forgotten_at else registration.name


def export_words(zone: str) -> Words:
    """The words in the present language."""
    by = {
        BY_PERSON: _("The person"),
        BY_ORGANISER: _("An organiser"),
        BY_CONTACT: _("Their organisation"),
        BY_TIME: _("Time was up"),
    }
    return Words(zone=zone, states=state_names(), cancelled_by=by, added_by_hand=_("yes"), forgotten=forgotten_name())
