"""Kinds of questions, as organisers know them."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from eventhub.questions import models as kinds


@dataclass(frozen=True)
class Kind:
    """What a kind is called, and when to take it."""

    name: Any
    when: Any


KINDS: dict[str, Kind] = {
    kinds.CHOICE: Kind(_l("One choice"), _l("A workshop, a meal. Each option can have its own number of places.")),
    kinds.CHOICES: Kind(_l("Several choices"), _l("Tick whatever applies.")),
    kinds.YES_NO: Kind(_l("Yes or no"), _l("Other questions can follow from the answer.")),
    kinds.LINE: Kind(_l("Short answer"), _l("A few words.")),
    kinds.TEXT: Kind(_l("Long answer"), _l("Several lines.")),
    kinds.NUMBER: Kind(_l("Number"), _l("How many, how much.")),
    kinds.DAY: Kind(_l("Date"), _l("A day, such as the day of arrival.")),
    kinds.EMAIL: Kind(_l("Another e-mail address"), _l("Theirs is asked for already.")),
    kinds.PHONE: Kind(_l("Telephone number"), _l("To reach people on the day itself.")),
    kinds.ORGANISATION: Kind(_l("Member organisation"), _l("Chosen from the list of your network.")),
    kinds.COUNTRY: Kind(_l("Country"), _l("Chosen from a list.")),
    kinds.FILE: Kind(_l("File"), _l("A report, a poster, a signed paper.")),
    kinds.CONSENT: Kind(_l("Agreement"), _l("A box to tick. The words are kept with the answer.")),
    kinds.HEADING: Kind(_l("Heading"), _l("Begins a group of questions.")),
    kinds.NOTE: Kind(_l("Explanation"), _l("A text between the questions.")),
}


def kind_words(kind: str) -> Kind:
    """The words for a kind."""
    return KINDS[kind]
