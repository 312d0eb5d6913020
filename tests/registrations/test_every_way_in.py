"""No way to a place gives one too many while others register at the same moment: a real server, both databases."""

import http.client
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import BOTH, ONLINE, Event
from eventhub.networks.models import MemberOrganisation, Network
from eventhub.registrations.delegation_models import Delegation
from eventhub.registrations.doors import invitation_token
from eventhub.registrations.forms import ConfirmForm
from eventhub.registrations.models import HOLDING, Person, Registration
from eventhub.registrations.people import personal_token
from eventhub.representation import service
from eventhub.representation.mails import contact_token
from tests.factories import make_account, make_event, make_invitation, make_member, make_registration, save, sign_in

PLACES, AT_ONCE, ROUNDS = 4, 16, 6
MANY = 100


@dataclass
class Post:
    """A form that is filled in, and whose it is."""

    path: str
    form: dict[str, object]
    headers: dict[str, str] = field(default_factory=dict)


def public_form(app: Flask, path: str, **said: object) -> Post:
    with app.test_request_context("/"):
        return Post(path, {"form_token": ConfirmForm().form_token.current_token, **said})


def answered(port: int, sent: Post) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", **sent.headers}
    connection.request("POST", sent.path, urlencode(sent.form, doseq=True), headers)
    status = connection.getresponse().status
    connection.close()
    return status


def all_at_once(port: int, posts: list[Post]) -> Counter[int]:
    """Send them at the same moment; how often each status came."""
    start = Barrier(len(posts))
    db.session.rollback()

    def send(post: Post) -> int:
        start.wait()
        return answered(port, post)

    with ThreadPoolExecutor(len(posts)) as people:
        return Counter(people.map(send, posts))


def themselves(app: Flask, event: Event, _port: int = 0) -> list[Post]:
    """People who register as everybody does."""
    words = {"name": "Noor Peeters", "consent": "y", "attendance": "on_site"}
    return [
        public_form(app, f"/events/{event.slug}/register", email=f"person{number}@example.org", **words)
        for number in range(AT_ONCE)
    ]


def by_hand(app: Flask, event: Event, port: int) -> list[Post]:
    """An organiser writes people on the list."""
    client = app.test_client()
    sign_in(client, make_member(db.session.get_one(Network, event.network_id)))
    path = f"/manage/events/{event.slug}/attendees/add"
    found, cookie = (
        re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text),
        client.get_cookie("session"),
    )
    assert found is not None
    assert cookie is not None
    headers = {"Cookie": f"session={cookie.value}", "Origin": f"http://127.0.0.1:{port}"}
    words = {"csrf_token": found[1], "name": "Lars Maes", "language": "nl", "attendance": "on_site"}
    return [Post(path, {**words, "email": f"hand{number}@example.org"}, headers) for number in range(AT_ONCE)]


def invited(app: Flask, event: Event, _port: int) -> list[Post]:
    """Who was invited accepts."""
    made = [make_invitation(event, email=f"guest{number}@example.org") for number in range(AT_ONCE)]
    return [
        public_form(
            app, f"/events/{event.slug}/register?invitation={invitation_token(guest)}", name=guest.name,
            email=guest.email, consent="y", attendance="on_site",
        )
        for guest in made
    ]  # fmt: skip


def named(app: Flask, event: Event, _port: int) -> list[Post]:
    """The contacts of organisations with more seats than the event has places name people."""
    network = db.session.get_one(Network, event.network_id)
    for number in range(AT_ONCE // 2):
        save(MemberOrganisation(network=network, name=f"Regio {number}"))
    service.give_seats(
        event.id, service.Seats(2, 1, 0, {}), returns_at=clock.now() + timedelta(days=1), wanted=None,
        actor=make_account(), now=clock.now(),
    )  # fmt: skip
    db.session.commit()
    delegations = db.session.scalars(select(Delegation).where(Delegation.event_id == event.id)).all()
    return [
        public_form(app, f"/seats/{contact_token(given)}", name="Aino", email=f"aino{given.id}.{who}@example.org",
                    role="seat")
        for given in delegations for who in range(2)
    ]  # fmt: skip


def in_groups(app: Flask, event: Event, _port: int) -> list[Post]:
    """Contacts register two colleagues and do not come themselves, as many as there are."""
    event.group_size = 3
    db.session.commit()
    people = {"row": ["1", "2"], "p1-name": "Hanne", "p2-name": "Karim", "consent": "y", "together": "some"}
    ways = {"p1-attendance": "on_site", "p2-attendance": "on_site"}
    path = f"/events/{event.slug}/register/group"
    return [
        public_form(app, path, **people, **ways, name="Ellen", email=f"contact{number}@example.org")
        for number in range(AT_ONCE)
    ]


def online_before(app: Flask, event: Event, _port: int) -> list[Post]:
    """Who takes part online comes after all."""
    event.attendance, event.online_capacity, event.join_url = BOTH, MANY, "https://meet.example.org/x"
    db.session.commit()
    rows = [make_registration(event, attendance=ONLINE) for _ in range(AT_ONCE)]
    return [
        public_form(app, f"{link_of(row)}/places/{row.key}", name=row.name, language="nl", attendance="on_site")
        for row in rows
    ]


def link_of(row: Registration) -> str:
    return f"/me/{personal_token(db.session.get_one(Person, row.person_id))}"


def on_site(event_id: int) -> int:
    db.session.rollback()
    query = select(func.count()).where(
        Registration.event_id == event_id, Registration.state.in_(HOLDING), Registration.attendance != ONLINE
    )
    return db.session.scalar(query) or 0


WAYS_IN = pytest.mark.parametrize("way", [by_hand, invited, named, in_groups, online_before])
Way = Callable[[Flask, Event, int], list[Post]]


@WAYS_IN
def test_each_way_to_a_place_gives_none_too_many_while_others_register(app: Flask, door: int, way: Way) -> None:
    event = make_event(capacity=PLACES, slug="plaatsen")
    event_id, posts = event.id, way(app, event, door)
    statuses = all_at_once(door, [*posts, *themselves(app, event)])
    assert (set(statuses), on_site(event_id)) == ({303, 422}, PLACES)


@WAYS_IN
def test_without_the_lock_each_way_alone_gives_places_twice(app: Flask, unlocked_door: int, way: Way) -> None:
    """The negative control of the test above."""
    worst = 0
    for number in range(ROUNDS):
        event = make_event(capacity=PLACES, slug=f"plaatsen-{number}")
        event_id = event.id
        all_at_once(unlocked_door, way(app, event, unlocked_door))
        worst = max(worst, on_site(event_id))
        if worst > PLACES:
            break
    assert worst > PLACES


def test_places_handed_over_at_once_are_neither_lost_nor_given_twice(app: Flask, door: int) -> None:
    """Half of the colleagues wait, the other half have a place: theirs goes to who waits longest."""
    event = make_event(capacity=PLACES * 2, waiting_list="automatic")
    event_id = event.id
    held = [make_registration(event) for _ in range(PLACES * 2)]
    queue = [make_registration(event, state="waiting", queue_number=number) for number in range(1, PLACES * 2)]
    to = [queue[-1].email, queue[-2].email, held[-1].email, held[-2].email]
    posts = [
        public_form(app, f"{link_of(row)}/places/{row.key}/hand-over", name="Lars Maes", email=email)
        for row, email in zip(held[:PLACES], to, strict=True)
    ]
    first = {one.id for one in queue[:2]}
    statuses = all_at_once(door, [*posts, *themselves(app, event)])
    assert (statuses, on_site(event_id)) == ({303: PLACES + AT_ONCE}, PLACES * 2)
    placed = select(Registration).where(Registration.event_id == event_id, Registration.state.in_(HOLDING))
    people = list(db.session.scalars(placed))
    assert len({one.person_id for one in people}) == PLACES * 2
    assert first <= {one.id for one in people}
