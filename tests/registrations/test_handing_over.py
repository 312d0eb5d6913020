"""A place given to a colleague: the row stays, the person is another one, and nobody learns who is registered."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.questions.models import CONSENT
from eventhub.registrations.answer_models import Answer, SpecialAnswer
from eventhub.registrations.changes import OnBehalf
from eventhub.registrations.handing_over import hand_over
from eventhub.registrations.models import Person, Registration
from eventhub.registrations.refusals import AlreadyRegistered
from eventhub.registrations.transitions import NotPossible
from tests.factories import make_account, make_event, make_registration, save
from tests.registrations.test_changes import answer, make_question
from tests.registrations.test_own_page import own_path, said, send
from tests.registrations.test_register_page import ENGLISH


def give(row: Registration, email: str = "lars@example.org", by: OnBehalf | None = None) -> None:
    with transaction():
        hand_over(row, name="Lars Maes", email=email, now=clock.now(), by=by)


def mails() -> list[tuple[str, str]]:
    query = select(OutboxMessage.kind, OutboxMessage.to_address).order_by(OutboxMessage.id)
    return [(kind, address) for kind, address in db.session.execute(query)]


def place(**values: object) -> Registration:
    event = make_event(attendance="online", join_url="https://meet.example.org/x", **values)
    return make_registration(event, email="noor@example.org", organisation="De Brug", remark="Ik kom later")


def event_of(row: Registration) -> Event:
    return db.session.get_one(Event, row.event_id)


def test_the_colleague_has_the_place_and_the_one_before_nothing_of_it(client: FlaskClient) -> None:
    row = place()
    before = own_path(row)
    answered = send(client, f"{before}/places/{row.key}/hand-over", name="Lars Maes", email="Lars@example.org")
    assert (answered.status_code, said(client, answered)) == (
        303,
        "The place goes to your colleague. You both get a mail.",
    )
    db.session.expire_all()
    person = db.session.scalars(select(Person).where(Person.email == "lars@example.org")).one()
    assert (row.person_id, row.name, row.organisation, row.remark, row.state, row.consented_at) == (
        person.id, "Lars Maes", "De Brug", "", "confirmed", None,
    )  # fmt: skip
    assert client.get(f"{before}/places/{row.key}").status_code == 404
    assert client.get(f"{own_path(row)}/places/{row.key}").status_code == 200
    assert mails() == [("place_handed_over", "noor@example.org"), ("place_received", "lars@example.org")]
    old, new = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    assert ["/join/" in mail.text for mail in (old, new)] == [False, True]
    assert ["meet.example.org" in (mail.calendar or b"").decode() for mail in (old, new)] == [False, False]
    assert ("Noor Peeters" in new.text, "90" in new.text) == (True, True)
    acts = db.session.scalars(select(AuditEntry.action)).all()
    assert acts == ["registration.handed_over"]


def test_what_is_about_the_person_is_deleted_and_the_rest_stays(app: Flask) -> None:
    row = place()
    event_id = row.event_id
    for key, values in {
        "groep": {}, "naam_badge": {"is_personal": True}, "akkoord": {"kind": CONSENT},
    }.items():  # fmt: skip
        answer(row, make_question(event_id, key, **values), text="yes")
    special = make_question(event_id, "dieet", is_special=True)
    save(
        SpecialAnswer(
            registration_id=row.id, question_id=special.id, version=1, text="noten", language="nl",
            answered_at=clock.now(),
        )
    )  # fmt: skip
    give(row)
    kept = [len(db.session.scalars(select(table)).all()) for table in (Answer, SpecialAnswer)]
    assert kept == [1, 0]


def test_who_gives_it_sees_the_same_whether_or_not_the_colleague_is_registered(client: FlaskClient) -> None:
    row = place(slug="dag")
    other = make_registration(make_event(slug="andere"), email="jef@example.org")
    make_registration(event_of(row), email="lars@example.org")
    waits = make_registration(event_of(row), email="wout@example.org", state="waiting", queue_number=1)
    event = event_of(row)
    event.capacity, event.waiting_list = 2, "automatic"
    db.session.commit()
    seen = []
    for one in (row, other):
        path = own_path(one)
        done = send(client, f"{path}/places/{one.key}/hand-over", name="Lars Maes", email="lars@example.org")
        page = client.get(path, headers=ENGLISH).text.replace("jef@", "noor@")
        seen.append((done.status_code, said(client, done), re.sub(r"/me/[\w.-]+|\?v=[0-9a-f]+", "", page)))
    assert seen[0] == seen[1]
    texts = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "place_handed_over")).all()
    assert len(texts) == 2
    db.session.expire_all()
    assert (row.state, row.person_id, waits.state) == ("cancelled", None, "confirmed")
    assert ("registration_already", "lars@example.org") in mails()


def test_a_colleague_who_waits_gets_this_place_instead(app: Flask) -> None:
    row = place(capacity=1, waiting_list="automatic")
    waits = make_registration(event_of(row), email="lars@example.org", state="waiting", queue_number=1)
    give(row)
    assert (row.state, row.email, waits.state) == ("confirmed", "lars@example.org", "cancelled")
    assert mails() == [("place_handed_over", "noor@example.org"), ("place_received", "lars@example.org")]


@pytest.mark.parametrize(
    ("state", "values"),
    [("waiting", {}), ("pending", {}), ("cancelled", {}), ("confirmed", {"state": "cancelled"}),
     ("confirmed", {"starts_at": clock.now() - timedelta(minutes=1)})],
)  # fmt: skip
def test_only_a_certain_place_in_what_is_to_come_is_given(app: Flask, state: str, values: dict[str, object]) -> None:
    row = make_registration(make_event(**values), state=state, queue_number=1 if state == "waiting" else None)
    with pytest.raises(NotPossible):
        give(row)
    assert mails() == []


def test_ones_own_address_is_no_colleague(client: FlaskClient) -> None:
    row = place()
    path = f"{own_path(row)}/places/{row.key}/hand-over"
    answered = send(client, path, name="Noor", email="Noor@example.org")
    assert (answered.status_code, "This is your own address" in answered.text) == (422, True)


def test_organisers_look_at_the_colleague_where_they_look_at_changes(app: Flask) -> None:
    row = place(needs_approval=True, approves_changes=True)
    give(row)
    assert (row.state, mails()[1]) == ("pending", ("place_received", "lars@example.org"))
    assert "bekijken het opnieuw" in db.session.scalars(select(OutboxMessage.text).order_by(OutboxMessage.id)).all()[1]


def test_an_organiser_does_it_for_them_told_or_not_and_hears_who_is_registered(app: Flask) -> None:
    row, actor = place(), make_account()
    make_registration(event_of(row), email="jef@example.org")
    with pytest.raises(AlreadyRegistered):
        give(row, "jef@example.org", OnBehalf(actor))
    give(row, by=OnBehalf(actor, "called us", tell=False))
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.handed_over")).one()
    assert (row.email, mails(), entry.user_id, entry.details["remark"]) == (
        "lars@example.org", [], actor.id, "called us",
    )  # fmt: skip
