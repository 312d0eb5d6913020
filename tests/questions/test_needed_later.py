"""Answers that are needed from a day on."""

from datetime import date, datetime, time, timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.networks.models import ORGANISER, VIEWER
from eventhub.questions.models import Question
from eventhub.questions.queries import questions_of
from eventhub.questions.sets import keep_questions, take_questions
from eventhub.registrations.models import Registration
from tests.factories import make_account, make_event, make_member, sign_in
from tests.questions.making import ask
from tests.questions.test_answering import register
from tests.registrations.test_own_page import own_path
from tests.registrations.test_register_page import ENGLISH


def in_days(event: Event, days: int) -> date:
    return (clock.now().astimezone(event.tz) + timedelta(days=days)).date()


def test_an_answer_may_be_left_out_until_its_day_and_not_from_that_day_on(client: FlaskClient, event: Event) -> None:
    ask(event, "Samenvatting", is_required=True, required_from=in_days(event, 2))
    page = client.get(f"/events/{event.slug}/register", headers=ENGLISH).text
    assert "until then you may leave it empty." in page
    assert register(client, event, 1).status_code == 303
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert register(client, event, 2).status_code == 422
        assert register(client, event, 3, q_samenvatting="Kort").status_code == 303


def test_the_day_begins_at_midnight_where_the_event_is(client: FlaskClient, event: Event) -> None:
    day = in_days(event, 2)
    ask(event, "Samenvatting", is_required=True, required_from=day)
    midnight = datetime.combine(day, time(), event.tz)
    with time_machine.travel(midnight - timedelta(minutes=1), tick=False):
        assert register(client, event, 1).status_code == 303
    with time_machine.travel(midnight, tick=False):
        assert register(client, event, 2).status_code == 422


def test_who_registered_without_it_reads_that_it_is_still_needed(client: FlaskClient, event: Event) -> None:
    speaks = ask(event, "Spreek je?", "yes_no")
    ask(event, "Samenvatting", is_required=True, required_from=in_days(event, 2))
    ask(
        event,
        "Titel",
        is_required=True,
        required_from=in_days(event, 2),
        shown_if_id=speaks.id,
        shown_if_values=["yes"],
    )
    register(client, event, q_spreek_je="no")
    mine = own_path(db.session.scalars(select(Registration)).one())
    page = client.get(mine, headers=ENGLISH).text
    assert ("Still needed from you:" in page, "Samenvatting" in page, "Titel" in page) == (True, True, False)


def test_nothing_is_owed_once_everything_is_answered(client: FlaskClient, event: Event) -> None:
    ask(event, "Samenvatting", is_required=True)
    register(client, event, q_samenvatting="Kort")
    page = client.get(own_path(db.session.scalars(select(Registration)).one()), headers=ENGLISH).text
    assert "Still needed from you:" not in page


def test_the_day_moves_with_a_copied_event_and_is_left_out_of_what_a_network_keeps(event: Event) -> None:
    actor = make_account().id
    ask(event, "Samenvatting", is_required=True, required_from=in_days(event, 2))
    later = make_event(event.network, slug="later", starts_at=event.starts_at + timedelta(days=30))
    take_questions(later, questions_of(event.id), now=clock.now(), actor_id=actor)
    keep_questions(event, "Dag", now=clock.now(), actor_id=actor)
    db.session.commit()
    kept = db.session.scalars(select(Question).where(Question.set_id.is_not(None))).one()
    assert [(one.is_required, one.required_from) for one in questions_of(later.id)] == [(True, in_days(event, 32))]
    assert (kept.is_required, kept.required_from) == (True, None)


def test_organisers_find_who_still_owes_an_answer(client: FlaskClient, event: Event) -> None:
    speaks = ask(event, "Spreek je?", "yes_no")
    ask(
        event,
        "Titel",
        is_required=True,
        required_from=in_days(event, 2),
        shown_if_id=speaks.id,
        shown_if_values=["yes"],
    )
    for number, answers in enumerate(
        [{"q_spreek_je": "yes"}, {"q_spreek_je": "no"}, {"q_spreek_je": "yes", "q_titel": "T"}]
    ):
        register(client, event, number, **answers)
    sign_in(client, make_member(event.network, ORGANISER))
    page = client.get(f"/manage/events/{event.slug}/attendees?owes=1", headers=ENGLISH).text
    assert [f"Noor {number}" in page for number in range(3)] == [True, False, False]
    page = client.get(f"/manage/events/{event.slug}/attendees?owes=1&q=nobody", headers=ENGLISH).text
    assert "Nobody here owes an answer." in page


def test_a_special_answer_that_is_owed_is_known_to_who_may_see_it(client: FlaskClient, event: Event) -> None:
    register(client, event)
    ask(event, "Dieet", is_required=True, is_special=True)
    found = []
    for role in (VIEWER, ORGANISER):
        sign_in(client, make_member(event.network, role))
        found.append("Noor 1" in client.get(f"/manage/events/{event.slug}/attendees?owes=1").text)
    assert found == [False, True]
