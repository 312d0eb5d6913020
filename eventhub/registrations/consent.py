"""What a person agrees to when registering. Change the version whenever the words change."""

from datetime import timedelta

from flask_babel import gettext as _

from eventhub.events.models import Event

VERSION = "2026-11-22.2"
RETENTION = timedelta(days=90)
"""How long after an event the names and addresses stay; retention.py keeps this promise."""


def invite_words(event: Event) -> str:
    """What somebody allows besides, if they like."""
    return _("You may also invite me to other events of %(network)s, for as long as you keep my address.",
             network=event.network.name)  # fmt: skip


def group_consent_words(event: Event, *, asks: bool) -> str:
    """The same where somebody registers several people."""
    return consent_words(event, asks=asks) + " " + _("The people whom I register know this and agree.")


def consent_words(event: Event, *, asks: bool) -> str:
    """The text beside the tick box: who is responsible, what for and for how long, answers too where it `asks` any."""
    networks = ", ".join(network.name for network in [event.network, *event.co_networks])
    words = _(
        "I agree that %(network)s uses what I fill in here to organise this event and to write to me about it, "
        "and deletes my name, my address and my remark %(days)s days after the event at the latest. "
        "My organisation stays, so that it can be counted.",
        network=networks,
        days=RETENTION.days,
    )
    return words + " " + _("My answers go then too, or sooner where the question says so.") if asks else words
