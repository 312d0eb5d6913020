"""The last place is given once: through a real server of three processes, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.registrations.forms import ConfirmForm, RegisterForm
from eventhub.registrations.group_forms import GroupForm
from eventhub.registrations.models import CONFIRMED, WAITING, Person, Registration
from eventhub.registrations.people import personal_token
from tests.factories import make_event
from tests.races import send

PLACES, PEOPLE, ROUNDS, GROUPS = 10, 200, 6, 30


def filled_in_forms(app: Flask, **more: str) -> list[str]:
    """One form a person, each opened by somebody else, ready to send."""
    forms = []
    for number in range(PEOPLE):
        with app.test_request_context("/"):
            token = RegisterForm().form_token.current_token
        forms.append(
            urlencode(
                {
                    "form_token": token,
                    "name": "Noor Peeters",
                    "email": f"person{number}@example.org",
                    "consent": "y",
                    **more,
                }
            )
        )
    return forms


def filled_in_groups(app: Flask, together: str) -> list[str]:
    """Forms of three people each, some of whom have an address that another group has too."""
    forms = []
    for number in range(GROUPS):
        with app.test_request_context("/"):
            token = GroupForm().form_token.current_token
        people = {f"p{row}-name": "Noor Peeters" for row in (1, 2, 3)}
        shared = {"p1-email": f"person{number}@example.org", "p2-email": f"person{(number + 1) % GROUPS}@example.org"}
        own = {"name": "Hanne Claes", "email": f"contact{number % 5}@example.org", "consent": "y", "together": together}
        forms.append(urlencode({"form_token": token, "row": ["1", "2", "3"], **own, **people, **shared}, doseq=True))
    return forms


@pytest.mark.parametrize(("together", "fewest"), [("all", PLACES - 2), ("some", PLACES)])
def test_groups_at_once_get_no_place_too_many_and_none_is_torn_apart(
    app: Flask, door: int, together: str, fewest: int
) -> None:
    event = make_event(capacity=PLACES, group_size=3)
    answered = everybody_at_once(door, event, filled_in_groups(app, together), "/register/group")
    assert set(answered) <= {"place", "full", "422"}
    people = rows_of(event, CONFIRMED)
    assert fewest <= len(people) <= PLACES
    known = [one.person_id for one in people if one.person_id]
    assert len(known) == len(set(known)), "whoever two groups name has one place"
    if together == "all":
        whole = [one.group_id for one in people if not one.person_id]  # one of each group has no address
        assert (len(whole), {one.group_id for one in people} - set(whole)) == (answered["place"], set())


def everybody_at_once(port: int, event: Event, forms: list[str], to: str = "/register") -> Counter[str]:
    """Send all forms at the same moment; how often each answer came."""
    start, path = Barrier(len(forms)), f"/events/{event.slug}{to}"

    def post(form: str) -> str:
        start.wait()
        status, page = send("POST", port, path, form)
        if status == 303:
            return "place"
        return "full" if status == 422 and "Every place is taken" in page else f"{status}"

    with ThreadPoolExecutor(len(forms)) as people:
        return Counter(people.map(post, forms))


def confirmed(event: Event) -> int:
    db.session.rollback()
    query = select(func.count()).where(Registration.event_id == event.id, Registration.state == CONFIRMED)
    return db.session.scalar(query) or 0


def mails_about(event: Event) -> int:
    return db.session.scalar(select(func.count()).where(OutboxMessage.event_id == event.id)) or 0


def test_two_hundred_people_at_once_get_exactly_the_ten_places(app: Flask, door: int) -> None:
    event = make_event(capacity=PLACES)
    answered = everybody_at_once(door, event, filled_in_forms(app))
    assert answered == {"place": PLACES, "full": PEOPLE - PLACES}
    assert (confirmed(event), mails_about(event)) == (PLACES, PLACES)


def test_one_form_sent_twenty_times_at_once_is_one_place_and_one_mail(app: Flask, door: int) -> None:
    event = make_event(capacity=PLACES)
    form = filled_in_forms(app)[0]
    answered = everybody_at_once(door, event, [form] * 20)
    assert answered == {"place": 20}
    assert (confirmed(event), mails_about(event)) == (1, 1)


def rows_of(event: Event, *states: str) -> list[Registration]:
    db.session.rollback()
    query = select(Registration).where(Registration.event_id == event.id, Registration.state.in_(states))
    return list(db.session.scalars(query.order_by(Registration.queue_number, Registration.id)))


def give_back_at_once(app: Flask, port: int, registrations: list[Registration]) -> Counter[int]:
    """Each of these people gives their place back, all at the same moment; how often each status came."""
    start = Barrier(len(registrations))
    with app.test_request_context("/"):
        forms = [urlencode({"form_token": ConfirmForm().form_token.current_token}) for _ in registrations]
        links = [f"/me/{personal_token(db.session.get_one(Person, one.person_id))}" for one in registrations]
    paths = [f"{link}/places/{one.key}/cancel" for link, one in zip(links, registrations, strict=True)]

    def post(path: str, form: str) -> int:
        start.wait()
        return send("POST", port, path, form)[0]

    with ThreadPoolExecutor(len(paths)) as people:
        return Counter(people.map(post, paths, forms))


def test_places_given_back_at_once_go_to_who_waits_longest(app: Flask, door: int) -> None:
    event = make_event(capacity=PLACES, waiting_list="automatic")
    assert everybody_at_once(door, event, filled_in_forms(app)[:24]) == {"place": 24}
    held, queue = rows_of(event, CONFIRMED), rows_of(event, WAITING)
    assert (len(held), [one.queue_number for one in queue]) == (PLACES, list(range(1, 15)))
    next_ones = {one.id for one in queue[:6]}
    assert give_back_at_once(app, door, held[:6]) == {303: 6}
    assert {one.id for one in rows_of(event, CONFIRMED)} == next_ones | {one.id for one in held[6:]}
    assert mails_about(event) == 24 + 6 + 6


def test_without_the_lock_places_are_given_twice(app: Flask, unlocked_door: int) -> None:
    """The negative control: it shows that the test above can see the fault it guards against."""
    worst = 0
    for _ in range(ROUNDS):
        event = make_event(capacity=PLACES)
        everybody_at_once(unlocked_door, event, filled_in_forms(app)[:60])
        worst = max(worst, confirmed(event))
        if worst > PLACES:
            break
    assert worst > PLACES
