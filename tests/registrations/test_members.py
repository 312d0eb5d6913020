"""An event that takes only so many people of one member organisation."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import Event
from eventhub.networks.models import MemberOrganisation, Network
from eventhub.registrations.availability import Availability, availability
from eventhub.registrations.changes import OnBehalf, Wishes, change_registration
from eventhub.registrations.doors import Door
from eventhub.registrations.forms import RegisterForm
from eventhub.registrations.groups import Contact, Member, Party, TooFewPlaces, register_group
from eventhub.registrations.handing_over import hand_over
from eventhub.registrations.models import BY_PERSON, Person, Registration
from eventhub.registrations.people import personal_token
from eventhub.registrations.queries import taken_of
from eventhub.registrations.refusals import MemberFull, RegistrationRefused
from eventhub.registrations.service import add_by_organiser, cancel_registration, register
from eventhub.registrations.waiting_list import promote
from tests.factories import make_account, make_event, make_invitation, make_member, make_network, save, sign_in


def limited(**values: Any) -> tuple[Event, int, int]:
    """An event with one place for each organisation, and two of those."""
    network = make_network()
    ids = [save(MemberOrganisation(network_id=network.id, name=name)).id for name in ("Wijkhuis Noord", "Zuid")]
    event = make_event(network, **{"member_capacity": 1, "capacity": 9, "waiting_list": "automatic", **values})
    return event, ids[0], ids[1]


def come(event: Event, name: str, member_id: int | None) -> Registration:
    with transaction():
        return register(
            event.id, name=name, email=f"{name}@example.org", sending=name, language="nl", now=clock.now(),
            member_id=member_id,
        ).registration  # fmt: skip


def states(event: Event) -> dict[str, str]:
    db.session.rollback()
    query = select(Registration).where(Registration.event_id == event.id).order_by(Registration.id)
    return {one.name: one.state for one in db.session.scalars(query, execution_options={"populate_existing": True})}


def give_back(registration: Registration) -> None:
    with transaction():
        cancel_registration(registration, by=BY_PERSON, now=clock.now())


def test_who_comes_from_a_full_organisation_waits_and_keeps_nobody_else_out(app: Flask) -> None:
    event, north, south = limited()
    first = come(event, "an", north)
    come(event, "bo", north)
    come(event, "cas", south)
    come(event, "dirk", None)
    come(event, "els", None)
    expected = {"an": "confirmed", "bo": "waiting", "cas": "confirmed", "dirk": "confirmed", "els": "confirmed"}
    assert states(event) == expected
    taken = taken_of(event.id, clock.now())
    assert availability(db.session.get_one(Event, event.id), taken, clock.now()) is Availability.OPEN
    give_back(first)
    assert states(event)["bo"] == "confirmed"


def test_the_queue_passes_over_who_does_not_fit(app: Flask) -> None:
    event, north, south = limited(capacity=2)
    come(event, "an", north)
    other = come(event, "bo", None)
    come(event, "cas", north)
    come(event, "dirk", south)
    give_back(other)
    assert states(event) == {"an": "confirmed", "bo": "cancelled", "cas": "waiting", "dirk": "confirmed"}


def test_without_a_waiting_list_a_full_organisation_is_refused(app: Flask) -> None:
    event, north, south = limited(waiting_list="none")
    come(event, "an", north)
    with pytest.raises(MemberFull):
        come(event, "bo", north)
    come(event, "cas", south)
    assert states(event) == {"an": "confirmed", "cas": "confirmed"}


def test_who_is_invited_after_the_close_does_not_wait_where_nobody_moves_up(app: Flask) -> None:
    closed = clock.now() - timedelta(days=1)
    event, north, _south = limited(registration_closes_at=closed)
    late = make_invitation(event, any_time=True)
    with transaction():
        add_by_organiser(
            event.id, name="an", email="an@example.org", language="nl", member_id=north, actor=make_account(),
            now=clock.now(),
        )  # fmt: skip
    with pytest.raises(MemberFull), transaction():
        register(
            event.id, name="bo", email=late.email, sending="bo", language="nl", now=clock.now(), member_id=north,
            door=Door(late),
        )  # fmt: skip


def test_an_organiser_takes_one_too_many_only_expressly(app: Flask) -> None:
    event, north, _south = limited()
    actor, waits = make_account(), [come(event, "an", north), come(event, "bo", north)][1]
    told: dict[str, Any] = {"name": "cas", "email": "cas@example.org", "language": "nl", "member_id": north}
    with pytest.raises(MemberFull), transaction():
        add_by_organiser(event.id, actor=actor, now=clock.now(), **told)
    with pytest.raises(RegistrationRefused), transaction():
        promote(waits, actor=actor, now=clock.now())
    with transaction():
        add_by_organiser(event.id, actor=actor, now=clock.now(), overbook=True, **told)
    with transaction():
        promote(waits, actor=actor, now=clock.now(), overbook=True)
    assert states(event) == {"an": "confirmed", "bo": "confirmed", "cas": "confirmed"}


def test_another_organisation_is_taken_and_the_own_one_freed_in_one_step(app: Flask) -> None:
    event, north, south = limited()
    first, _waits, third = come(event, "an", north), come(event, "bo", north), come(event, "cas", south)
    with pytest.raises(MemberFull), transaction():
        change_registration(third, Wishes({"member_id": north}), now=clock.now())
    with transaction():
        change_registration(first, Wishes({"member_id": None}), now=clock.now())
    assert states(event) == {"an": "confirmed", "bo": "confirmed", "cas": "confirmed"}
    with transaction():
        by = OnBehalf(make_account(), overbook=True)
        change_registration(third, Wishes({"member_id": north}), now=clock.now(), by=by)
    db.session.refresh(third)
    assert third.member_id == north


@pytest.mark.parametrize(("together", "given"), [(True, "waiting waiting"), (False, "confirmed waiting")])
def test_a_group_gets_what_its_organisation_has_left(app: Flask, together: bool, given: str) -> None:
    event, north, _south = limited(member_capacity=2, group_size=3)
    first = come(event, "an", north)
    contact = Contact("Hanne", "hanne@example.org", "nl")
    people = tuple(Member(name, member_id=north) for name in ("bo", "cas"))
    with transaction():
        assert register_group(event.id, Party(contact, people, together), sending="1", now=clock.now()) == given.split()
    come(event, "dirk", None)
    assert states(event)["dirk"] == "confirmed", "the group keeps nobody out"
    give_back(first)
    assert states(event) == {"an": "cancelled", "bo": "confirmed", "cas": "confirmed", "dirk": "confirmed"}


def test_a_group_larger_than_its_organisation_may_send_does_not_wait_for_ever(app: Flask) -> None:
    event, north, _south = limited(member_capacity=2, group_size=3)
    people = tuple(Member(name, member_id=north) for name in ("bo", "cas", "dirk"))
    with pytest.raises(TooFewPlaces), transaction():
        register_group(
            event.id, Party(Contact("Hanne", "h@example.org", "nl"), people), sending="1", now=clock.now()
        )  # fmt: skip
    assert states(event) == {}


def test_a_place_that_is_handed_over_stays_the_organisations(app: Flask) -> None:
    event, north, _south = limited()
    first = come(event, "an", north)
    come(event, "bo", north)
    with transaction():
        hand_over(first, name="cas", email="cas@example.org", now=clock.now())
    assert states(event) == {"cas": "confirmed", "bo": "waiting"}


def test_a_lower_number_cancels_nobody(app: Flask) -> None:
    event, north, _south = limited(member_capacity=2)
    come(event, "an", north)
    come(event, "bo", north)
    with transaction():
        db.session.get_one(Event, event.id).member_capacity = 1
    come(event, "cas", north)
    assert states(event) == {"an": "confirmed", "bo": "confirmed", "cas": "waiting"}


def sent(app: Flask, client: FlaskClient, event: Event, email: str, **values: str) -> tuple[int, str]:
    with app.test_request_context("/"):
        token = RegisterForm().form_token.current_token
    form = {"form_token": token, "name": "Noor", "email": email, "consent": "y", **values}
    response = client.post(f"/events/{event.slug}/register", data=form, headers={"Accept-Language": "en"})
    return response.status_code, response.text


def test_the_form_asks_for_the_organisation_and_says_beside_it_when_it_is_full(app: Flask, client: FlaskClient) -> None:
    event, north, _south = limited(waiting_list="none")
    page = client.get(f"/events/{event.slug}/register", headers={"Accept-Language": "en"}).text
    assert "Which member organisation are you from?" in page
    status, page = sent(app, client, event, "a@example.org")
    assert (status, "Choose your organisation, or the last line" in page) == (422, True)
    assert sent(app, client, event, "a@example.org", member=str(north))[0] == 303
    status, page = sent(app, client, event, "b@example.org", member=str(north))
    assert (status, "1 person of Wijkhuis Noord comes already." in page) == (422, True)
    assert sent(app, client, event, "b@example.org", member="0", organisation="Elders")[0] == 303
    db.session.rollback()
    rows = db.session.execute(select(Registration.organisation, Registration.member_id).order_by(Registration.id))
    assert [tuple(row) for row in rows] == [("Wijkhuis Noord", north), ("Elders", None)]


def test_the_organisation_of_another_network_is_no_answer(app: Flask, client: FlaskClient) -> None:
    event, _north, _south = limited()
    foreign = save(MemberOrganisation(network_id=make_network().id, name="Elders"))
    assert sent(app, client, event, "a@example.org", member=str(foreign.id))[0] == 422


def test_an_event_without_the_limit_does_not_ask(client: FlaskClient) -> None:
    event = make_event()
    page = client.get(f"/events/{event.slug}/register", headers={"Accept-Language": "en"}).text
    assert "member organisation" not in page


def test_people_and_organisers_meet_the_question_on_every_page_that_changes_it(app: Flask, client: FlaskClient) -> None:
    event, north, _south = limited(group_size=3)
    slug, account = event.slug, make_member(db.session.get_one(Network, event.network_id))
    row = come(event, "an", north)
    person = db.session.get_one(Person, row.person_id)
    with app.test_request_context("/"):
        own = f"/me/{personal_token(person)}/places/{row.key}"
    chosen = f'<option selected value="{north}">Wijkhuis Noord</option>'
    assert chosen in client.get(own).text
    assert "Wijkhuis Noord – " in client.get(f"/events/{slug}/register/group").text
    sign_in(client, account)
    assert chosen in client.get(f"/manage/events/{slug}/attendees/{row.id}/change").text
    assert "Wijkhuis Noord – " in client.get(f"/manage/events/{slug}/attendees/add").text
    page = client.get(f"/manage/events/{slug}").text
    assert "Wijkhuis Noord</a>: 1 – <strong>" in page
