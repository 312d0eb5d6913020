"""The page on which organisers make questions."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.questions.models import Question, QuestionSet
from eventhub.questions.queries import questions_of
from tests.factories import make_event
from tests.pages.queries import counted_queries
from tests.questions.making import ask

PAGE = "/manage/events/kracht/questions"
CSRF = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
WHOLE = {"label-nl": "Hoe kom je?", "why-nl": "Voor de fietsen."}


def send(client: FlaskClient, path: str, **values: Any) -> Any:
    token = CSRF.search(client.get(f"{PAGE}/new?kind=line").text)
    assert token is not None
    headers = {"Accept-Language": "en", "Origin": "http://localhost"}
    return client.post(path, data={"csrf_token": token[1], **values}, headers=headers)


def new(client: FlaskClient, kind: str, **values: Any) -> Any:
    return send(client, f"{PAGE}/new", **{"kind": kind, "audience": "everyone", **WHOLE, **values})


def labels(event: Event) -> list[str]:
    db.session.rollback()
    return [one.label["nl"] for one in questions_of(event.id)]


def test_a_question_is_made_changed_and_removed(organiser: FlaskClient, event: Event) -> None:
    made = new(organiser, "choice", **{"n_0_label-nl": "Fiets", "n_0_places": "3", "n_2_label-nl": "Trein"})
    question = questions_of(event.id)[0]
    assert (made.status_code, made.headers["Location"]) == (303, f"{PAGE}#question-{question.id}")
    assert [(one.key, one.places) for one in question.options] == [("fiets", 3), ("trein", None)]
    db.session.rollback()
    changed = {**WHOLE, "label-nl": "Waarmee?", "o_fiets_label-nl": "Met de fiets", "o_trein_removed": "y"}
    assert send(organiser, f"{PAGE}/{question.id}", kind="choice", audience="everyone", **changed).status_code == 303
    db.session.rollback()
    question = questions_of(event.id)[0]
    assert (question.label, question.key) == ({"nl": "Waarmee?"}, "hoe_kom_je")
    assert [(one.key, one.label["nl"]) for one in question.options] == [("fiets", "Met de fiets")]
    assert send(organiser, f"{PAGE}/{question.id}/remove").status_code == 303
    assert labels(event) == []


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("line", {"label-nl": ""}, "Write the question"),
        ("line", {"why-nl": ""}, "Say why you ask this"),
        ("line", {"label-nl": "Je INSZ-nummer"}, "Do not ask for national identity numbers"),
        ("line", {"help-nl": "Het nummer van je rijksregister: rijksregisternummer"}, "Do not ask for national"),
        ("line", {"kept_days": "400"}, "Choose a number from 0 to 90"),
        ("choice", {}, "Write at least one option"),
    ],
)
def test_what_is_not_right_comes_back_with_everything_typed(
    organiser: FlaskClient, event: Event, kind: str, values: dict[str, str], words: str
) -> None:
    answer = new(organiser, kind, **values)
    typed = [text for text in {**WHOLE, **values}.values() if text]
    assert (answer.status_code, words in answer.text) == (422, True)
    assert [text for text in typed if text not in answer.text] == []
    assert labels(event) == []


def test_more_options_are_a_press_away_and_nothing_is_lost(organiser: FlaskClient, event: Event) -> None:
    answer = new(organiser, "choices", more="1", rows="4", **{"n_3_label-nl": "Vierde"})
    assert (answer.status_code, 'value="Vierde"' in answer.text, "n_7_label-nl" in answer.text) == (200, True, True)
    assert labels(event) == []


def test_special_answers_go_two_weeks_after_the_event_unless_said_otherwise(
    organiser: FlaskClient, event: Event
) -> None:
    new(organiser, "text", is_special="y")
    new(organiser, "text", is_special="y", kept_days="3")
    new(organiser, "text")
    assert [one.kept_days for one in questions_of(event.id)] == [14, 3, 90]


def test_a_question_depends_on_answers_to_one_earlier_question(organiser: FlaskClient, event: Event) -> None:
    first, second = ask(event, "Eet je mee?", "yes_no"), ask(event, "Blijf je slapen?", "yes_no")
    keys, first_id = (first.key, second.key), first.id
    two = new(organiser, "line", shown_if=[f"{keys[0]}=yes", f"{keys[1]}=no"])
    assert (two.status_code, "Choose answers to one question only" in two.text) == (422, True)
    assert new(organiser, "line", shown_if=[f"{keys[0]}=yes"]).status_code == 303
    third = questions_of(event.id)[2]
    assert (third.shown_if_id, third.shown_if_values) == (first_id, ["yes"])


def test_buttons_move_copy_withdraw_and_ask_again(organiser: FlaskClient, event: Event) -> None:
    first, second = ask(event, "Een").id, ask(event, "Twee").id
    send(organiser, f"{PAGE}/{second}/up")
    assert labels(event) == ["Twee", "Een"]
    send(organiser, f"{PAGE}/{second}/copy")
    assert labels(event) == ["Twee", "Twee", "Een"]
    db.session.get_one(Question, first).answered_version = 1
    db.session.commit()
    send(organiser, f"{PAGE}/{first}/remove")
    db.session.expire_all()
    assert db.session.get_one(Question, first).is_withdrawn
    db.session.rollback()
    send(organiser, f"{PAGE}/{first}/again")
    db.session.expire_all()
    assert not db.session.get_one(Question, first).is_withdrawn


def test_questions_are_kept_and_taken_on_the_page(organiser: FlaskClient, event: Event) -> None:
    ask(event, "Hoe kom je?")
    other = make_event(event.network, slug="volgende")
    assert send(organiser, f"{PAGE}/keep", name="Netwerkdag").status_code == 303
    kept = db.session.scalars(select(QuestionSet.id)).one()
    elsewhere = "/manage/events/volgende/questions"
    db.session.rollback()
    assert send(organiser, f"{elsewhere}/take", source=f"kept-{kept}").status_code == 303
    assert send(organiser, f"{elsewhere}/take", source=f"event-{event.id}").status_code == 303
    assert send(organiser, f"{elsewhere}/take", source="kept-999").status_code == 422
    db.session.rollback()
    assert [one.key for one in questions_of(other.id)] == ["hoe_kom_je", "hoe_kom_je_2"]
    assert send(organiser, f"{elsewhere}/kept/{kept}/forget").status_code == 303
    assert db.session.scalars(select(QuestionSet.id)).all() == []


def test_the_page_asks_the_database_the_same_however_many_questions_there_are(
    organiser: FlaskClient, event: Event
) -> None:
    ask(event, "Een", "choice", {"A": 1})
    with counted_queries() as with_one:
        organiser.get(PAGE)
    for label in ("Twee", "Drie"):
        ask(event, label, "choice", {"A": 1, "B": 2})
    with counted_queries() as with_three:
        organiser.get(PAGE)
    assert len(with_one) == len(with_three)


def test_the_preview_speaks_a_language_of_the_network(organiser: FlaskClient, event: Event) -> None:
    ask(event, "Hoe kom je?")
    page = organiser.get(f"{PAGE}/preview?language=xx").text
    assert ("Hoe kom je?" in page, 'name="q_hoe_kom_je"' in page) == (True, True)


def test_a_question_says_whether_its_answer_stays_and_whose_it_is_and_copies_say_so_too(
    organiser: FlaskClient, event: Event
) -> None:
    new(organiser, "line", is_fixed="y", is_personal="y")
    new(organiser, "line")
    made = questions_of(event.id)
    assert [(one.is_fixed, one.is_personal) for one in made] == [(True, True), (False, False)]
    page = organiser.get(f"{PAGE}/{made[0].id}").text
    assert ('checked id="is_fixed"' in page, 'checked id="is_personal"' in page) == (True, True)
    send(organiser, f"{PAGE}/{made[0].id}/copy")
    db.session.rollback()
    assert [one.is_fixed for one in questions_of(event.id)] == [True, True, False]
