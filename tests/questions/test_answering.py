"""Answering questions: what is asked of whom, what is refused, and what is kept."""

import html
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.questions.queries import questions_of, stamp_of
from eventhub.registrations.answer_models import Answer, SpecialAnswer
from eventhub.registrations.models import Registration
from tests.factories import make_event, make_registration
from tests.pages.queries import counted_queries
from tests.questions.making import ask
from tests.registrations.test_own_page import own_path
from tests.registrations.test_register_page import ENGLISH, form_token

MEAL = {"Vlees": None, "Geen vlees": None}


def register(client: FlaskClient, event: Event, number: int = 1, **answers: Any) -> Any:
    path = f"/events/{event.slug}/register"
    stamp = stamp_of(questions_of(event.id))
    data = {
        "form_token": form_token(client, path), "name": f"Noor {number}", "email": f"noor{number}@example.org",
        "consent": "y", "asked": stamp, **answers,
    }  # fmt: skip
    db.session.rollback()
    return client.post(path, data=data, headers=ENGLISH)


def kept(table: Any = Answer) -> list[tuple[str, int | None]]:
    return [(row.text, row.option_id) for row in db.session.scalars(select(table).order_by(table.id))]


def test_a_new_event_asks_for_a_name_and_an_address_and_nothing_else(client: FlaskClient, event: Event) -> None:
    page = client.get(f"/events/{event.slug}/register", headers=ENGLISH).text
    assert page.count("(required)") == 3  # the consent is the third
    assert 'name="q_' not in page
    assert register(client, event).status_code == 303


def test_answers_are_kept_with_the_place_and_special_ones_apart(client: FlaskClient, event: Event) -> None:
    ask(event, "Hoe kom je?", "choice", {"Trein": None, "Fiets": None})
    diet = ask(event, "Wat eet je niet?", "choices", {"Vis": None, "Noten": None}, is_special=True)
    ask(event, "Nog iets?", "text")
    keys = {option.key: option.id for one in questions_of(event.id) for option in one.options}
    answer = register(client, event, q_hoe_kom_je="fiets", q_wat_eet_je_niet=["vis", "noten"], q_nog_iets="Tot dan")
    assert answer.status_code == 303
    assert kept() == [("", keys["fiets"]), ("Tot dan", None)]
    assert sorted(kept(SpecialAnswer)) == [("", keys["vis"]), ("", keys["noten"])]
    assert db.session.get_one(type(diet), diet.id).answered_version == 1


def test_a_heading_alone_asks_nothing_and_stands_on_every_page(client: FlaskClient) -> None:
    event = make_event(group_size=3)
    ask(event, "Welkom", "heading")
    row = make_registration(event)
    for page in (f"/events/{event.slug}/register", f"/events/{event.slug}/register/group",
                 f"{own_path(row)}/places/{row.key}"):  # fmt: skip
        answer = client.get(page, headers=ENGLISH)
        assert (answer.status_code, "Welkom" in answer.text, 'name="asked"' in answer.text) == (200, True, False)


@pytest.mark.parametrize("asks", [True, False])
def test_who_agrees_is_told_what_becomes_of_answers_and_just_that_is_kept(
    client: FlaskClient, event: Event, asks: bool
) -> None:
    ask(event, "Welkom", "heading")
    if asks:
        ask(event, "Nog iets?", "text")
    shown = client.get(f"/events/{event.slug}/register", headers=ENGLISH).text
    assert register(client, event).status_code == 303
    agreed = db.session.scalars(select(Registration.consent_text)).one()
    assert (agreed in html.unescape(shown), "My answers go then too" in agreed) == (True, asks)


def test_answers_of_hidden_questions_are_neither_required_nor_kept(client: FlaskClient, event: Event) -> None:
    meal = ask(event, "Eet je mee?", "yes_no", is_required=True)
    what = ask(event, "Wat?", "choice", MEAL, is_required=True, shown_if_id=meal.id, shown_if_values=["yes"])
    ask(event, "Waarom?", is_required=True, shown_if_id=what.id, shown_if_values=["geen_vlees"])
    assert register(client, event, 1, q_eet_je_mee="no", q_wat="vlees", q_waarom="x").status_code == 303
    assert [text for text, _option in kept()] == ["no"]
    assert register(client, event, 2, q_eet_je_mee="yes").status_code == 422
    assert register(client, event, 3, q_eet_je_mee="yes", q_wat="geen_vlees").status_code == 422
    assert register(client, event, 4, q_eet_je_mee="yes", q_wat="geen_vlees", q_waarom="Omdat").status_code == 303


def test_a_full_option_is_refused_beside_it_and_nothing_typed_is_lost(client: FlaskClient, event: Event) -> None:
    ask(event, "Welke werkgroep?", "choice", {"Onthaal": 1, "Samen": None})
    assert register(client, event, 1, q_welke_werkgroep="onthaal").status_code == 303
    answer = register(client, event, 2, q_welke_werkgroep="onthaal", remark="Ik kom later")
    assert (answer.status_code, "“Onthaal” is full now" in answer.text) == (422, True)
    assert all(typed in answer.text for typed in ("Noor 2", "noor2@example.org", "Ik kom later", "Onthaal (full)"))
    assert len(db.session.scalars(select(Registration)).all()) == 1


def test_a_place_given_back_frees_its_option(client: FlaskClient, event: Event) -> None:
    ask(event, "Welke werkgroep?", "choice", {"Onthaal": 1})
    assert register(client, event, 1, q_welke_werkgroep="onthaal").status_code == 303
    db.session.scalars(select(Registration)).one().state = "cancelled"
    db.session.commit()
    assert register(client, event, 2, q_welke_werkgroep="onthaal").status_code == 303


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("line", "Ik ben 85.07.30-033.28", "national identity number"),
        ("text", "131052-308T", "national identity number"),
        ("number", "veel", "Write a number"),
        ("number", "85073003328", "national identity number"),
        ("email", "noor@", "Write an e-mail address"),
        ("phone", "bel mij", "Write a telephone number"),
        ("day", "31.2.2027", "Write the date"),
        ("country", "XX", "Choose one of these"),
        ("organisation", "Verzonnen", "Choose one of these"),
        ("yes_no", "misschien", "Choose one of these"),
        ("choice", "iets_anders", "Choose one of these"),
    ],
)
def test_each_kind_refuses_what_it_is_not(client: FlaskClient, event: Event, kind: str, typed: str, words: str) -> None:
    ask(event, "Vraag", kind, MEAL if kind == "choice" else None)
    answer = register(client, event, q_vraag=typed)
    assert (answer.status_code, words in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("line", " Met  de trein ", "Met de trein"), ("number", "2,50", "2.5"), ("number", "1 000", "1000"),
        ("email", "a@example.org", "a@example.org"), ("phone", "+32 470 12 34 56", "+32 470 12 34 56"),
        ("day", "1.5.2027", "2027-05-01"), ("country", "BE", "BE"), ("yes_no", "yes", "yes"), ("consent", "y", "yes"),
    ],
)  # fmt: skip
def test_each_kind_keeps_its_answer(client: FlaskClient, event: Event, kind: str, typed: str, stored: str) -> None:
    ask(event, "Vraag", kind)
    assert register(client, event, q_vraag=typed).status_code == 303
    assert kept() == [(stored, None)]


def test_who_answered_an_older_form_looks_again(client: FlaskClient, event: Event) -> None:
    ask(event, "Vraag")
    answer = register(client, event, q_vraag="Ja", asked="0123456789abcdef")
    assert (answer.status_code, "changed a question" in answer.text, 'value="Ja"' in answer.text) == (422, True, True)
    ask(event, "Nog een")
    assert register(client, event, 2, q_vraag="Ja").status_code == 303


def test_what_only_organisers_fill_in_is_not_asked(client: FlaskClient, event: Event) -> None:
    badge = ask(event, "Naamkaartje", audience="organisers", is_required=True)
    ask(event, "Kleur", shown_if_id=badge.id, shown_if_values=["x"], is_required=True)
    page = client.get(f"/events/{event.slug}/register", headers=ENGLISH).text
    assert ("Naamkaartje" in page, "Kleur" in page) == (False, False)
    assert register(client, event, asked="", q_naamkaartje="x").status_code == 303
    assert kept() == []


def test_ones_own_answers_are_changed_and_ones_own_option_is_given_back_first(
    client: FlaskClient, event: Event
) -> None:
    ask(event, "Welke werkgroep?", "choice", {"Onthaal": 1, "Samen": 1})
    ask(event, "Nog iets?")
    register(client, event, 1, q_welke_werkgroep="onthaal", q_nog_iets="Eerst")
    register(client, event, 2, q_welke_werkgroep="samen")
    mine = db.session.scalars(select(Registration).where(Registration.name == "Noor 1")).one()
    path, stamp = f"{own_path(mine)}/places/{mine.key}", stamp_of(questions_of(event.id))

    def change(**values: str) -> int:
        data = {"form_token": form_token(client, path), "name": "Noor 1", "language": "nl", "asked": stamp, **values}
        return client.post(path, data=data, headers=ENGLISH).status_code

    assert change(q_welke_werkgroep="onthaal", q_nog_iets="Later") == 303
    assert change(q_welke_werkgroep="samen", q_nog_iets="Later") == 422
    assert sorted(text for text, option in kept() if option is None) == ["Later"]
    assert change(q_welke_werkgroep="", q_nog_iets="") == 303
    assert len(kept()) == 1


def test_an_event_that_asks_nothing_costs_one_small_query_more(client: FlaskClient, event: Event) -> None:
    path, plain = f"/events/{event.slug}/register", make_event(event.network, slug="plain")
    asking = "/events/plain/register"
    ask(plain, "Vraag")
    with counted_queries() as without:
        client.get(path)
    with counted_queries() as with_one:
        client.get(asking)
    ask(plain, "Nog een", "choice", {"A": 3, "B": 4})
    ask(plain, "En nog een", "choice", {"A": 3, "B": 4})
    with counted_queries() as with_three:
        client.get(asking)
    assert [len(without), len(with_one), len(with_three)] == [3, 6, 7]


def test_a_person_who_is_registered_keeps_their_answers_and_hears_it_by_mail_only(
    client: FlaskClient, event: Event
) -> None:
    ask(event, "Vraag")
    make_registration(event, email="noor1@example.org", registered_at=clock.now() - timedelta(hours=2))
    assert register(client, event, q_vraag="Ja").status_code == 303
    assert kept() == []


def test_a_remark_holds_no_national_number_either(client: FlaskClient, event: Event) -> None:
    answer = register(client, event, remark="Mijn nummer is 85.07.30-033.28")
    assert (answer.status_code, "national identity number" in answer.text) == (422, True)


def test_what_only_looks_like_a_national_number_is_kept_once_the_box_is_ticked(
    client: FlaskClient, event: Event
) -> None:
    ask(event, "Ondernemingsnummer")
    number = {"q_ondernemingsnummer": "85.07.30-033.28"}
    box = 'name="q_ondernemingsnummer-is-none"'
    assert box not in client.get(f"/events/{event.slug}/register").text
    warned = register(client, event, **number)
    assert (warned.status_code, warned.text.count(box), kept()) == (422, 1, [])
    assert register(client, event, **number, **{"q_ondernemingsnummer-is-none": "y"}).status_code == 303
    assert [text for text, _option in kept()] == ["85.07.30-033.28"]
