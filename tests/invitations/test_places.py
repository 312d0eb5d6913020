"""Places for who is invited: kept, returned, and given to nobody twice."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.registrations.availability import Availability, places_left
from eventhub.registrations.doors import Door
from eventhub.registrations.invitation_models import ACCEPTED, DECLINED, WITHDRAWN, Invitation
from eventhub.registrations.jobs import serve_waiting_lists
from eventhub.registrations.models import BY_ORGANISER, BY_PERSON, CONFIRMED, PENDING, WAITING, Registration
from eventhub.registrations.queries import taken_of, taken_of_events
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.service import cancel_registration, register
from tests.factories import make_event, make_invitation, make_member, make_network, make_registration
from tests.pages.queries import counted_queries


def come(event: Event, email: str = "noor@example.org", **values: Any) -> Registration:
    told: dict[str, Any] = {"name": "Noor Peeters", "language": "nl", "sending": email, **values}
    found = register(event.id, email=email, now=clock.now(), **told).registration
    db.session.commit()
    return found


def refused(event: Event, email: str = "noor@example.org", **values: Any) -> Availability:
    with pytest.raises(RegistrationRefused) as refusal:
        come(event, email, **values)
    db.session.rollback()
    return refusal.value.availability


def by(invitation: Invitation) -> dict[str, Any]:
    return {"email": invitation.email, "door": Door(invitation)}


def left(event: Event) -> int | None:
    return places_left(event, taken_of(event.id, clock.now()))


def test_who_is_not_invited_gets_none_of_the_kept_places(app: Flask) -> None:
    event = make_event(capacity=3, kept_for_invited=2)
    come(event)
    assert refused(event, "jef@example.org") is Availability.FULL
    guests = [make_invitation(event) for _ in range(2)]
    assert [come(event, **by(guest)).state for guest in guests] == [CONFIRMED, CONFIRMED]
    assert refused(event, **by(make_invitation(event))) is Availability.FULL


def test_an_invited_person_who_comes_takes_one_of_the_kept_places(app: Flask) -> None:
    event = make_event(capacity=5, kept_for_invited=2)
    assert left(event) == 3
    come(event, **by(make_invitation(event)))
    assert left(event) == 3
    assert taken_of_events([event.id], clock.now())[event.id].kept_for_invited == 1


def test_on_the_day_they_are_free_for_all_the_waiting_list_is_served(app: Flask) -> None:
    event = make_event(
        capacity=1, kept_for_invited=1, waiting_list="automatic", kept_until_at=clock.now() + timedelta(days=1)
    )
    waits = come(event)
    assert waits.state == WAITING
    serve_waiting_lists()
    assert db.session.get_one(Registration, waits.id).state == WAITING
    event.kept_until_at = clock.now()
    db.session.commit()
    serve_waiting_lists()
    db.session.expire_all()
    assert db.session.get_one(Registration, waits.id).state == CONFIRMED


def test_a_kept_place_goes_to_the_invited_while_others_wait(app: Flask) -> None:
    event = make_event(capacity=2, kept_for_invited=1, waiting_list="automatic")
    assert [come(event, f"{name}@example.org").state for name in "ab"] == [CONFIRMED, WAITING]
    assert come(event, **by(make_invitation(event))).state == CONFIRMED


def test_a_kept_place_that_comes_free_goes_to_the_invited_who_waits(app: Flask) -> None:
    event = make_event(capacity=1, kept_for_invited=1, waiting_list="automatic")
    first, second = make_invitation(event), make_invitation(event)
    place, waits = come(event, **by(first)), come(event, **by(second))
    everybody = come(event, "jef@example.org")
    assert [waits.state, everybody.state] == [WAITING, WAITING]
    cancel_registration(place, by=BY_PERSON, now=clock.now())
    db.session.commit()
    assert [waits.state, everybody.state] == [CONFIRMED, WAITING]


def test_by_invitation_only_takes_nobody_else(app: Flask) -> None:
    event = make_event(invited_only=True)
    assert refused(event) is Availability.INVITED
    guest = make_invitation(event)
    assert come(event, **by(guest)).state == CONFIRMED
    assert guest.state == ACCEPTED


def test_an_invitation_of_somebody_else_or_withdrawn_opens_nothing(app: Flask) -> None:
    event = make_event(invited_only=True)
    guest, former = make_invitation(event), make_invitation(event, state=WITHDRAWN)
    assert refused(event, "jef@example.org", door=Door(guest)) is Availability.INVITED
    assert refused(event, **by(former)) is Availability.INVITED
    assert refused(make_event(invited_only=True), **by(guest)) is Availability.INVITED


def test_a_colleague_comes_once_by_an_open_invitation(app: Flask) -> None:
    event = make_event(invited_only=True)
    guest = make_invitation(event, is_open=True)
    assert come(event, "colleague@example.org", door=Door(guest)).email == "colleague@example.org"
    assert refused(event, "another@example.org", door=Door(guest)) is Availability.INVITED


def test_an_invitation_may_come_at_any_time_until_the_beginning(app: Flask) -> None:
    now = clock.now()
    later = make_event(registration_opens_at=now + timedelta(days=1))
    closed = make_event(registration_closes_at=now - timedelta(days=1))
    begun = make_event(
        registration_closes_at=now - timedelta(days=1), starts_at=now - timedelta(minutes=5),
    )  # fmt: skip
    for event in (later, closed):
        assert come(event, **by(make_invitation(event, any_time=True))).state == CONFIRMED
    assert refused(later, **by(make_invitation(later))) is Availability.NOT_YET
    assert refused(begun, **by(make_invitation(begun, any_time=True))) is Availability.CLOSED


def test_an_invitation_may_skip_the_approval(app: Flask) -> None:
    event = make_event(needs_approval=True)
    assert come(event, **by(make_invitation(event))).state == PENDING
    assert come(event, **by(make_invitation(event, skips_approval=True))).state == CONFIRMED


def test_who_gives_a_place_back_declines_and_may_change_their_mind(app: Flask) -> None:
    event = make_event(invited_only=True)
    guest = make_invitation(event)
    cancel_registration(come(event, **by(guest)), by=BY_PERSON, now=clock.now())
    db.session.commit()
    db.session.refresh(guest)
    assert guest.state == DECLINED
    assert come(event, **by(guest), sending="again").state == CONFIRMED
    assert guest.state == ACCEPTED


def test_a_place_that_an_organiser_takes_back_takes_the_invitation_along(app: Flask) -> None:
    network = make_network()
    event, actor = make_event(network, invited_only=True), make_member(network)
    guest = make_invitation(event)
    cancel_registration(come(event, **by(guest)), by=BY_ORGANISER, actor=actor, now=clock.now())
    db.session.commit()
    db.session.refresh(guest)
    assert guest.state == WITHDRAWN
    assert refused(event, **by(guest), sending="again") is Availability.INVITED


def test_who_registered_before_accepts_with_the_place_they_have(app: Flask) -> None:
    event = make_event(capacity=2, kept_for_invited=1)
    place = come(event)
    guest = make_invitation(event, email="noor@example.org")
    come(event, **by(guest), sending="another form")
    assert (guest.state, guest.registration_id) == (ACCEPTED, place.id)


def test_members_may_register_earlier_and_nobody_else(app: Flask) -> None:
    now = clock.now()
    event = make_event(
        registration_opens_at=now + timedelta(days=7), members_open_at=now - timedelta(hours=1), capacity=1
    )
    assert refused(event) is Availability.NOT_YET
    assert come(event, door=Door(is_member=True)).state == CONFIRMED
    assert refused(event, "jef@example.org", door=Door(is_member=True)) is Availability.FULL


def test_an_event_that_keeps_nothing_costs_no_query_more(app: Flask) -> None:
    event = make_event(capacity=5)
    make_registration(event)
    assert event.capacity == 5  # loaded
    with counted_queries() as statements:
        taken_of(event.id, clock.now())
    assert len(statements) == 1
