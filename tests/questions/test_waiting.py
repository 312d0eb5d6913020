"""Who waits keeps their answers, and gets a place only when what they chose has one too."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import AUTOMATIC, Event
from eventhub.questions.queries import questions_of, stamp_of
from eventhub.registrations.models import BY_PERSON, CONFIRMED, WAITING, Registration
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.service import cancel_registration
from eventhub.registrations.waiting_list import promote
from tests.factories import make_account
from tests.questions.making import ask
from tests.questions.test_answering import register
from tests.registrations.test_own_page import own_path
from tests.registrations.test_register_page import form_token


def states() -> dict[str, str]:
    db.session.rollback()
    rows = db.session.execute(select(Registration.name, Registration.state).order_by(Registration.id))
    return dict(iter(rows))  # type: ignore[arg-type]


def give_back(name: str) -> None:
    registration = db.session.scalars(select(Registration).where(Registration.name == name)).one()
    cancel_registration(registration, by=BY_PERSON, now=clock.now())
    db.session.commit()


def test_a_free_place_goes_to_the_first_whose_option_has_room_too(client: FlaskClient, event: Event) -> None:
    event.capacity, event.waiting_list = 2, AUTOMATIC
    ask(event, "Werkgroep", "choice", {"Onthaal": 1, "Samen": None})
    register(client, event, 1, q_werkgroep="onthaal")
    register(client, event, 2, q_werkgroep="samen")
    for number, choice in ((3, "onthaal"), (4, "samen")):
        assert register(client, event, number, q_werkgroep=choice).status_code == 303
    assert states() == {"Noor 1": CONFIRMED, "Noor 2": CONFIRMED, "Noor 3": WAITING, "Noor 4": WAITING}
    give_back("Noor 2")
    assert [states()[name] for name in ("Noor 3", "Noor 4")] == [WAITING, CONFIRMED]
    give_back("Noor 1")
    assert states()["Noor 3"] == CONFIRMED


def test_an_option_given_up_lets_the_next_one_in(client: FlaskClient, event: Event) -> None:
    event.capacity, event.waiting_list = 3, AUTOMATIC
    ask(event, "Werkgroep", "choice", {"Onthaal": 1, "Samen": None})
    register(client, event, 1, q_werkgroep="onthaal")
    event.capacity = 1
    db.session.commit()
    register(client, event, 2, q_werkgroep="onthaal")
    event.capacity = 2
    db.session.commit()
    assert states() == {"Noor 1": CONFIRMED, "Noor 2": WAITING}
    mine = db.session.scalars(select(Registration).where(Registration.name == "Noor 1")).one()
    path = f"{own_path(mine)}/places/{mine.key}"
    data = {"name": "Noor 1", "language": "nl", "asked": stamp_of(questions_of(event.id)), "q_werkgroep": "samen"}
    assert client.post(path, data={"form_token": form_token(client, path), **data}).status_code == 303
    assert states() == {"Noor 1": CONFIRMED, "Noor 2": CONFIRMED}


def test_an_organiser_gives_a_place_of_a_full_option_only_on_purpose(client: FlaskClient, event: Event) -> None:
    event.capacity, event.waiting_list = 1, AUTOMATIC
    ask(event, "Werkgroep", "choice", {"Onthaal": 1, "Samen": None})
    register(client, event, 1, q_werkgroep="onthaal")
    register(client, event, 2, q_werkgroep="onthaal")
    event.capacity = 5
    db.session.commit()
    actor, waits = make_account(), db.session.scalars(select(Registration).where(Registration.state == WAITING)).one()
    with pytest.raises(RegistrationRefused), transaction():
        promote(waits, actor=actor, now=clock.now())
    with transaction():
        promote(waits, actor=actor, now=clock.now(), overbook=True)
    assert states() == {"Noor 1": CONFIRMED, "Noor 2": CONFIRMED}
    told = db.session.scalars(select(AuditEntry.details).where(AuditEntry.action == "registration.promoted")).one()
    assert told["overbooked"] is True
