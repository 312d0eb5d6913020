"""What an invited person does behind the link of their mail, and what nobody else learns."""

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import Network
from eventhub.registrations.doors import invitation_token, members_token
from eventhub.registrations.invitation_models import ACCEPTED, ASKED, DECLINED, WITHDRAWN, Invitation, LeftAlone
from eventhub.registrations.models import CANCELLED, CONFIRMED, Registration
from eventhub.registrations.retention import forget_past_people
from tests.factories import make_event, make_invitation, make_registration, utc
from tests.registrations.test_own_page import own_path

FORM_TOKEN = re.compile(r'name="form_token"[^>]*value="([^"]+)"')


def link(guest: Invitation) -> str:
    return f"/invitations/{invitation_token(guest)}"


def form(guest: Invitation) -> str:
    return f"/events/{guest.event.slug}/register?invitation={invitation_token(guest)}"


def post(client: FlaskClient, page: str, opened: str = "", **data: str) -> Any:
    token = FORM_TOKEN.search(client.get(opened or page).text)
    assert token is not None
    return client.post(page, data={"form_token": token[1], **data})


def come(client: FlaskClient, guest: Invitation, **data: str) -> Any:
    return post(client, form(guest), **{"name": "Noor Peeters", "email": guest.email, "consent": "y", **data})


def state_of(guest: Invitation) -> str:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Invitation, guest.id).state


def registered() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(select(Registration.email, Registration.state).order_by(Registration.id))
    return [(email, state) for email, state in rows]


def test_an_invited_person_accepts_with_the_ordinary_form(client: FlaskClient, event: Event) -> None:
    event.invited_only = True
    guest = make_invitation(event, email="noor@example.org", name="Noor Peeters")
    assert "Do you come?" in client.get(link(guest)).text
    page = client.get(form(guest)).text
    assert 'value="Noor Peeters"' in page
    assert "readonly" in page
    assert come(client, guest).status_code == 303
    assert (state_of(guest), registered()) == (ACCEPTED, [("noor@example.org", CONFIRMED)])
    assert "You accepted" in client.get(link(guest)).text


def test_a_bound_invitation_is_for_its_address_whatever_is_sent(client: FlaskClient, event: Event) -> None:
    guest = make_invitation(event, email="noor@example.org")
    come(client, guest, email="jef@example.org")
    assert registered() == [("noor@example.org", CONFIRMED)]


def test_a_colleague_comes_by_an_open_invitation(client: FlaskClient, event: Event) -> None:
    event.invited_only = True
    guest = make_invitation(event, is_open=True)
    assert come(client, guest, email="jef@example.org", name="Jef Maes").status_code == 303
    assert (state_of(guest), registered()) == (ACCEPTED, [("jef@example.org", CONFIRMED)])
    page = client.get(link(guest)).text
    assert "This invitation is accepted" in page
    assert "jef@" not in page
    assert "cannot come" not in page


def test_looking_changes_nothing_and_declining_takes_a_click(client: FlaskClient, event: Event) -> None:
    guest = make_invitation(event)
    client.get(link(guest))
    assert state_of(guest) == ASKED
    assert post(client, link(guest), action="decline").status_code == 303
    assert state_of(guest) == DECLINED
    assert "change your mind" in client.get(link(guest)).text
    assert come(client, guest).status_code == 303
    assert state_of(guest) == ACCEPTED


def test_declining_after_accepting_gives_the_place_back(client: FlaskClient, event: Event) -> None:
    guest = make_invitation(event, email="noor@example.org")
    come(client, guest)
    post(client, link(guest), action="decline")
    assert (state_of(guest), registered()) == (DECLINED, [("noor@example.org", CANCELLED)])


def test_a_stranger_learns_nothing(client: FlaskClient, event: Event) -> None:
    guest = make_invitation(event, email="noor@example.org")
    event.invited_only = True
    db.session.commit()
    assert client.get("/invitations/something").status_code == 404
    assert client.get(f"/events/{event.slug}/register?invitation=something").status_code == 404
    other = make_event(slug="other")
    assert client.get(f"/events/{other.slug}/register?invitation={invitation_token(guest)}").status_code == 404
    page = client.get(f"/events/{event.slug}/register").text
    assert "This event is by invitation" in page
    assert "noor" not in page


def test_open_invitations_to_the_same_address_are_on_its_own_pages_and_nobody_elses(
    client: FlaskClient, event: Event
) -> None:
    guest = make_invitation(event, email="noor@example.org")
    other = make_invitation(make_event(slug="other"), email="noor@example.org")
    answered = make_invitation(make_event(slug="answered"), email="noor@example.org", state=DECLINED)
    unsent = make_invitation(make_event(slug="unsent"), email="noor@example.org", sent_at=None)
    stranger = make_invitation(make_event(slug="stranger"), email="lars@example.org")
    mine = own_path(make_registration(make_event(slug="mine"), email="noor@example.org"))
    seen = [client.get(page).text for page in (mine, link(guest), link(stranger))]
    shown = [[f'action="{link(one)}"' in page for one in (guest, other, answered, unsent, stranger)] for page in seen]
    assert shown == [[True, True, False, False, False], [False, True, False, False, False], [False] * 5]
    assert post(client, link(other), opened=mine, action="decline").status_code == 303
    assert state_of(other) == DECLINED


def test_a_colleague_who_holds_an_open_invitation_reads_of_no_other(client: FlaskClient, event: Event) -> None:
    guest = make_invitation(event, email="noor@example.org", is_open=True)
    other = make_invitation(make_event(slug="other"), email="noor@example.org")
    assert link(other) not in client.get(link(guest)).text


def test_a_withdrawn_link_is_gone(client: FlaskClient, event: Event) -> None:
    guest = make_invitation(event, state=WITHDRAWN)
    assert client.get(link(guest)).status_code == 410
    assert client.get(form(guest)).status_code == 410


def test_a_personal_page_is_kept_by_no_cache(client: FlaskClient, event: Event) -> None:
    guest = make_invitation(event)
    for page in (link(guest), form(guest)):
        assert client.get(page).headers["Cache-Control"] == "no-store"


def test_who_asks_to_be_left_alone_is_known_by_a_mark_only(client: FlaskClient, network: Network, event: Event) -> None:
    guest = make_invitation(event, email="noor@example.org")
    answer = post(client, link(guest), action="alone")
    assert answer.status_code == 303
    assert "will not invite this address any more" in client.get(answer.location).text
    [alone] = db.session.scalars(select(LeftAlone))
    assert (alone.network_id, "noor" in alone.mark, state_of(guest)) == (network.id, False, DECLINED)


def test_the_members_link_opens_the_form_earlier(client: FlaskClient, event: Event) -> None:
    event.registration_opens_at = clock.now() + timedelta(days=7)
    event.members_open_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert "Members can register from" in client.get(f"/events/{event.slug}").text
    page = f"/events/{event.slug}/register"
    assert "You cannot register yet" in client.get(page).text
    opened = f"{page}?members={members_token(event)}"
    assert post(client, opened, name="Noor", email="noor@example.org", consent="y").status_code == 303
    assert registered() == [("noor@example.org", CONFIRMED)]
    assert client.get(f"{page}?members=guessed").status_code == 404


def test_that_one_may_be_invited_is_kept_only_where_it_was_ticked(client: FlaskClient, event: Event) -> None:
    page = f"/events/{event.slug}/register"
    post(client, page, name="Noor", email="noor@example.org", consent="y")
    post(client, page, name="Jef", email="jef@example.org", consent="y", may_be_invited="y")
    rows = db.session.execute(select(Registration.email, Registration.may_be_invited).order_by(Registration.id))
    assert dict(iter(rows)) == {"noor@example.org": False, "jef@example.org": True}


def test_invitations_are_forgotten_with_the_names(client: FlaskClient, network: Network) -> None:
    long_over = make_event(network, starts_at=utc(2020, 5, 1, 9))
    lately = make_event(network, starts_at=clock.now() - timedelta(days=10))
    gone, kept = make_invitation(long_over), make_invitation(lately)
    make_registration(lately)
    now = clock.now()
    for guest, event in ((gone, long_over), (kept, lately)):
        db.session.add(
            OutboxMessage(
                message_id=f"<{guest.id}@example.org>", kind="invitation", to_address=guest.email, language="nl",
                subject="x", text="x", html="x", network_id=network.id, event_id=event.id, state="sent", due_at=now,
                created_at=now,
            )
        )  # fmt: skip
    db.session.commit()
    address = kept.email
    forget_past_people()
    db.session.rollback()
    assert list(db.session.scalars(select(Invitation.email))) == [address]
    assert list(db.session.scalars(select(OutboxMessage.to_address))) == [address]
