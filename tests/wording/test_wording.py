"""Organisers say in their own words what mails say; what a mail is sent for stays in it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventhub import clock
from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import Network
from eventhub.registrations import mails
from eventhub.registrations.mails import LinkMissing
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import WITH_EVENT
from eventhub.registrations.service import register
from eventhub.registrations.wording_models import MailWording
from eventhub.wording.kinds import KINDS, MEANINGS, placeholders_of
from eventhub.wording.service import keep_wording
from tests.factories import make_event, make_member, make_registration, save, sign_in


@pytest.fixture
def owner(network: Network) -> Account:
    return make_member(network)


CONFIRMED = "registration_confirmed"
HERE = {"subject": {"nl": "Tot dan, {name}: {event}"}, "message": {"nl": "Breng *koek* mee voor {network}."}}


def post(client: FlaskClient, path: str, words: dict[str, str]) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert token is not None
    return client.post(path, data={"csrf_token": token[1], **words}, headers={"Origin": "http://localhost"})


def come_back(registration: Registration) -> Registration:
    return db.session.scalars(select(Registration).options(*WITH_EVENT).where(Registration.id == registration.id)).one()


def say(network: Network, event: Event | None, owner: Account, kind: str = CONFIRMED, **texts: dict[str, str]) -> None:
    keep_wording(network, event, kind, actor=owner, now=clock.now(), **{"subject": {}, "message": {}, **texts})
    db.session.commit()


def come(event: Event, *, name: str = "Noor", language: str = "nl", email: str = "noor@example.org") -> OutboxMessage:
    register(event.id, email=email, sending=email, now=clock.now(), name=name, language=language)
    db.session.commit()
    return db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()


def test_every_mail_about_a_registration_can_be_worded() -> None:
    folder = Path(__file__).parents[2] / "templates" / "mails"
    about = {path.stem for path in folder.glob("*.txt") if "about_event.txt" in path.read_text()}
    assert about == set(KINDS)
    assert {name for kind in KINDS for name in placeholders_of(kind)} == set(MEANINGS)


def test_a_mail_says_what_the_organisers_wrote_with_the_facts_and_the_link_below(
    app: Flask, network: Network, owner: Account
) -> None:
    event = make_event(network, title="STEK-dag")
    say(network, event, owner, **HERE)
    sent = come(event)
    assert sent.subject == "Tot dan, Noor: STEK-dag"
    assert f"Breng koek mee voor {network.name}." in sent.text
    assert "<em>koek</em>" in sent.html
    assert "/me/" in sent.text
    assert "Fijn dat" not in sent.text


def test_the_words_of_an_event_go_before_those_of_its_network(app: Flask, network: Network, owner: Account) -> None:
    event, other = make_event(network), make_event(network)
    say(network, None, owner, subject={"nl": "Van het netwerk"}, message={"nl": "Ook van het netwerk."})
    say(network, event, owner, subject={"nl": "Van het event"})
    assert (come(event).subject, come(other).subject) == ("Van het event", "Van het netwerk")
    assert "Ook van het netwerk." in come(event, email="b@example.org").text


def test_who_reads_another_language_gets_our_words_in_it(app: Flask, network: Network, owner: Account) -> None:
    event = make_event(network, title="STEK-dag")
    say(network, event, owner, **HERE)
    sent = come(event, language="fi")
    assert "koek" not in sent.text
    assert sent.language == "fi"


@pytest.mark.parametrize("name", ["[klik](http://evil.example)", "<b>Noor</b>", "{my_page}", "*Noor*"])
def test_what_somebody_typed_as_a_name_is_only_text(app: Flask, network: Network, owner: Account, name: str) -> None:
    event = make_event(network)
    say(network, event, owner, message={"nl": "Dag {name}!"})
    sent = come(event, name=name)
    shown = mails.greeted_name(name)
    assert f"Dag {shown}!" in sent.text
    assert "<b>Noor" not in sent.html
    assert "evil.example" not in sent.html


def test_nothing_but_the_listed_words_is_put_in(app: Flask, network: Network, owner: Account) -> None:
    event = make_event(network)
    say(network, event, owner, message={"nl": "{{7*7}} {0.class} %(x)s {{ config }} {name}"})
    assert "{{7*7}} {0.class} %(x)s {{ config }} Noor" in come(event).text


def test_an_offer_without_its_link_does_not_leave(app: Flask, network: Network) -> None:
    event = make_event(network)
    offered = come_back(make_registration(event, state="offered", offered_until=clock.now() + timedelta(days=1)))
    mails.offered(offered, now=clock.now())
    offered.offered_until = None
    with pytest.raises(LinkMissing):
        mails.offered(offered, now=clock.now())


def test_the_link_to_answer_stays_below_own_words(app: Flask, network: Network, owner: Account) -> None:
    event = make_event(network)
    say(network, event, owner, kind="place_offered", message={"nl": "Tot {until} is er plaats."})
    offered = come_back(make_registration(event, state="offered", offered_until=clock.now() + timedelta(days=1)))
    mails.offered(offered, now=clock.now())
    sent = db.session.scalars(select(OutboxMessage)).one()
    assert "is er plaats." in sent.text
    assert f"/places/{offered.key}/answer" in sent.text
    assert f"/places/{offered.key}/answer" in sent.html


def test_organiser_words_a_mail_sees_it_and_gets_it(
    app: Flask, client: FlaskClient, network: Network, owner: Account, event: Event
) -> None:
    sign_in(client, owner)
    address = f"/manage/events/{event.slug}/wording/{CONFIRMED}"
    words = {"subject_nl": "Welkom bij {event}", "message_nl": "Tot gauw, {name}."}
    seen = post(client, address, {**words, "see": "1"})
    assert seen.status_code == 200
    assert f"Tot gauw, {owner.name}." in seen.text
    assert db.session.scalars(select(MailWording)).all() == []
    assert post(client, address, {**words, "try": "1"}).status_code == 303
    sent = db.session.scalars(select(OutboxMessage)).one()
    assert (sent.to_address, sent.registration_id, sent.subject.startswith("Welkom bij ")) == (
        owner.email,
        None,
        True,
    )
    assert db.session.scalars(select(Registration)).all() == []
    assert post(client, address, {"subject_nl": "", "message_nl": ""}).status_code == 303
    assert db.session.scalars(select(MailWording)).all() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"message_nl": "Dag {whoever}"}, "{whoever} stands for nothing here."),
        ({"subject_nl": "Naar {my_page}"}, "{my_page} stands for nothing here."),
        ({"message_nl": "Klik [hier]({my_page})"}, "Put the address itself into the text"),
        ({"message_nl": "x" * 5001}, "5000"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_the_field_and_stays(
    client: FlaskClient, owner: Account, event: Event, words: dict[str, str], said: str
) -> None:
    sign_in(client, owner)
    refused = post(client, f"/manage/events/{event.slug}/wording/{CONFIRMED}?lang=en", words)
    assert refused.status_code == 422
    assert said in refused.text
    assert next(iter(words.values())) in refused.text


def test_trial_mails_are_counted(app: Flask, client: FlaskClient, owner: Account, event: Event) -> None:
    for number in range(20):
        values = {"message_id": f"<{number}@x>", "kind": "trial", "to_address": owner.email, "language": "nl"}
        save(OutboxMessage(**values, subject="", text="", html="", due_at=clock.now(), created_at=clock.now()))
    sign_in(client, owner)
    post(client, f"/manage/events/{event.slug}/wording/{CONFIRMED}", {"message_nl": "Dag", "try": "1"})
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 20
    assert db.session.scalars(select(MailWording.message)).one() == {"nl": "Dag"}


def test_kind_that_is_none_is_missing(app: Flask, client: FlaskClient, owner: Account, event: Event) -> None:
    sign_in(client, owner)
    assert client.get(f"/manage/events/{event.slug}/wording/my_link").status_code == 404
