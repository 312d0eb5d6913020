"""Before and after a step: how many people get a mail about it, and where the mails are."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eventhub import clock
from eventhub.database.model import db
from eventhub.mail.models import OutboxMessage
from eventhub.registrations.jobs import tell_of_changes
from tests.factories import make_event, make_member, make_network, make_registration, sign_in

SOON = "The mails leave within a minute."
LATER = "The mails leave after two to three minutes: what you change until then goes into the same mail."


@pytest.mark.parametrize(
    ("step", "people", "said"),
    [
        ("cancel", 0, "Nobody has registered, so no mail is sent."),
        ("cancel", 1, f"1 person who registered or waits gets a mail about it. {SOON}"),
        ("postpone", 2, f"2 people who registered or wait get a mail about it. {LATER}"),
    ],
)
def test_step_says_beforehand_who_gets_a_mail_and_when(client: FlaskClient, step: str, people: int, said: str) -> None:
    network = make_network()
    event = make_event(network, slug="dag", sequence=1)
    for _each in range(people):
        make_registration(event)
    make_registration(event, state="cancelled")
    sign_in(client, make_member(network))
    assert said in client.get(f"/manage/events/dag/{step}").text


def test_overview_says_in_numbers_where_the_mails_are(client: FlaskClient) -> None:
    network = make_network()
    event = make_event(
        network, slug="dag", state="postponed", sequence=1, revised_at=clock.now().replace(microsecond=0)
    )
    for _each in range(2):
        make_registration(event)
    sign_in(client, make_member(network))
    page = client.get("/manage/events/dag").text
    assert f"2 people are still to get a mail about the latest change. {LATER}" in page
    assert "<small>2 not written yet</small>" in page
    event.revised_at -= timedelta(minutes=10)
    db.session.commit()
    tell_of_changes()
    db.session.query(OutboxMessage).first().state = "sent"  # type: ignore[union-attr]
    db.session.commit()
    page = client.get("/manage/events/dag").text
    assert "still to get" not in page
    assert "<small>1 on its way</small><small>1 sent</small>" in page


def test_overview_of_an_event_without_mails_says_so(client: FlaskClient) -> None:
    network = make_network()
    make_event(network, slug="dag")
    sign_in(client, make_member(network))
    assert "<small>none so far</small>" in client.get("/manage/events/dag").text


@pytest.mark.parametrize(
    ("state", "people", "is_said"), [("published", 2, True), ("published", 0, False), ("draft", 2, False)]
)
def test_form_says_beforehand_who_gets_a_mail(client: FlaskClient, state: str, people: int, is_said: bool) -> None:
    network = make_network()
    event = make_event(network, slug="dag", state=state)
    for _each in range(people):
        make_registration(event)
    sign_in(client, make_member(network))
    said = f"the 2 people who registered get a mail. {LATER}"
    assert (said in client.get("/manage/events/dag/edit").text) == is_said
