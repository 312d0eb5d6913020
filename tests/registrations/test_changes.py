"""What people change about their registration, until when, and what it does to places."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.questions.models import Question, QuestionOption
from eventhub.registrations.answer_models import Answer
from eventhub.registrations.changes import OnBehalf, Wishes, change_registration
from eventhub.registrations.models import Registration
from eventhub.registrations.refusals import RegistrationRefused, WayNotPossible
from tests.factories import make_account, make_event, make_registration, save
from tests.registrations.test_own_page import mail_kinds, own_path, said, send
from tests.registrations.test_register_page import ENGLISH

TOLD = {"name": "Noor Peeters", "organisation": "", "remark": "", "language": "nl"}


def make_question(event_id: int, key: str, *places: int | None, **values: Any) -> Question:
    """A question with options a, b, c that have so many places; without any it is a short answer."""
    options = [
        QuestionOption(key="abc"[number], label={"nl": "abc"[number]}, places=count, position=number)
        for number, count in enumerate(places)
    ]
    kind = values.pop("kind", "choice" if options else "line")
    return save(Question(event_id=event_id, key=key, kind=kind, label={"nl": key}, options=options, **values))


def answer(registration: Registration, question: Question, option: str = "", text: str = "") -> None:
    query = select(QuestionOption.id).where(QuestionOption.question_id == question.id, QuestionOption.key == option)
    chosen = db.session.scalar(query)
    question.answered_version = 1
    row = Answer(
        registration_id=registration.id, question_id=question.id, version=1, option_id=chosen, text=text,
        language="nl", answered_at=clock.now(),
    )  # fmt: skip
    save(row)


def page_of(registration: Registration) -> str:
    return f"{own_path(registration)}/places/{registration.key}"


def asked(client: FlaskClient, path: str) -> str:
    """The stamp of the questions on a page."""
    text = client.get(path, headers=ENGLISH).text
    return text.split('name="asked" type="hidden" value="')[1].split('"')[0]


def change(registration: Registration, **told: str) -> bool:
    with transaction():
        return change_registration(registration, Wishes(told), now=clock.now())


def page_says(client: FlaskClient, path: str) -> str:
    """The answer that the page shows without a field."""
    found = re.search(r'fixed-answer"><strong>\w+</strong> (\w+)<br>', client.get(path, headers=ENGLISH).text)
    return found[1] if found else ""


def state_of(registration: Registration) -> tuple[str, str]:
    db.session.refresh(registration, ["state", "attendance"])
    return registration.state, registration.attendance


def test_after_the_day_the_page_says_so_and_whom_to_ask_and_the_place_can_still_be_given_back(
    client: FlaskClient,
) -> None:
    event = make_event(changes_until_at=clock.now() - timedelta(hours=1), contact_email="info@example.org")
    row = make_registration(event)
    page = client.get(page_of(row), headers=ENGLISH).text
    for words in ("You could change your details until", "info@example.org", "Give my place back"):
        assert words in page
    assert '<input class="form-control" name="name"' not in page
    assert 'name="name"' not in page
    cancel = f"{page_of(row)}/cancel"
    answered = send(client, cancel)
    assert (answered.status_code, state_of(row)[0]) == (303, "cancelled")


def test_nothing_is_changed_after_the_day_nor_after_the_start_where_none_is_set(app: Flask) -> None:
    late = make_registration(make_event(changes_until_at=clock.now()))
    begun = make_registration(make_event(starts_at=clock.now() - timedelta(minutes=5)))
    for row in (late, begun):
        with pytest.raises(RegistrationRefused):
            change(row, name="Noor Maes")
    assert [row.name for row in (late, begun)] == ["Noor Peeters"] * 2


def test_an_organiser_changes_everything_always_and_the_log_keeps_why(app: Flask) -> None:
    row, actor = make_registration(make_event(changes_until_at=clock.now())), make_account()
    by = OnBehalf(actor, "typed wrongly", tell=False)
    with transaction():
        change_registration(row, Wishes({"name": "Noor Maes"}), now=clock.now(), by=by)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.changed")).one()
    assert (row.name, entry.user_id, entry.details["remark"], mail_kinds()) == (
        "Noor Maes", actor.id, "typed wrongly", [],
    )  # fmt: skip


def test_another_way_of_taking_part_takes_its_place_and_frees_the_old_one_for_who_waits(app: Flask) -> None:
    event = make_event(attendance="both", capacity=1, online_capacity=1, waiting_list="automatic")
    row = make_registration(event, attendance="on_site")
    waits = make_registration(event, attendance="on_site", state="waiting", queue_number=1)
    assert change(row, attendance="online")
    assert (state_of(row), state_of(waits)) == (("confirmed", "online"), ("confirmed", "on_site"))
    assert mail_kinds() == ["registration_changed", "registration_promoted"]


def test_a_way_that_is_full_is_refused_beside_the_field_and_nothing_is_lost(client: FlaskClient) -> None:
    event = make_event(attendance="both", capacity=5, online_capacity=1, waiting_list="automatic")
    make_registration(event, attendance="online")
    row = make_registration(event, attendance="on_site")
    answered = send(client, page_of(row), **{**TOLD, "name": "Noor Maes", "attendance": "online"})
    assert answered.status_code == 422
    assert "There is no place left in this way" in answered.text
    assert 'value="Noor Maes"' in answered.text
    db.session.refresh(row)
    assert (row.name, row.attendance) == ("Noor Peeters", "on_site")


def test_who_waits_for_the_other_way_comes_first(app: Flask) -> None:
    event = make_event(attendance="both", capacity=5, online_capacity=1, waiting_list="automatic")
    make_registration(event, attendance="online", state="waiting", queue_number=1)
    with pytest.raises(WayNotPossible):
        change(make_registration(event, attendance="on_site"), attendance="online")


def test_another_option_is_taken_and_the_old_one_goes_to_who_waits_for_it(client: FlaskClient) -> None:
    event = make_event(capacity=5, waiting_list="automatic")
    question = make_question(event.id, "groep", 1, 1)
    row, waits = make_registration(event), make_registration(event, state="waiting", queue_number=1)
    answer(row, question, "a")
    answer(waits, question, "a")
    path = page_of(row)
    answered = send(client, path, **TOLD, asked=asked(client, path), q_groep="b")
    assert (answered.status_code, said(client, answered)) == (303, "Your details are saved.")
    assert state_of(waits)[0] == "confirmed"
    assert mail_kinds() == ["registration_changed", "registration_promoted"]


def test_a_fixed_answer_is_only_shown_and_stays_whatever_is_sent(client: FlaskClient) -> None:
    event = make_event()
    question = make_question(event.id, "groep", None, None, is_fixed=True)
    after = make_question(event.id, "waarom", shown_if_id=question.id, shown_if_values=["a"], position=1)
    row = make_registration(event)
    answer(row, question, "a")
    path = page_of(row)
    page = client.get(path, headers=ENGLISH).text
    assert ("This answer stays as you gave it." in page, 'type="radio"' in page) == (True, False)
    answered = send(client, path, **TOLD, asked=asked(client, path), q_groep="b", q_waarom="Daarom")
    kept = {one.question_id: one.text for one in db.session.scalars(select(Answer))}
    assert (answered.status_code, kept) == (303, {question.id: "", after.id: "Daarom"})
    assert page_says(client, path) == "a"


def test_who_has_not_answered_a_fixed_question_yet_can(client: FlaskClient) -> None:
    event = make_event()
    make_question(event.id, "groep", None, None, is_fixed=True)
    row = make_registration(event)
    path = page_of(row)
    assert send(client, path, **TOLD, asked=asked(client, path), q_groep="b").status_code == 303
    assert len(db.session.scalars(select(Answer)).all()) == 1


@pytest.mark.parametrize("told", [{"attendance": "online"}, {"name": "Noor Maes"}])
def test_only_answers_and_the_way_are_looked_at_once_more(app: Flask, told: dict[str, str]) -> None:
    event = make_event(attendance="both", needs_approval=True, approves_changes=True, capacity=1)
    row = make_registration(event, attendance="on_site")
    assert change(row, **told)
    looked_at = "attendance" in told
    acts = db.session.scalars(select(AuditEntry.action)).all()
    assert (row.state, mail_kinds(), acts) == (
        ("pending", ["registration_reopened"], ["registration.reopened"]) if looked_at
        else ("confirmed", ["registration_changed"], ["registration.changed"])
    )  # fmt: skip
