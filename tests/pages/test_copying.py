"""A copy of an event asks and says what the event did."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.networks.models import Network
from eventhub.questions.queries import questions_of
from eventhub.registrations.wording_models import MailWording
from eventhub.wording.service import keep_wording
from tests.factories import make_member, sign_in
from tests.questions.making import ask
from tests.safety.sending import submit


def test_copy_takes_questions_and_words_along(app: Flask, client: FlaskClient, network: Network, event: Event) -> None:
    owner = make_member(network)
    first = ask(event, "Kom je mee-eten?", "yes_no")
    ask(event, "Wat eet je?", is_special=True, kept_days=10, shown_if_id=first.id, shown_if_values=("yes",))
    keep_wording(
        network, event, "registration_confirmed", subject={"nl": "Tot dan"}, message={}, actor=owner, now=clock.now()
    )  # fmt: skip
    db.session.commit()
    sign_in(client, owner)
    page = f"/manage/events/new?network={network.slug}&copy={event.slug}"
    assert submit(client, page, "events.new", {"then": ""}).status_code == 303
    copy = db.session.scalars(select(Event).where(Event.id != event.id)).one()
    asked = questions_of(copy.id)
    assert [(one.label, one.is_special, one.kept_days) for one in asked] == [
        (one.label, one.is_special, one.kept_days) for one in questions_of(event.id)
    ]
    assert asked[1].shown_if_id == asked[0].id
    words = db.session.scalars(select(MailWording).where(MailWording.event_id == copy.id)).one()
    assert (words.kind, words.subject) == ("registration_confirmed", {"nl": "Tot dan"})
    assert len(questions_of(event.id)) == 2
