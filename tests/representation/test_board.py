"""Seats of member organisations, from the gift to the substitute; and the board that shows who is missing."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.database.session import commit
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import ORGANISER, MemberOrganisation, Network
from eventhub.registrations import service as places
from eventhub.registrations.availability import places_left
from eventhub.registrations.delegation_models import Delegation, Seat
from eventhub.registrations.jobs import serve_waiting_lists
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import taken_of
from eventhub.registrations.refusals import RegistrationRefused
from eventhub.registrations.retention import forget_past_people
from eventhub.registrations.transitions import FOLLOW
from eventhub.registrations.waiting_list import decline
from eventhub.representation import service
from eventhub.representation.asking import ask_the_missing, follow_freed_seats
from eventhub.representation.mails import contact_token
from eventhub.representation.queries import board_of, substitutes_of
from tests.factories import make_account, make_event, make_member, make_network, make_registration, save, sign_in
from tests.registrations.test_register_page import ENGLISH

REGIONS = ("Kainuu", "Lappi", "Satakunta")


def given(each: int = 1, capacity: int | None = 10, substitutes: int = 1, **more: Any) -> Event:
    """An event at which three regions have seats."""
    network = make_network()
    for name in REGIONS:
        save(MemberOrganisation(network=network, name=name, contact_email=f"{name.lower()}@example.org"))
    event = make_event(network, capacity=capacity, **more)
    give(event, each, substitutes=substitutes)
    return event


def give(event: Event, each: int, *, substitutes: int = 1, days: int | None = None, others: Any = None) -> None:
    returns = clock.now() + timedelta(days=days) if days else None
    service.give_seats(
        event.id, service.Seats(each, 1, substitutes, others or {}), returns_at=returns, wanted=2,
        actor=make_account(), now=clock.now(),
    )  # fmt: skip
    db.session.commit()


def of(event: Event, name: str = "Kainuu") -> Delegation:
    query = select(Delegation).join(Delegation.member).where(Delegation.event_id == event.id)
    return db.session.scalars(query.where(MemberOrganisation.name == name)).one()


def name(event: Event, who: str = "aino", region: str = "Kainuu") -> Any:
    found = service.name_person(
        of(event, region), name=who.title(), email=f"{who}@example.org", member=region, now=clock.now()
    )
    db.session.commit()
    return found


def mails_to(who: str) -> list[str]:
    query = select(OutboxMessage.kind).where(OutboxMessage.to_address == f"{who}@example.org")
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def left(event: Event) -> int | None:
    return places_left(db.session.get_one(Event, event.id), taken_of(event.id, clock.now()))


def test_seats_that_nobody_is_named_for_are_kept_until_they_return(app: Flask) -> None:
    event = given(each=2)
    assert left(event) == 4
    name(event)
    assert (left(event), taken_of(event.id, clock.now()).kept_for_members) == (4, 5)
    event.seats_return_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert left(event) == 9


def test_who_is_named_holds_a_seat_and_is_asked_and_nobody_is_named_beyond_the_seats(app: Flask) -> None:
    event = given()
    found = name(event)
    assert (found.state, found.organisation, mails_to("aino")) == ("offered", "Kainuu", ["seat_named"])
    with pytest.raises(service.NoSeat):
        name(event, "eero")
    with pytest.raises(service.NamedBefore):
        name(event, "aino")


def test_a_seat_is_never_given_beyond_the_places_of_the_event(app: Flask) -> None:
    event = given(capacity=1)
    event.seats_return_at = clock.now() + timedelta(days=1)
    make_registration(event)
    with pytest.raises(RegistrationRefused):
        name(event)


def test_seats_beyond_the_places_of_the_event_are_for_who_names_first(app: Flask) -> None:
    event = given(each=2, capacity=3)
    for who, region in (("aino", "Kainuu"), ("eero", "Lappi"), ("helmi", "Satakunta")):
        assert name(event, who, region).state == "offered"
    with pytest.raises(RegistrationRefused):
        name(event, "juho")


def test_the_public_gets_no_seat_that_is_kept(app: Flask) -> None:
    event = given(capacity=3)
    with pytest.raises(RegistrationRefused):
        places.register(event.id, email="a@example.org", sending="x", now=clock.now(), name="A", language="nl")


def test_a_substitute_takes_over_the_seat_of_who_declines_and_the_contact_is_told(app: Flask) -> None:
    event = given()
    first = name(event)
    service.add_substitute(of(event), name="Helmi", email="helmi@example.org", now=clock.now())
    db.session.commit()
    decline(first, now=clock.now())
    db.session.commit()
    assert (follow_freed_seats(), follow_freed_seats()) == (1, 0)
    taken_over = db.session.scalars(select(Seat).where(Seat.replaces_id == first.id)).one()
    second = db.session.get_one(Registration, taken_over.registration_id)
    assert (second.email, second.state, mails_to("kainuu")) == ("helmi@example.org", "offered", ["seat_freed"])


def test_the_substitute_is_asked_at_once_and_who_sits_on_no_seat_hints_at_nothing(app: Flask) -> None:
    event, queue = given(), app.extensions["jobs"].huey
    named, guest = name(event), make_registration(event)
    hinted = []
    for one in (guest, named):
        queue.flush()
        places.cancel_registration(one, by="person", now=clock.now(), tell=False)
        commit()
        hinted.append((FOLLOW,) in [task.args for task in queue.pending()])
    queue.flush()
    assert hinted == [False, True]


def test_without_a_substitute_the_seat_stays_the_organisations_and_its_contact_is_told(app: Flask) -> None:
    event = given()
    decline(name(event), now=clock.now())
    db.session.commit()
    follow_freed_seats()
    assert (mails_to("kainuu"), left(event)) == (["seat_freed"], 7)


@pytest.mark.parametrize("hindered", ["event", "organisation"])
def test_a_substitute_for_whom_there_is_no_room_stays_a_substitute(app: Flask, hindered: str) -> None:
    event = given()
    first = name(event)
    service.add_substitute(of(event), name="Helmi", email="helmi@example.org", now=clock.now())
    decline(first, now=clock.now())
    event.capacity = 0 if hindered == "event" else 10
    mine = of(event)
    mine.at_least, mine.seats = 0, int(hindered == "event")
    db.session.commit()
    follow_freed_seats()
    assert ([one.name for one in substitutes_of(of(event).id)], mails_to("helmi")) == (["Helmi"], [])
    assert mails_to("kainuu") == ["seat_freed"]


def test_seats_that_returned_go_to_who_waits(app: Flask) -> None:
    event = given(capacity=3, waiting_list="automatic")
    waiting = places.register(
        event.id, email="a@example.org", sending="x", now=clock.now(), name="A", language="nl"
    ).registration
    db.session.commit()
    assert (waiting.state, serve_waiting_lists()) == ("waiting", 0)
    db.session.get_one(Event, event.id).seats_return_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert serve_waiting_lists() == 1
    db.session.rollback()
    assert db.session.get_one(Registration, waiting.id).state == "confirmed"


def test_who_sends_nobody_leaves_the_seats_to_everyone(app: Flask) -> None:
    event = given(each=2)
    service.send_nobody(of(event), reason="Nobody is free", now=clock.now())
    db.session.commit()
    assert left(event) == 6


def test_substitutes_are_forgotten_when_the_event_is_over(app: Flask) -> None:
    event = given()
    service.add_substitute(of(event), name="Helmi", email="helmi@example.org", now=clock.now())
    event.starts_at, event.ends_at = clock.now() - timedelta(hours=2), clock.now() - timedelta(hours=1)
    db.session.commit()
    forget_past_people()
    assert substitutes_of(of(event).id) == []


def test_the_board_counts_who_is_there_and_who_is_missing_and_guests_apart(app: Flask) -> None:
    event = given(each=2)
    name(event)
    make_registration(event)
    board = board_of(event, clock.now())
    assert [(one.delegation.member.name, one.named, one.confirmed, one.state) for one in board.lines] == [
        ("Kainuu", 1, 0, "fewer"), ("Lappi", 0, 0, "missing"), ("Satakunta", 0, 0, "missing"),
    ]  # fmt: skip
    assert (board.represented, board.guests, len(board.missing)) == (1, 1, 2)


def test_the_board_tells_who_came_last_time(app: Flask) -> None:
    event = given()
    past = clock.now() - timedelta(days=40)
    before = make_event(db.session.get_one(Network, event.network_id), starts_at=past)
    make_registration(before, organisation="LAPPI")
    give(before, 1)
    seated = make_registration(before, organisation="As it was called then")
    save(Seat(registration_id=seated.id, delegation_id=of(before, "Satakunta").id))
    came = {one.delegation.member.name: one.came_last_time for one in board_of(event, clock.now()).lines}
    assert came == {"Kainuu": False, "Lappi": True, "Satakunta": True}


def test_the_board_asks_the_database_as_often_for_many_as_for_few(app: Flask) -> None:
    event, counts = given(), []
    network = db.session.get_one(Network, event.network_id)
    for more in (0, 60):
        for number in range(more):
            save(MemberOrganisation(network=network, name=f"Region {number}"))
        give(event, 1)
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, seen: list[str] = asked) -> None:
            seen.append(statement)

        found = db.session.get_one(Event, event.id)
        sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
        board_of(found, clock.now())
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts == [4, 4]


def contact_page(event: Event, region: str = "Kainuu") -> str:
    return f"/seats/{contact_token(of(event, region))}"


def test_one_action_writes_to_all_that_are_missing_and_once_a_day_only(client: FlaskClient) -> None:
    event = given()
    name(event)
    sign_in(client, make_member(db.session.get_one(Network, event.network_id), ORGANISER))
    board = f"/manage/events/{event.slug}/representation"
    assert "Write to 2 contacts" in client.get(board, headers=ENGLISH).text
    asked = client.get(f"{board}/ask", headers=ENGLISH).text
    token = asked.split('name="csrf_token" value="')[1].split('"')[0]
    for _ in range(2):
        client.post(f"{board}/ask", data={"csrf_token": token, "said": "Come, please"}, headers=ENGLISH)
    assert [mails_to(one.lower()) for one in REGIONS] == [[], ["naming_asked"], ["naming_asked"]]
    words = db.session.scalars(select(OutboxMessage.text).where(OutboxMessage.kind == "naming_asked")).all()
    assert all("Come, please" in text for text in words)


def test_organisers_give_seats_with_another_number_for_some(client: FlaskClient) -> None:
    event = given()
    sign_in(client, make_member(db.session.get_one(Network, event.network_id), ORGANISER))
    path = f"/manage/events/{event.slug}/representation/seats"
    token = client.get(path, headers=ENGLISH).text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "each": "2", "at_least": "1", "substitutes": "0", "wanted": "2", "m_1": "0"}
    assert client.post(path, data=data, headers=ENGLISH).status_code == 303
    db.session.rollback()
    assert [of(event, region).seats for region in REGIONS] == [2, 0, 2]
    wrong = client.post(path, data={**data, "at_least": "5"}, headers=ENGLISH)
    assert (wrong.status_code, "This is more than there are seats." in wrong.text) == (422, True)


def test_a_contact_is_greeted_by_name_and_in_the_language_of_the_organisation(app: Flask) -> None:
    event = given()
    known = of(event)
    member = db.session.get_one(MemberOrganisation, known.member_id)
    member.contact_name, member.contact_language = "Veera Laine", "fi"
    db.session.commit()
    ask_the_missing(
        db.session.get_one(Event, event.id), board_of(event, clock.now()), said="", actor=make_account(),
        now=clock.now(),
    )  # fmt: skip
    db.session.commit()
    query = select(OutboxMessage).where(OutboxMessage.to_address.in_(["kainuu@example.org", "lappi@example.org"]))
    mails = list(db.session.scalars(query.order_by(OutboxMessage.to_address)))
    assert [(one.language, one.text.split("\n")[0]) for one in mails] == [
        ("fi", "Hei Veera Laine,"), ("nl", "Hallo,"),
    ]  # fmt: skip
