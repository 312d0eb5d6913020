"""Changing a question never changes an answer that was given."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.questions.models import Question, QuestionOption, QuestionWording
from eventhub.questions.queries import questions_of
from eventhub.questions.service import (
    AsksForNationalNumber,
    Content,
    OptionContent,
    OthersDepend,
    change_question,
    content_of,
    copy_question,
    move_question,
    remove_question,
)
from eventhub.questions.sets import keep_questions, take_questions
from eventhub.registrations.answer_reading import reader_for, said_by
from eventhub.registrations.models import Registration
from tests.factories import make_event
from tests.questions.making import ask
from tests.questions.test_answering import register

ACTOR = 1


def content(event: Event, question: Question) -> Content:
    """What it says now."""
    return content_of(next(one for one in questions_of(event.id) if one.id == question.id))


def change(event: Event, question: Question, **values: object) -> Question:
    wanted = replace(content(event, question), **values)  # type: ignore[arg-type]
    changed = change_question(event, question.id, wanted, now=clock.now(), actor_id=ACTOR)
    db.session.commit()
    return changed


def wordings() -> int:
    return db.session.scalar(select(func.count()).select_from(QuestionWording)) or 0


def said(event: Event, name: str) -> list[tuple[str, str]]:
    registration = db.session.scalars(select(Registration).where(Registration.name == name)).one()
    questions = questions_of(event.id)
    found = said_by(registration, questions, reader_for(questions, ["nl"]))
    return [(one.label, one.text) for one in found]


def test_an_answer_keeps_the_words_it_was_given_to(client: FlaskClient, event: Event) -> None:
    question = ask(event, "Eet je mee?", "choice", {"Ja": None, "Nee": None})
    change(event, question, label={"nl": "Eet je 's middags mee?"})
    assert wordings() == 0  # nobody had answered yet
    register(client, event, 1, q_eet_je_mee="ja")
    options = tuple(replace(one, label={"nl": f"{one.label['nl']} hoor"}) for one in content(event, question).options)
    change(event, question, label={"nl": "Eet je 's avonds mee?"}, options=options)
    register(client, event, 2, q_eet_je_mee="nee")
    assert wordings() == 1
    assert said(event, "Noor 1") == [("Eet je 's middags mee?", "Ja")]
    assert said(event, "Noor 2") == [("Eet je 's avonds mee?", "Nee hoor")]


def test_what_people_do_not_read_makes_no_version(client: FlaskClient, event: Event) -> None:
    question = ask(event, "Welke?", "choice", {"A": 2})
    register(client, event, 1, q_welke="a")
    options = (*content(event, question).options, OptionContent({"nl": "B"}))
    change(event, question, kept_days=10, is_required=True, options=options)
    assert (wordings(), question.version) == (0, 1)


def test_what_was_chosen_is_withdrawn_instead_of_deleted(client: FlaskClient, event: Event) -> None:
    question = ask(event, "Welke?", "choice", {"A": None, "B": None})
    register(client, event, 1, q_welke="a")
    gone = tuple(replace(one, is_removed=True) for one in content(event, question).options)
    change(event, question, options=(*gone, OptionContent({"nl": "C"})))
    left = db.session.execute(select(QuestionOption.key, QuestionOption.is_withdrawn).order_by(QuestionOption.id))
    assert [tuple(row) for row in left] == [("a", True), ("c", False)]
    assert not remove_question(event, question.id, now=clock.now(), actor_id=ACTOR)
    db.session.commit()
    assert said(event, "Noor 1") == [("Welke?", "A")]


def test_an_answered_question_stays_ordinary_or_special(client: FlaskClient, event: Event) -> None:
    question = ask(event, "Vraag")
    register(client, event, 1, q_vraag="x")
    assert change(event, question, is_special=True).is_special is False


def test_order_copies_and_dependence(event: Event) -> None:
    first = ask(event, "Eet je mee?", "yes_no")
    second = ask(event, "Wat?", shown_if_id=first.id, shown_if_values=["yes"])
    third = ask(event, "Anders")
    for question, step in ((second, -1), (first, 1)):
        with pytest.raises(OthersDepend):
            move_question(event, question.id, step, now=clock.now(), actor_id=ACTOR)
    with pytest.raises(OthersDepend):
        remove_question(event, first.id, now=clock.now(), actor_id=ACTOR)
    move_question(event, third.id, -1, now=clock.now(), actor_id=ACTOR)
    copy_question(event, third.id, now=clock.now(), actor_id=ACTOR)
    db.session.commit()
    assert [one.key for one in questions_of(event.id)] == ["eet_je_mee", "anders", "anders_2", "wat"]


@pytest.mark.parametrize("label", ["Rijksregisternummer?", "Je CPR-nummer", "Henkilötunnus", "Personnummer", "N° NISS"])
def test_nobody_asks_for_a_national_number(event: Event, label: str) -> None:
    with pytest.raises(AsksForNationalNumber):
        ask(event, label)


def test_questions_are_kept_for_the_network_and_taken_over_with_their_keys(event: Event) -> None:
    first = ask(event, "Eet je mee?", "yes_no")
    ask(event, "Wat?", "choices", {"Vis": 3, "Vlees": None}, shown_if_id=first.id, shown_if_values=["yes"])
    kept = keep_questions(event, "Netwerkdag", now=clock.now(), actor_id=ACTOR)
    again = keep_questions(event, "Netwerkdag", now=clock.now(), actor_id=ACTOR)
    other = make_event(event.network)
    sources = list(db.session.scalars(select(Question).where(Question.set_id == kept.id).order_by(Question.position)))
    for one in sources:
        db.session.refresh(one, ["options"])
    taken = take_questions(other, sources, now=clock.now(), actor_id=ACTOR)
    db.session.commit()
    found = questions_of(other.id)
    assert (kept is again, taken, [one.key for one in found]) == (True, 2, ["eet_je_mee", "wat"])
    assert found[1].shown_if_id == found[0].id
    assert [(option.key, option.places) for option in found[1].options] == [("vis", 3), ("vlees", None)]


def test_an_empty_label_keeps_an_options_words(event: Event) -> None:
    question = ask(event, "Welke?", "choice", {"A": None})
    key = content(event, question).options[0].key
    change(event, question, options=(OptionContent({}, 5, key), OptionContent({})))
    assert [(one.label, one.places) for one in questions_of(event.id)[0].options] == [({"nl": "A"}, 5)]
