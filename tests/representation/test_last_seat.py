"""An organisation's last seat is given once: through a real server of three processes, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.registrations.delegation_models import Seat
from eventhub.representation.forms import NameForm
from eventhub.representation.queries import held_seats
from tests.races import send
from tests.representation.test_board import contact_page, given, of

CONTACTS = 12


def everybody_names_somebody(app: Flask, port: int, event: Event) -> Counter[int]:
    """Name another person in each window of the contact, all at the same moment; how often each status came."""
    page, start, forms = contact_page(event), Barrier(CONTACTS), []
    for number in range(CONTACTS):
        with app.test_request_context("/"):
            token = NameForm().form_token.current_token
        said = {"name": f"Aino {number}", "email": f"aino{number}@example.org", "role": "seat"}
        forms.append(urlencode({**said, "form_token": token}))

    def post(form: str) -> int:
        start.wait()
        return send("POST", port, page, form)[0]

    with ThreadPoolExecutor(CONTACTS) as contacts:
        answered = Counter(contacts.map(post, forms))
    db.session.rollback()
    return answered


def test_contacts_at_once_name_nobody_beyond_the_seats(app: Flask, door: int) -> None:
    event = given(each=2)
    answered = everybody_names_somebody(app, door, event)
    assert answered == {303: 2, 422: CONTACTS - 2}
    assert (len(held_seats(of(event).id)), len(db.session.scalars(select(Seat)).all())) == (2, 2)


def test_without_the_lock_an_organisation_gets_seats_too_many(app: Flask, unlocked_door: int) -> None:
    """The negative control."""
    event = given(each=2)
    everybody_names_somebody(app, unlocked_door, event)
    assert len(held_seats(of(event).id)) > 2
