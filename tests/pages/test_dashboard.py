"""The organisers' dashboard, failed mails and log."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.events.models import ANNOUNCED, DRAFT, POSTPONED, Event
from eventhub.mail.models import FAILED, QUEUED, OutboxMessage
from eventhub.networks.models import HELPER, ORGANISER, OWNER, VIEWER, Membership, Network
from eventhub.pages.manage_queries import failed_mail_counts, past_events, upcoming_events
from tests.factories import make_event, make_member, make_network, make_registration, save, sign_in, utc
from tests.pages.queries import counted_queries


@pytest.fixture(autouse=True)
def _no_form_tokens(app: Flask) -> Any:
    """Form tokens have tests of their own."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def _signed_in(client: FlaskClient, role: str = ORGANISER) -> Any:
    network = make_network(slug="stek", name="De STEK")
    account = make_member(network, role)
    sign_in(client, account)
    return network, account


def _failed(event: Event, address: str = "iris@example.org") -> OutboxMessage:
    now = clock.now()
    return save(
        OutboxMessage(
            message_id=f"<{address}>", kind="confirmation", to_address=address, language="nl", subject="Je plaats",
            text="Dag", html="<p>Dag</p>", network_id=event.network_id, event_id=event.id, state=FAILED,
            attempts=9, due_at=now, created_at=now, last_error="550 no such user",
        )
    )  # fmt: skip


def test_empty_dashboard_says_what_to_do(client: FlaskClient) -> None:
    _signed_in(client)
    page = client.get("/manage/").text
    assert "No events yet" in page
    assert "/manage/events/new" in page


def test_what_is_to_come_stands_above_what_has_been(app: Flask) -> None:
    network, now = make_network(), clock.now()
    later = make_event(network, slug="later", starts_at=now + timedelta(days=60))
    soon = make_event(network, slug="soon", starts_at=now + timedelta(days=6))
    undated = make_event(network, slug="undated", state=DRAFT, starts_at=None)
    old = make_event(network, slug="old", starts_at=now - timedelta(days=60))
    recent = make_event(network, slug="recent", starts_at=now - timedelta(days=6))
    make_event(make_network(), slug="elsewhere")
    assert [event.id for event in upcoming_events([network.id], now)] == [undated.id, soon.id, later.id]
    events, pages = past_events([network.id], now, 1)
    assert ([event.id for event in events], pages) == ([recent.id, old.id], 1)


def test_drafts_stand_first_however_far_ahead_they_are(client: FlaskClient) -> None:
    network, _account = _signed_in(client)
    now = clock.now()
    for day in range(13):
        make_event(network, title=f"Dag {day}", starts_at=now + timedelta(days=day + 1))
    make_event(network, title="Nog geen datum", state=DRAFT, starts_at=None)
    make_event(network, title="Over een jaar", state=DRAFT, starts_at=now + timedelta(days=365))
    page = client.get("/manage/").text
    places = [page.index(words) for words in (">Drafts<", "Nog geen datum", "Over een jaar", ">Upcoming<", "Dag 0")]
    assert places == sorted(places)
    assert page.index("Dag 12") > page.index("1 more after that")


def test_event_organised_together_is_mine_too(app: Flask) -> None:
    mine, now = make_network(), clock.now()
    event = make_event(make_network(), co_networks=[mine])
    assert [found.id for found in upcoming_events([mine.id], now)] == [event.id]


def test_each_event_says_what_to_do_and_who_comes(client: FlaskClient) -> None:
    network, _account = _signed_in(client)
    make_event(network, slug="draft", state=DRAFT, starts_at=None)
    make_event(network, slug="saved", state=ANNOUNCED, place_name="", place_address="")
    make_event(network, slug="moved", state=POSTPONED)
    full = make_event(network, slug="full", capacity=1)
    make_registration(full)
    _failed(full)
    page = client.get("/manage/").text
    for words in (
        "Finish the draft", "Add what is not known yet, then publish", "Give it a new date",
        "Full: are there more places?", "1 of 1 places taken", "1 mail could not be sent",
    ):  # fmt: skip
        assert words in page


def test_events_are_filtered_by_network(client: FlaskClient) -> None:
    network, account = _signed_in(client)
    other = make_network(slug="other")
    save(Membership(account=account, network=other, role=ORGANISER, created_at=clock.now()))
    make_event(network, title="Eerste dag")
    make_event(other, title="Andere dag")
    page = client.get("/manage/?network=other").text
    assert ("Andere dag" in page, "Eerste dag" in page) == (True, False)
    assert client.get(f"/manage/?network={make_network().slug}").status_code == 404


def test_helper_sees_no_events(client: FlaskClient) -> None:
    network, _account = _signed_in(client, HELPER)
    make_event(network, title="Eerste dag")
    assert "Eerste dag" not in client.get("/manage/").text


def test_dashboard_asks_as_much_for_thirty_events_as_for_one(client: FlaskClient, app: Flask) -> None:
    network, _account = _signed_in(client)
    key, counts = network.id, []
    for more in (1, 29):
        for _number in range(more):
            make_event(db.session.get(Network, key))
        counts.append(_queries(app, client))
    assert counts[0] == counts[1] <= 8


def _queries(app: Flask, client: FlaskClient) -> int:
    with app.app_context(), counted_queries() as sent:  # with a session that has read nothing yet
        assert client.get("/manage/").status_code == 200
    return len(sent)


def test_mails_that_failed_are_counted_for_whoever_may_send_them_again(client: FlaskClient, app: Flask) -> None:
    network, _account = _signed_in(client)
    theirs = make_event(make_network(), co_networks=[network], title="Samen")
    make_registration(theirs)
    for address in ("a@example.org", "b@example.org"):
        _failed(theirs, address)
    assert "2 mails could not be sent" in client.get("/manage/").text
    with app.app_context():
        assert failed_mail_counts([theirs.id], [network.id]) == ({theirs.id: 2}, 0)
    _failed(make_event(network), "c@example.org")
    with app.app_context():
        assert failed_mail_counts([], [network.id])[1] == 1


def test_mails_tell_the_time_of_their_network(client: FlaskClient) -> None:
    network, _account = _signed_in(client)
    network.zone = "Europe/Helsinki"
    message = _failed(make_event(network))
    message.created_at = utc(2027, 6, 1, 9)
    db.session.commit()
    assert "12:00 (Helsinki time)" in client.get("/manage/mails?lang=en").text


def test_failed_mail_is_sent_again(client: FlaskClient) -> None:
    network, _account = _signed_in(client)
    message = _failed(make_event(network))
    page = client.get("/manage/mails")
    assert ("550 no such user" in page.text, page.headers["Cache-Control"]) == (True, "no-store")
    answer = client.post(f"/manage/mails/{message.id}/send-again")
    db.session.rollback()
    assert (answer.status_code, db.session.scalar(select(OutboxMessage.state))) == (303, QUEUED)
    assert "There is nothing to do here" in client.get("/manage/mails").text


def test_mails_of_another_network_do_not_exist(client: FlaskClient) -> None:
    _signed_in(client)
    message = _failed(make_event(make_network()), "jan@example.org")
    assert "jan@example.org" not in client.get("/manage/mails").text
    assert client.post(f"/manage/mails/{message.id}/send-again").status_code == 404


def test_owner_reads_who_did_what(client: FlaskClient) -> None:
    network, account = _signed_in(client, OWNER)
    event = make_event(network, title="Eerste dag")
    record("event.publish", now=clock.now(), user_id=account.id, network_id=network.id, event_id=event.id)
    db.session.commit()
    page = client.get("/manage/networks/stek/log").text
    for words in ("published an event", account.name, "Eerste dag"):
        assert words in page


def test_log_tells_who_looked_at_lists_when_asked(client: FlaskClient) -> None:
    network, account = _signed_in(client, OWNER)
    for action in ("attendees.viewed", "attendees.exported", "event.publish"):
        record(action, now=clock.now(), user_id=account.id, network_id=network.id)
    db.session.commit()
    words = ("looked at the attendees", "exported the attendees", "published an event")
    pages = [client.get(f"/manage/networks/stek/log{query}").text for query in ("", "?looks=1")]
    assert [[word in page for word in words] for page in pages] == [[False, True, True], [True, True, True]]


def test_refusal_leads_a_colleague_to_their_own_pages_and_names_the_owners(client: FlaskClient) -> None:
    network, _account = _signed_in(client, VIEWER)
    owner = make_member(network, OWNER, name="Iris Owner")
    make_member(network, ORGANISER, name="Noor Organiser")
    make_event(network, slug="dag")
    for address in ("/manage/networks/stek/team", "/manage/events/dag/edit"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert f"{owner.name} can give you access." in answer.text
        assert "Noor Organiser" not in answer.text
        assert 'class="btn" href="/manage/"' in answer.text
    assert 'class="btn" href="/manage/"' in client.get("/manage/networks/nowhere").text


def test_log_is_for_owners(client: FlaskClient) -> None:
    _signed_in(client, ORGANISER)
    other = make_network()
    pages = ["/manage/networks/stek/log", f"/manage/networks/{other.slug}/log"]
    assert [client.get(page).status_code for page in pages] == [403, 404]


@pytest.mark.parametrize(("role", "is_offered"), [(ORGANISER, True), (VIEWER, False)])
def test_work_is_offered_to_those_who_may_do_it(client: FlaskClient, role: str, is_offered: bool) -> None:
    network, _account = _signed_in(client, role)
    make_event(network, slug="uitgesteld", state=POSTPONED)
    page = client.get("/manage/").text
    assert ("/manage/events/uitgesteld/reschedule" in page, "/manage/events/uitgesteld" in page) == (is_offered, True)


def test_who_looks_on_in_one_network_works_on_the_events_of_another(client: FlaskClient) -> None:
    network, account = _signed_in(client, VIEWER)
    own = make_network()
    save(Membership(network_id=own.id, account_id=account.id, role=ORGANISER, created_at=clock.now()))
    make_event(network, slug="van-hen", state=POSTPONED)
    make_event(network, slug="samen", state=POSTPONED, co_networks=[own])
    page = client.get("/manage/").text
    offered = [slug for slug in ("van-hen", "samen") if f"/manage/events/{slug}/reschedule" in page]
    assert offered == ["samen"]


def test_a_helper_is_told_what_for(client: FlaskClient) -> None:
    _signed_in(client, HELPER)
    page = client.get("/manage/").text
    assert "You are on the team to help on the day itself" in page
    assert "You do not organise events" not in page
