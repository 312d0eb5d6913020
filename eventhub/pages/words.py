"""Words about events that every template may use."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub import clock
from eventhub.events.kinds import kind_name
from eventhub.events.models import ANNOUNCED, DRAFT, PUBLISHED, Event
from eventhub.events.when import (
    block_look,
    date_parts,
    day_in_words,
    moment_in_words,
    moved_from_in_words,
    runs_several_days,
    short_when,
    time_in_words,
    when_in_words,
)
from eventhub.registrations.availability import FEW, Availability, answer_of, told_places
from eventhub.text.markdown import to_html, to_text

GO, WAIT, STOP, PAST = "go", "wait", "stop", "past"


@dataclass(frozen=True)
class StateWords:
    """Where an event stands, and the look that repeats it."""

    words: str
    look: str


def _life_in_words(event: Event, now: datetime) -> StateWords | None:
    """What comes before any question of places: a draft, a saved date, what is over or on now."""
    if event.state == DRAFT:
        return StateWords(_("Draft"), WAIT)
    if event.state in (ANNOUNCED, PUBLISHED) and event.is_over(now):
        return StateWords(_("Has taken place"), PAST)
    if event.state == ANNOUNCED:
        return StateWords(_("Save the date"), WAIT)
    if event.state == PUBLISHED and event.is_running(now):
        return StateWords(_("Now"), GO)
    return None


def _open_in_words(event: Event, places: int | None) -> str:
    told = told_places(event, places)
    return _("Open") if told is None else ngettext("%(num)d place left", "%(num)d places left", told)


def _answer(event: Event, places: int | None, now: datetime) -> Availability:
    return answer_of(event, places, now)


def scarce_in_words(event: Event, places: int | None) -> str:
    """That an event is full or nearly so; empty where nobody needs to hurry or to look elsewhere."""
    now = clock.now()
    answer = _answer(event, places, now)
    if event.is_running(now) or answer not in (Availability.FULL, Availability.WAITING, Availability.OPEN):
        return ""
    if answer in (Availability.FULL, Availability.WAITING):
        return _("Full")
    return _open_in_words(event, places) if places is not None and places <= FEW else ""


def state_in_words(event: Event, places: int | None = None) -> StateWords:
    """Where an event stands; `places` are those left, None where nobody counted or there is no limit."""
    now = clock.now()
    answer = _answer(event, places, now)
    words = {
        Availability.CANCELLED: StateWords(_("Cancelled"), STOP),
        Availability.POSTPONED: StateWords(_("Postponed"), STOP),
        Availability.NOT_YET: StateWords(_("Registration opens later"), WAIT),
        Availability.INVITED: StateWords(_("By invitation"), WAIT),
        Availability.FULL: StateWords(_("Full"), WAIT),
        Availability.WAITING: StateWords(_("Full: waiting list"), WAIT),
        Availability.CLOSED: StateWords(_("Registration closed"), WAIT),
        Availability.NONE: StateWords(_("No registration needed"), GO),
    }
    return _life_in_words(event, now) or words.get(answer) or StateWords(_open_in_words(event, places), GO)


def add_to(blueprint: Blueprint) -> None:
    """Give every template these words."""
    for function in (
        block_look, date_parts, day_in_words, kind_name, moment_in_words, moved_from_in_words, runs_several_days,
        scarce_in_words, short_when, state_in_words, time_in_words, when_in_words,
    ):  # fmt: skip
        blueprint.add_app_template_global(function, function.__name__)
    blueprint.add_app_template_global(to_html, "markdown")
    blueprint.add_app_template_global(to_text, "plain")
