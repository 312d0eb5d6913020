"""What a person agrees to when registering. Change the version whenever the words change."""

from datetime import timedelta

from flask_babel import gettext as _

from eventhub.events.models import Event
from eventhub.questions.queries import longest_kept

VERSION = "2026-11-22b"
RETENTION = timedelta(days=90)
"""How long after an event the names and addresses stay; retention.py keeps this promise."""


def invite_words(event: Event) -> str:
    """What somebody allows besides, if they like."""
    return _("You may also invite me to other events of %(network)s, for as long as you keep my address.",
             network=event.network.name)  # fmt: skip


def group_consent_words(event: Event, *, asks: bool = True) -> str:
    """The same where somebody registers several people."""
    return consent_words(event, asks=asks) + " " + _("The people whom I register know this and agree.")


def _of_answers(event_id: int) -> str:
    """When the answers to the event's questions are deleted; nothing where it asks none."""
    usual, special = longest_kept(event_id)
    if usual is None and special is None:
        return ""
    if special is None:
        return _("My answers are deleted %(days)s days after the event at the latest.", days=usual)
    if usual is None:
        return _("My answers about diet, access or health are deleted %(days)s days after the event at the latest.",
                 days=special)  # fmt: skip
    return _(
        "My answers are deleted %(days)s days after the event at the latest, those about diet, access or health "
        "after %(special)s.",
        days=usual,
        special=special,
    )


def consent_words(event: Event, *, asks: bool = True) -> str:
    """The text beside the tick box: who is responsible, what for and for how long.

    Who knows that the event `asks` no question saves looking.
    """
    networks = ", ".join(network.name for network in [event.network, *event.co_networks])
    words = _(
        "I agree that %(network)s uses what I fill in here to organise this event and to write to me about it, "
        "and deletes my name, my address and my remark %(days)s days after the event at the latest. "
        "My organisation stays, so that it can be counted.",
        network=networks,
        days=RETENTION.days,
    )
    return " ".join(filter(None, (words, _of_answers(event.id) if asks else "")))
