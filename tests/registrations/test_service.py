"""Giving, changing and taking back places."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.registrations import service
from eventhub.registrations.addresses import AddressNotValid
from eventhub.registrations.availability import Availability
from eventhub.registrations.changes import Wishes, change_registration
from eventhub.registrations.consent import VERSION, consent_words
from eventhub.registrations.models import BY_ORGANISER, BY_PERSON, CONFIRMED, Person, Registration
from eventhub.registrations.people import person_for
from eventhub.registrations.queries import taken_of
from eventhub.registrations.refusals import AlreadyRegistered, RegistrationRefused
from eventhub.registrations.service import Outcome, Result
from tests.factories import make_account, make_event, make_registration

HOUR = timedelta(hours=1)


def take_place(event: Event, **values: Any) -> Outcome:
    given = {
        "name": "Noor Peeters", "email": "noor@example.org", "language": "nl",
        "sending": "form-1", "now": clock.now(), **values,
    }  # fmt: skip
    with transaction():
        return service.register(event.id, **given)


def person_of(place: Registration) -> Person:
    return db.session.get_one(Person, place.person_id)


def mail_kinds() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_a_place_is_written_with_its_consent_and_a_mail(app: Flask) -> None:
    event, now = make_event(sequence=4), clock.now()
    outcome = take_place(event, email=" Noor@Example.ORG ", now=now)
    row = outcome.registration
    assert outcome.result is Result.REGISTERED
    assert (row.email, row.state) == ("noor@example.org", "confirmed")
    assert (row.consent_text, row.consent_version) == (consent_words(event, asks=False), VERSION)
    assert (row.consented_at, row.told_sequence) == (now, 4)
    assert mail_kinds() == ["registration_confirmed"]


def test_the_same_form_sent_again_is_the_same_place_and_no_second_mail(app: Flask) -> None:
    event = make_event(capacity=1)
    first, second = take_place(event), take_place(event)
    assert (second.result, second.registration.id) == (Result.SENT_BEFORE, first.registration.id)
    assert (taken_of(event.id, clock.now()).places, mail_kinds()) == (1, ["registration_confirmed"])


def test_going_back_and_typing_a_colleagues_address_makes_a_second_place(app: Flask) -> None:
    event = make_event()
    take_place(event)
    assert take_place(event, email="jan@example.org").result is Result.REGISTERED
    assert taken_of(event.id, clock.now()).places == 2


def test_registering_twice_changes_nothing_and_is_told_by_one_mail(app: Flask) -> None:
    event = make_event()
    first = take_place(event)
    for sending in ("form-2", "form-3"):
        again = take_place(event, sending=sending, name="Somebody Else", language="fr")
        assert (again.result, again.registration.name) == (Result.ALREADY, "Noor Peeters")
    assert person_of(first.registration).language == "nl"
    assert mail_kinds() == ["registration_confirmed", "registration_already"]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"capacity": 0}, Availability.FULL),
        ({"state": "announced"}, Availability.ANNOUNCED),
        ({"state": "draft"}, Availability.NONE),
        ({"state": "cancelled"}, Availability.CANCELLED),
        ({"state": "postponed"}, Availability.POSTPONED),
        ({"takes_registrations": False}, Availability.NONE),
        ({"registration_opens_at": HOUR}, Availability.NOT_YET),
        ({"registration_closes_at": -HOUR}, Availability.CLOSED),
        ({"starts_at": -3 * HOUR}, Availability.OVER),
    ],
)
def test_every_refusal_has_its_name_and_leaves_nothing(
    app: Flask, values: dict[str, Any], refusal: Availability
) -> None:
    moments = {key: clock.now() + value if isinstance(value, timedelta) else value for key, value in values.items()}
    event = make_event(**moments)
    with pytest.raises(RegistrationRefused) as refused:
        take_place(event)
    assert (refused.value.availability, taken_of(event.id, clock.now()).places, mail_kinds()) == (refusal, 0, [])
    assert list(db.session.scalars(select(Person))) == []


@pytest.mark.parametrize("typed", ["", "noor", "noor@", "a@b@c.org", "noor@example", "é@example.org"])
def test_what_is_no_address_is_refused(app: Flask, typed: str) -> None:
    event = make_event()
    with pytest.raises(AddressNotValid):
        take_place(event, email=typed)


def test_a_place_given_back_is_free_for_the_next_and_can_be_taken_again(app: Flask) -> None:
    event = make_event(capacity=1)
    place = take_place(event).registration
    with transaction():
        service.cancel_registration(place, by=BY_PERSON, now=clock.now())
    assert take_place(event).result is Result.REGISTERED
    assert (taken_of(event.id, clock.now()).places, len(list(db.session.scalars(select(Registration))))) == (1, 2)


def test_cancelling_twice_sends_one_mail(app: Flask) -> None:
    place = make_registration(make_event())
    with transaction():
        for _ in range(2):
            service.cancel_registration(place, by=BY_PERSON, now=clock.now())
    assert mail_kinds() == ["registration_cancelled"]


def test_nobody_gives_a_place_back_afterwards_but_an_organiser_corrects_the_list_without_a_mail(app: Flask) -> None:
    place, account = make_registration(make_event(starts_at=clock.now() - 3 * HOUR)), make_account()
    with pytest.raises(RegistrationRefused, match=Availability.OVER):
        service.cancel_registration(place, by=BY_PERSON, now=clock.now())
    service.cancel_registration(place, by=BY_ORGANISER, actor=account, now=clock.now())
    assert (place.state, mail_kinds()) == ("cancelled", [])


def test_an_organiser_overbooks_only_on_purpose_and_it_is_written_down(app: Flask) -> None:
    event, actor = make_event(capacity=1), make_account()
    add = {"name": "Jan", "language": "nl", "actor": actor, "now": clock.now()}
    service.add_by_organiser(event.id, email="a@example.org", **add)
    with pytest.raises(RegistrationRefused, match=Availability.FULL):
        service.add_by_organiser(event.id, email="b@example.org", **add)
    service.add_by_organiser(event.id, email="b@example.org", overbook=True, **add)
    with pytest.raises(AlreadyRegistered):
        service.add_by_organiser(event.id, email="B@example.org", overbook=True, **add)
    db.session.flush()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert [(entry.action, entry.details["overbooked"]) for entry in entries] == [
        ("registration.added", False), ("registration.added", True),
    ]  # fmt: skip
    assert taken_of(event.id, clock.now()).places == 2


def test_an_overbooked_event_frees_no_place_until_it_is_below_its_capacity(app: Flask) -> None:
    event = make_event(capacity=1)
    places = [make_registration(event) for _ in range(2)]
    with transaction():
        service.cancel_registration(places[0], by=BY_ORGANISER, now=clock.now())
    with pytest.raises(RegistrationRefused, match=Availability.FULL):
        take_place(event)


def test_an_organiser_adds_nobody_to_a_cancelled_event(app: Flask) -> None:
    event = make_event(state="cancelled")
    with pytest.raises(RegistrationRefused, match=Availability.CANCELLED):
        service.add_by_organiser(
            event.id, name="Jan", email="a@example.org", language="nl", actor=make_account(), now=clock.now()
        )


def test_changed_details_are_kept_and_mailed_once(app: Flask) -> None:
    place = make_registration(make_event())
    new = {"name": "Noor Maes", "organisation": "", "remark": "No nuts", "language": "fr"}
    assert change_registration(place, Wishes(new), now=clock.now()) is True
    assert change_registration(place, Wishes(new), now=clock.now()) is False
    assert (place.name, place.remark, mail_kinds()) == ("Noor Maes", "No nuts", ["registration_changed"])


def test_a_person_is_made_once(app: Flask) -> None:
    first = person_for("a@example.org", language="nl", now=clock.now())
    again = person_for("a@example.org", language="fr", now=clock.now())
    assert (again.id, again.language) == (first.id, "nl")


def test_a_place_that_the_database_already_knows_is_answered_as_one_held_before(app: Flask) -> None:
    event = make_event()
    place = make_registration(event, sending="form-1")
    held = {"name": "Noor", "language": "nl", "now": clock.now()}
    _person, theirs = service.take_place(event, place.email, CONFIRMED, **held)
    _person, sent_by_another_address = service.take_place(event, "b@example.org", CONFIRMED, sending="form-1", **held)
    assert [theirs, sent_by_another_address, taken_of(event.id, clock.now()).places] == [None, None, 1]
