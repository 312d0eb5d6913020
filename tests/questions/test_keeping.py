"""How long answers are kept, who sees them, and that special ones go nowhere by themselves."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.events.models import POSTPONED, Event
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import ORGANISER, VIEWER, Network
from eventhub.questions.models import KEPT_DAYS
from eventhub.questions.queries import questions_of, stamp_of
from eventhub.registrations.answer_models import Answer, SpecialAnswer
from eventhub.registrations.consent import RETENTION
from eventhub.registrations.models import Registration
from eventhub.registrations.retention import forget_past_people
from tests.attendees.test_export import FILE, rows_of
from tests.factories import make_member, sign_in
from tests.questions.making import ask
from tests.questions.test_answering import register
from tests.registrations.test_own_page import own_path
from tests.registrations.test_register_page import form_token

CANARY = "kanarienoten"
ENGLISH = {"Accept-Language": "en"}


def counts() -> tuple[int, int]:
    return tuple(db.session.scalar(select(func.count()).select_from(one)) or 0 for one in (Answer, SpecialAnswer))  # type: ignore[return-value]


@pytest.fixture
def answered(client: FlaskClient, event: Event) -> Event:
    """An event with an ordinary question and two special ones, all answered by one person."""
    ask(event, "Hoe kom je?")
    ask(event, "Dieet", "choices", {"Geen noten": None, "Geen vis": None}, is_special=True, kept_days=14)
    ask(event, "Allergie", "text", is_special=True, kept_days=14)
    answer = register(client, event, q_hoe_kom_je="Met de trein", q_dieet=["geen_noten"], q_allergie=CANARY)
    assert answer.status_code == 303
    return event


def after(event: Event, days: float) -> Any:
    assert event.ends_at is not None
    return time_machine.travel(event.ends_at + timedelta(days=days), tick=False)


def test_answers_go_when_their_days_are_over_and_what_is_kept_longer_stays(answered: Event) -> None:
    with after(answered, 13):
        forget_past_people()
        assert counts() == (1, 2)
    with after(answered, 14.01):
        forget_past_people()
        assert counts() == (1, 0)
    db.session.rollback()
    with after(answered, 91):
        forget_past_people()
        assert counts() == (0, 0)
    assert db.session.scalars(select(Registration)).one().forgotten_at is not None


def test_a_postponed_event_keeps_its_answers(answered: Event) -> None:
    answered.state = POSTPONED
    db.session.commit()
    with after(answered, 100):
        forget_past_people()
    assert counts() == (1, 2)


def test_no_question_is_kept_longer_than_the_person() -> None:
    assert timedelta(days=KEPT_DAYS) == RETENTION


def test_special_answers_are_in_no_mail_and_no_usual_export(
    app: Flask, client: FlaskClient, answered: Event, network: Network
) -> None:
    mails = list(db.session.scalars(select(OutboxMessage)))
    assert mails
    assert [one for one in mails if CANARY in f"{one.text}{one.html}" or "noten" in f"{one.text}{one.html}"] == []
    sign_in(client, make_member(network, ORGANISER))
    rows = rows_of(client.get(FILE, headers=ENGLISH))
    assert (rows[0][-1], rows[1][-1]) == ("hoe_kom_je", "Met de trein")
    assert CANARY not in str(rows)
    query = "?format=csv&state=all&columns=name&columns=q_dieet&columns=q_allergie"
    assert rows_of(client.get(FILE + query, headers=ENGLISH)) == [
        ["Name", "dieet", "allergie"], ["Noor 1", "Geen noten", CANARY],
    ]  # fmt: skip
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.details["columns"] == ["name", "q_dieet", "q_allergie"]


def test_who_may_not_see_special_answers_meets_them_nowhere(
    client: FlaskClient, answered: Event, network: Network
) -> None:
    sign_in(client, make_member(network, VIEWER))
    registration = db.session.scalars(select(Registration)).one()
    base = f"/manage/events/{answered.slug}/attendees"
    page = client.get(f"{base}/{registration.id}/answers", headers=ENGLISH)
    assert (page.status_code, "Met de trein" in page.text, CANARY in page.text) == (200, True, False)
    assert "Geen noten" not in client.get(f"{base}/totals").text
    assert client.get(f"{base}/kitchen").status_code == 403


def test_the_kitchen_gets_numbers_without_names(client: FlaskClient, answered: Event, network: Network) -> None:
    sign_in(client, make_member(network, ORGANISER))
    page = client.get(f"/manage/events/{answered.slug}/attendees/kitchen", headers=ENGLISH).text
    assert ("Geen noten" in page, CANARY in page, "Noor" in page) == (True, True, False)
    acts = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("attendees.%"))))
    assert acts == ["attendees.special_viewed"]


def test_an_organiser_answers_for_somebody_and_it_is_written_down_without_the_answer(
    client: FlaskClient, answered: Event, network: Network
) -> None:
    sign_in(client, make_member(network, ORGANISER))
    registration = db.session.scalars(select(Registration)).one()
    path = f"/manage/events/{answered.slug}/attendees/{registration.id}/answers"
    html = client.get(path, headers=ENGLISH).text
    stamp = html.split('name="asked"')[1].split('value="')[1].split('"')[0]
    token = html.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"csrf_token": token, "asked": stamp, "q_hoe_kom_je": "Te voet", "q_dieet": ["geen_vis"], "q_allergie": ""}
    assert client.post(path, data=data, headers={"Origin": "http://localhost"}).status_code == 303
    assert counts() == (1, 1)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "attendees.answers_changed")).one()
    assert sorted(entry.details["questions"]) == ["allergie", "dieet", "hoe_kom_je"]
    assert "voet" not in str(entry.details)


def test_taking_an_agreement_back_is_written_down(client: FlaskClient, event: Event) -> None:
    ask(event, "Foto's", "consent")
    ask(event, "Nog iets?")
    register(client, event, q_fotos="y")
    kept = db.session.scalars(select(Answer)).one()
    given_at = kept.answered_at
    assert (kept.text, kept.version, kept.language) == ("yes", 1, "en")
    mine = db.session.scalars(select(Registration)).one()
    path = f"{own_path(mine)}/places/{mine.key}"
    data = {"name": "Noor 1", "language": "nl", "asked": stamp_of(questions_of(event.id)), "q_nog_iets": "Later"}

    def change(**values: str) -> dict[str, str]:
        sent = client.post(path, data={"form_token": form_token(client, path), **data, **values})
        assert sent.status_code == 303
        db.session.rollback()
        return {row.text: row.answered_at.isoformat() for row in db.session.scalars(select(Answer))}

    # Another edit leaves the agreement and its moment as they were.
    assert change(q_fotos="y")["yes"] == given_at.isoformat()
    assert set(change()) == {"no", "Later"}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "consent.withdrawn")).one()
    assert entry.details == {"question": "fotos"}


def test_an_export_tells_codes_in_words_also_when_its_request_has_ended(
    app: Flask, client: FlaskClient, event: Event, network: Network
) -> None:
    ask(event, "Mee eten?", "yes_no")
    ask(event, "Land", "country")
    register(client, event, q_mee_eten="yes", q_land="BE")
    sign_in(client, make_member(network, ORGANISER))
    answer = client.get(f"{FILE}?format=csv&state=all&columns=q_mee_eten&columns=q_land", headers=ENGLISH)
    assert rows_of(answer) == [["mee_eten", "land"], ["Yes", "Belgium"]]


def test_what_goes_once_the_event_is_over_stays_while_people_are_there(client: FlaskClient, event: Event) -> None:
    ask(event, "Telefoon", "phone", kept_days=0)
    register(client, event, q_telefoon="+32 470 12 34 56")
    for days, left in ((-0.02, (1, 0)), (0.01, (0, 0))):
        with after(event, days):
            forget_past_people()
            assert counts() == left
        db.session.rollback()


def test_who_is_added_by_hand_is_asked_next(organiser: FlaskClient, event: Event) -> None:
    path = f"/manage/events/{event.slug}/attendees/add"
    token = organiser.get(path).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    ask(event, "Vraag")
    data = {"csrf_token": token, "name": "Noor", "email": "noor@example.org", "language": "nl"}
    answer = organiser.post(path, data=data, headers={"Origin": "http://localhost"})
    assert (answer.status_code, answer.headers["Location"].endswith("/answers")) == (303, True)
