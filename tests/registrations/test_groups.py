"""Several people registered with one form: together, or as many as there are."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.questions.asking import Answers, Given
from eventhub.questions.queries import questions_of, stamp_of
from eventhub.registrations.groups import (
    Contact,
    Member,
    MemberRefused,
    Party,
    TooFewPlaces,
    TooManyPeople,
    register_group,
)
from eventhub.registrations.jobs import serve_waiting_lists, tell_of_changes
from eventhub.registrations.models import BY_PERSON, Person, Registration, RegistrationGroup
from eventhub.registrations.queries import registered_by, registration_of_person, told_of_changes_count
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.retention import forget_past_people
from eventhub.registrations.service import cancel_registration
from tests.factories import make_event, make_registration, utc
from tests.registrations.test_changes import make_question

CONTACT = Contact("Hanne Claes", "hanne@example.org", "nl")


def people(*names: str) -> tuple[Member, ...]:
    """Members; one whose name is an address has it."""
    return tuple(Member(name.split("@")[0].title(), email=name if "@" in name else "") for name in names)


def sign_up(event: Event, *names: str, together: bool = True, sending: str = "form-1") -> list[str]:
    with transaction():
        party = Party(CONTACT, people(*names), together)
        return register_group(event.id, party, sending=sending, now=clock.now())


def places(event: Event) -> dict[str, str]:
    db.session.rollback()
    query = select(Registration).where(Registration.event_id == event.id).order_by(Registration.id)
    rows = db.session.scalars(query, execution_options={"populate_existing": True})
    return {row.name: row.state for row in rows}


def mails() -> list[tuple[str, str]]:
    query = select(OutboxMessage.kind, OutboxMessage.to_address).order_by(OutboxMessage.id)
    return [(kind, address) for kind, address in db.session.execute(query)]


def news() -> dict[str, str]:
    """What the mail that an event is cancelled says to each address."""
    query = select(OutboxMessage.to_address, OutboxMessage.text).where(OutboxMessage.kind == "event_cancelled")
    return {row.to_address: row.text for row in db.session.execute(query)}


def group_event(**values: Any) -> Event:
    return make_event(**{"group_size": 5, "capacity": 3, "waiting_list": "automatic", **values})


def test_each_has_a_place_and_the_contact_has_those_without_an_address_in_hand(app: Flask) -> None:
    event = group_event()
    assert sign_up(event, "noor@example.org", "Lars", "hanne@example.org") == ["confirmed"] * 3
    assert places(event) == {"Noor": "confirmed", "Lars": "confirmed", "Hanne": "confirmed"}
    assert mails() == [
        ("group_registered", "hanne@example.org"), ("registration_confirmed", "noor@example.org"),
    ]  # fmt: skip
    texts = db.session.scalars(select(OutboxMessage.text).order_by(OutboxMessage.id)).all()
    assert all(name in texts[0] for name in ("Noor", "Lars", "Hanne"))
    assert "Hanne Claes" in texts[1]
    assert len([line for line in texts[0].splitlines() if line.startswith("- ")]) == 3
    hanne = db.session.scalars(select(Person).where(Person.email == "hanne@example.org")).one()
    assert [one.name for one in registered_by(hanne.id)] == ["Lars"]
    keys = {one.name: one.key for one in db.session.scalars(select(Registration))}
    found = [registration_of_person(hanne.id, keys[name]) for name in ("Noor", "Lars", "Hanne")]
    assert [one is not None for one in found] == [False, True, True]


def test_all_of_them_wait_where_all_come_or_nobody(app: Flask) -> None:
    event = group_event(capacity=2)
    assert sign_up(event, "Noor", "Lars", "Jef") == ["waiting"] * 3
    assert set(places(event).values()) == {"waiting"}


def test_as_many_as_there_are_get_a_place_in_their_order(app: Flask) -> None:
    event = group_event(capacity=2)
    assert sign_up(event, "Noor", "Lars", "Jef", together=False) == ["confirmed", "confirmed", "waiting"]


def test_without_a_waiting_list_the_rest_get_nothing_and_all_or_nobody_is_refused(app: Flask) -> None:
    event = group_event(capacity=2, waiting_list="none")
    with pytest.raises(TooFewPlaces):
        sign_up(event, "Noor", "Lars", "Jef")
    assert sign_up(event, "Noor", "Lars", "Jef", together=False) == ["confirmed", "confirmed", ""]
    assert list(places(event)) == ["Noor", "Lars"]
    assert "Jef" in db.session.scalars(select(OutboxMessage.text)).one()
    with pytest.raises(RegistrationRefused):
        sign_up(event, "Marie", together=False, sending="form-2")


def test_a_group_is_no_larger_than_the_event_says(app: Flask) -> None:
    event = group_event(group_size=2)
    with pytest.raises(TooManyPeople):
        sign_up(event, "Noor", "Lars", "Jef")
    assert (places(event), mails()) == ({}, [])


def test_the_same_form_sent_again_gives_the_same_and_one_whose_people_left_makes_way(app: Flask) -> None:
    event = group_event()
    assert sign_up(event, "Noor", "Lars") == sign_up(event, "Noor", "Lars") == ["confirmed"] * 2
    assert (len(places(event)), len(mails())) == (2, 1)
    with transaction():
        for row in db.session.scalars(select(Registration)).all():
            cancel_registration(row, by=BY_PERSON, now=clock.now())
    assert sign_up(event, "Noor", "Lars") == ["confirmed"] * 2
    assert len(db.session.scalars(select(Registration)).all()) == 4


def test_who_is_registered_already_keeps_what_they_had_and_the_answer_tells_nobody(app: Flask) -> None:
    event = group_event(capacity=10)
    make_registration(event, email="noor@example.org", name="Noor zelf")
    answers = [sign_up(event, "noor@example.org", "Lars"), sign_up(event, "jef@example.org", "Lars", sending="form-2")]
    assert answers[0] == answers[1]
    assert list(places(event)) == ["Noor zelf", "Lars", "Jef"]
    assert ("registration_already", "noor@example.org") in mails()
    first, second = (text for text in db.session.scalars(
        select(OutboxMessage.text).where(OutboxMessage.kind == "group_registered").order_by(OutboxMessage.id)
    ))  # fmt: skip
    assert first == second.replace("Jef", "Noor")


def answers_to(event_id: int, **options: str) -> Answers:
    asked = [one for one in questions_of(event_id) if one.is_asked]
    given = tuple(Given(one.id, one.key, options=(options[one.key],)) for one in asked if one.key in options)
    return Answers(stamp_of(asked), "nl", given, frozenset(one.id for one in asked))


def test_an_option_that_fills_up_within_the_group_is_refused_for_that_one_and_nobody_is_registered(app: Flask) -> None:
    event = group_event()
    make_question(event.id, "groep", 1, None)
    event_id = event.id
    db.session.expunge_all()
    answers = answers_to(event_id, groep="a")
    party = Party(CONTACT, (Member("Noor", answers=answers), Member("Lars", answers=answers)))
    with pytest.raises(MemberRefused) as refused:
        register_group(event_id, party, sending="form-1", now=clock.now())
    db.session.commit()
    event = db.session.get_one(Event, event_id)
    assert (refused.value.number, places(event), mails()) == (1, {}, [])


def queue_behind_a_group(**values: Any) -> Event:
    """A full event of two; a group of two waits before one more person."""
    event = group_event(capacity=2, **values)
    for email in ("a@example.org", "b@example.org"):
        make_registration(event, email=email, name=email)
    sign_up(event, "Noor", "Lars")
    make_registration(event, email="c@example.org", name="Wout", state="waiting", queue_number=3)
    return event


def leave(email: str) -> None:
    with transaction():
        row = db.session.scalars(select(Registration).where(Registration.email == email)).one()
        cancel_registration(row, by=BY_PERSON, now=clock.now())


@pytest.mark.parametrize(("passes_over", "first"), [(False, "waiting"), (True, "confirmed")])
def test_a_group_that_does_not_fit_is_waited_for_or_passed_over(app: Flask, passes_over: bool, first: str) -> None:
    event = queue_behind_a_group(pass_over_groups=passes_over)
    leave("a@example.org")
    now = places(event)
    assert [now[name] for name in ("Noor", "Lars", "Wout")] == ["waiting", "waiting", first]
    leave("b@example.org")
    now = places(event)
    then = ["waiting", "waiting", "confirmed"] if passes_over else ["confirmed", "confirmed", "waiting"]
    assert [now[name] for name in ("Noor", "Lars", "Wout")] == then


def test_nobody_waits_behind_a_group_for_which_there_will_never_be_places(app: Flask) -> None:
    event = queue_behind_a_group()
    event.capacity = 1
    db.session.commit()
    leave("a@example.org")
    leave("b@example.org")
    serve_waiting_lists()
    assert places(event)["Wout"] == "confirmed"


def test_the_contact_hears_once_what_becomes_of_the_event(app: Flask) -> None:
    event = group_event()
    sign_up(event, "Noor", "Lars", "jef@example.org")
    before = len(mails())
    event = db.session.get_one(Event, event.id)
    event.state, event.sequence = "cancelled", 1
    db.session.commit()
    assert told_of_changes_count(event.id) == 2
    tell_of_changes()
    assert sorted(mails()[before:]) == [
        ("event_cancelled", "hanne@example.org"), ("event_cancelled", "jef@example.org"),
    ]  # fmt: skip
    said = news()
    assert [name in said["hanne@example.org"] for name in ("Noor", "Lars", "Jef")] == [True, True, False]
    assert "Noor" not in said["jef@example.org"]


def test_a_contact_who_comes_too_hears_it_for_themselves(app: Flask) -> None:
    event = group_event()
    sign_up(event, "Noor", "hanne@example.org")
    event = db.session.get_one(Event, event.id)
    event.state, event.sequence = "cancelled", 1
    db.session.commit()
    tell_of_changes()
    assert mails()[1:] == [("event_cancelled", "hanne@example.org")]
    assert "Noor" in news()["hanne@example.org"]


def test_groups_and_their_contacts_are_forgotten_with_the_event(app: Flask) -> None:
    event = group_event()
    sign_up(event, "Noor", "jef@example.org")
    event = db.session.get_one(Event, event.id)
    event.starts_at, event.ends_at = utc(2026, 1, 1), utc(2026, 1, 2)
    db.session.commit()
    assert forget_past_people() == 2
    left = [db.session.scalars(select(table)).all() for table in (RegistrationGroup, Person, OutboxMessage)]
    assert left == [[], [], []]
