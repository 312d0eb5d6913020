"""The last place of a member organisation is given once: through a real server, on both databases."""

from flask import Flask

from eventhub.events.models import Event
from eventhub.networks.models import MemberOrganisation
from tests.factories import make_event, make_network, save
from tests.registrations.test_last_place import ROUNDS, confirmed, everybody_at_once, filled_in_forms

MOST, PEOPLE = 3, 60


def limited(app: Flask) -> tuple[Event, list[str]]:
    """An event with room for all but not for all of one organisation, and forms of people who all come from there."""
    network = make_network()
    member = save(MemberOrganisation(network_id=network.id, name="Wijkhuis Noord"))
    event = make_event(network, capacity=500, member_capacity=MOST)
    return event, filled_in_forms(app, member=str(member.id))[:PEOPLE]


def test_sixty_people_of_one_organisation_at_once_get_exactly_its_three_places(app: Flask, door: int) -> None:
    event, forms = limited(app)
    assert everybody_at_once(door, event, forms) == {"place": MOST, "422": PEOPLE - MOST}
    assert confirmed(event) == MOST


def test_without_the_lock_an_organisation_gets_too_many(app: Flask, unlocked_door: int) -> None:
    """The negative control: it shows that the test above can see the fault it guards against."""
    worst = 0
    for _ in range(ROUNDS):
        event, forms = limited(app)
        everybody_at_once(unlocked_door, event, forms)
        worst = max(worst, confirmed(event))
        if worst > MOST:
            break
    assert worst > MOST
