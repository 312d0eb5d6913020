"""The kept places are for the invited, whoever comes at the same moment: through a real server of three processes."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.registrations.doors import invitation_token
from eventhub.registrations.forms import RegisterForm
from eventhub.registrations.invitation_models import ACCEPTED, Invitation
from eventhub.registrations.models import CONFIRMED, Registration
from tests.factories import make_event, make_invitation
from tests.races import send

PLACES, KEPT, GUESTS, PUBLIC = 8, 4, 20, 40


def everybody_at_once(app: Flask, port: int, people: list[tuple[str, str]]) -> list[int]:
    """Send a filled-in form for each address and page at the same moment; the answers in their order."""
    sent = []
    for email, path in people:
        with app.test_request_context("/"):
            token = RegisterForm().form_token.current_token
        words = {"form_token": token, "name": "Noor Peeters", "email": email, "consent": "y"}
        sent.append((urlencode(words), path))
    start = Barrier(len(sent))
    db.session.rollback()

    def post(one: tuple[str, str]) -> int:
        start.wait()
        return send("POST", port, one[1], one[0])[0]

    with ThreadPoolExecutor(len(sent)) as everybody:
        return list(everybody.map(post, sent))


def guests(event: Event, number: int) -> list[tuple[str, str]]:
    """Invited people, and the pages on which they register."""
    made = [make_invitation(event, email=f"guest{count}@example.org") for count in range(number)]
    return [(one.email, f"/events/{event.slug}/register?invitation={invitation_token(one)}") for one in made]


def public(event: Event) -> list[tuple[str, str]]:
    return [(f"person{count}@example.org", f"/events/{event.slug}/register") for count in range(PUBLIC)]


def test_the_kept_places_go_to_the_invited_and_none_twice(app: Flask, door: int) -> None:
    event = make_event(capacity=PLACES, kept_for_invited=KEPT)
    event_id = event.id
    answers = Counter(everybody_at_once(app, door, guests(event, GUESTS) + public(event)))
    placed = select(func.count()).where(Registration.event_id == event_id, Registration.state == CONFIRMED)
    accepted = select(func.count()).where(Invitation.event_id == event_id, Invitation.state == ACCEPTED)
    assert answers == {303: PLACES, 422: GUESTS + PUBLIC - PLACES}
    assert db.session.scalar(placed) == PLACES
    assert KEPT <= (db.session.scalar(accepted) or 0) <= PLACES


def test_the_last_kept_place_is_the_invited_persons_whoever_comes_first(app: Flask, door: int) -> None:
    event = make_event(capacity=1, kept_for_invited=1)
    assert everybody_at_once(app, door, guests(event, 1) + public(event)) == [303, *[422] * PUBLIC]


def test_without_the_lock_kept_places_are_given_twice(app: Flask, unlocked_door: int) -> None:
    """The negative control."""
    event = make_event(capacity=KEPT, kept_for_invited=KEPT)
    event_id = event.id
    everybody_at_once(app, unlocked_door, guests(event, GUESTS))
    placed = select(func.count()).where(Registration.event_id == event_id, Registration.state == CONFIRMED)
    assert (db.session.scalar(placed) or 0) > KEPT
