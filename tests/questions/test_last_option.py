"""The last place of an option is given once: through a real server of three processes, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.questions.queries import questions_of, stamp_of
from eventhub.registrations.answer_models import Answer
from eventhub.registrations.models import Registration
from tests.factories import make_event
from tests.questions.making import ask
from tests.races import send
from tests.registrations.test_last_place import filled_in_forms

PLACES, PEOPLE = 5, 24


def everybody_at_once(app: Flask, event: Event, port: int) -> tuple[Counter[str], list[int | None]]:
    """Everybody chooses the same option at the same moment: what they were told, and how many rows there are."""
    slug, asked = event.slug, stamp_of(questions_of(event.id))
    forms = [
        f"{form}&{urlencode({'asked': asked, 'q_werkgroep': 'onthaal'})}" for form in filled_in_forms(app)[:PEOPLE]
    ]
    start = Barrier(len(forms))

    def post(form: str) -> str:
        start.wait()
        status, page = send("POST", port, f"/events/{slug}/register", form)
        if status == 303:
            return "place"
        return "full" if status == 422 and "is full now" in page else f"{status}"

    db.session.rollback()
    with ThreadPoolExecutor(len(forms)) as people:
        answered = Counter(people.map(post, forms))
    db.session.rollback()
    return answered, [db.session.scalar(select(func.count()).select_from(table)) for table in (Registration, Answer)]


def asking() -> Event:
    """An event with an option of five places."""
    event = make_event()
    ask(event, "Werkgroep", "choice", {"Onthaal": PLACES, "Samen": None})
    return event


def test_people_at_once_get_exactly_the_five_places_of_an_option(app: Flask, door: int) -> None:
    answered, rows = everybody_at_once(app, asking(), door)
    assert (answered, rows) == ({"place": PLACES, "full": PEOPLE - PLACES}, [PLACES, PLACES])


def test_without_the_lock_an_option_is_given_too_often(app: Flask, unlocked_door: int) -> None:
    """The negative control."""
    _answered, rows = everybody_at_once(app, asking(), unlocked_door)
    assert (rows[1] or 0) > PLACES
