"""The mails whose words organisers may change: what each is called and when people get it."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from eventhub.registrations.mails import ANSWERED, FAREWELLS
from eventhub.registrations.wordings import OF_EVENT, OF_PERSON

WITH_REASON = frozenset({"registration_rejected", "event_cancelled", "event_postponed"})


class Kind(NamedTuple):
    """One mail."""

    name: Any
    when: Any


KINDS: dict[str, Kind] = {
    "registration_confirmed": Kind(_l("You have a place"), _l("Somebody registers and gets a place, or you say yes.")),
    "registration_asked": Kind(_l("We decide and write to you"), _l("Somebody asks for a place where you decide.")),
    "registration_rejected": Kind(_l("No place for you"), _l("You say no to somebody who asked.")),
    "registration_queued": Kind(_l("You are on the waiting list"), _l("Somebody registers when every place is taken.")),
    "registration_promoted": Kind(_l("You have a place now"), _l("Somebody who waited gets a place.")),
    "place_offered": Kind(_l("A place is free for you"), _l("Somebody who waited is offered a place for a while.")),
    "seat_named": Kind(_l("You are named to come"), _l("A member organisation names somebody for one of its seats.")),
    "place_free": Kind(_l("A place is free"), _l("On the last day, everybody who waits; the first one has it.")),
    "place_declined": Kind(_l("You left the place to somebody else"), _l("Somebody does not take the place offered.")),
    "place_expired": Kind(_l("The offer has ended"), _l("Somebody did not answer an offer in time.")),
    "waiting_left": Kind(_l("You do not wait any longer"), _l("Somebody leaves the waiting list.")),
    "registration_changed": Kind(_l("Your details are changed"), _l("Somebody changes what they told, or you do.")),
    "registration_already": Kind(_l("You were registered before"), _l("Somebody registers who has a place already.")),
    "registration_reopened": Kind(
        _l("Your change is with the organisers"), _l("Somebody changes answers at which you look again.")
    ),
    "group_registered": Kind(
        _l("The people you registered"), _l("Somebody registers several people; the list is added.")
    ),
    "place_handed_over": Kind(_l("You gave your place to a colleague"), _l("Somebody hands their place over.")),
    "place_received": Kind(_l("A colleague gave you a place"), _l("Somebody gets the place of a colleague.")),
    "registration_cancelled": Kind(_l("You gave your place back"), _l("Somebody cancels.")),
    "registration_cancelled_by_organiser": Kind(_l("Your registration is cancelled"), _l("You cancel somebody.")),
    "event_changed": Kind(_l("The event changed"), _l("The date, the place or the way to join is another.")),
    "event_postponed": Kind(_l("The event is postponed"), _l("You postpone the event.")),
    "event_cancelled": Kind(_l("The event is cancelled"), _l("You cancel the event.")),
    "event_reinstated": Kind(_l("The event takes place after all"), _l("You take the cancellation back.")),
}
MEANINGS: dict[str, Any] = {
    "name": _l("the name of who gets it"),
    "event": _l("the title of the event"),
    "when": _l("its date and time"),
    "place": _l("its place and address"),
    "network": _l("the name of your network"),
    "contact": _l("the e-mail address for questions"),
    "event_page": _l("the address of the event’s page"),
    "my_page": _l("the address of their own page"),
    "answer_page": _l("the address where they answer"),
    "until": _l("until when the place is kept"),
    "reason": _l("what you gave as the reason"),
}


def placeholders_of(kind: str) -> list[str]:
    """What may be put into this kind of mail."""
    names = [*OF_PERSON, *OF_EVENT] if kind not in FAREWELLS else ["name", *OF_EVENT]
    answered = ["answer_page", "until"] if kind in ANSWERED else []
    return [*names, *answered, *(["reason"] if kind in WITH_REASON else [])]
