"""Lists of people that the network has: its team, its members' contacts, and who said that they may be invited."""

from typing import Any

from flask_babel import gettext as _

from eventhub.events.models import Event
from eventhub.i18n.languages import in_words
from eventhub.invitations.queries import Person, earlier_events, member_contacts, team, willing_people
from eventhub.registrations.invitation_models import FROM_LIST, FROM_MEMBERS, FROM_PEOPLE, FROM_TEAM
from eventhub.registrations.models import ACTIVE, CONFIRMED
from eventhub.registrations.transitions import ENDED

OF_EVENT = "event-"
WHO = {"registered": (CONFIRMED,), "hoped": tuple(state for state in ACTIVE if state != CONFIRMED), "left": ENDED}


def source_choices(event: Event) -> list[tuple[str, str]]:
    """The lists that can be taken over."""
    events = [
        (f"{OF_EVENT}{one.id}", in_words(one.title, None, event.network.languages)) for one in earlier_events(event)
    ]
    return [
        (FROM_TEAM, _("The team")), (FROM_MEMBERS, _("The contacts of member organisations")),
        (FROM_PEOPLE, _("Everyone who said that you may invite them")), *events,
    ]  # fmt: skip


def filled_from(event: Event, args: Any) -> tuple[str, list[Person]]:
    """The people that the address asks for, and where they come from."""
    chosen = args.get("from", "")
    if chosen == FROM_TEAM:
        return FROM_TEAM, team(event)
    if chosen == FROM_MEMBERS:
        return FROM_MEMBERS, member_contacts(event)
    states = [state for key in args.getlist("who") for state in WHO.get(key, ())]
    if chosen == FROM_PEOPLE:
        return FROM_PEOPLE, willing_people(event, states=states)
    number = chosen.removeprefix(OF_EVENT)
    if chosen.startswith(OF_EVENT) and number.isascii() and number.isdigit() and len(number) < 10:
        return FROM_PEOPLE, willing_people(event, [int(number)], states)
    return FROM_LIST, []
