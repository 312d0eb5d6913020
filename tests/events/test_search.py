"""Search: what people type is words, on SQLite and PostgreSQL alike, and never an error."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.events.search import MOST_WORDS, matching, refresh_search_text, search_words
from tests.events.rows import loaded
from tests.factories import make_event, make_network, make_theme, save


def searchable(**values: object) -> Event:
    event = loaded(make_event(**values))
    refresh_search_text(event)
    db.session.commit()
    return event


def found(query: str) -> list[str]:
    return list(db.session.scalars(select(Event.slug).where(matching(query)).order_by(Event.slug)))


def test_events_are_found_by_title_text_place_network_and_theme_in_any_language(app: Flask) -> None:
    network, other = make_network(name="De Steiger"), make_network(name="Sociaal Werk Nu")
    theme = make_theme(network, name={"nl": "Waardigheid", "fr": "Dignité"})
    event = loaded(
        make_event(
            network, slug="a", title={"nl": "Nabij zijn", "fr": "Être proche"}, summary={"nl": "Kort gezegd"},
            description={"nl": "Met **koffie** en [verhalen](https://example.org/archief)"},
            place_name="Buurthuis", place_address="Kerkstraat 1, Mechelen",
        )
    )  # fmt: skip
    event.co_networks.append(other)
    event.themes.append(theme)
    refresh_search_text(event)
    save(event)
    asked = [
        "nabij",
        "proche",
        "kort",
        "koffie",
        "verhalen",
        "buurthuis",
        "mechelen",
        "steiger",
        "nu",
        "waardigheid",
        "dignite",
    ]
    assert [found(word) for word in asked] == [["a"]] * len(asked)
    assert found("strong") == []


@pytest.mark.parametrize("query", ["etre", "ÊTRE", "être pro", "proche etre", "  Être,  proche! ", "(proche)"])
def test_accents_capitals_order_and_signs_do_not_matter_and_words_may_be_begun(app: Flask, query: str) -> None:
    searchable(slug="a", title={"fr": "Être proche"})
    assert found(query) == ["a"]


def test_all_words_must_be_there(app: Flask) -> None:
    searchable(slug="a", title="Wonen en zorg")
    searchable(slug="b", title="Wonen en werk")
    assert (found("wonen"), found("wonen zorg"), found("zorg werk")) == (["a", "b"], ["a"], [])


@pytest.mark.parametrize("query", ["brugge", "leuven", "mail", "example", "2027", "samenwerking"])
def test_words_are_found_that_signs_tie_together(app: Flask, query: str) -> None:
    searchable(slug="a", title="brugge/leuven e-mail noor@example.org 12.2027 zorg-samenwerking")
    assert found(query) == ["a"]


def test_other_letters_are_found_too(app: Flask) -> None:
    searchable(slug="a", title={"da": "Smørrebrød på Ærø", "fi": "Työpäivä", "en": "Łódź straße"})
    searchable(slug="b", title="Встреча друзей")
    assert [found(word) for word in ("smorrebrod", "ærø", "tyopaiva", "strasse", "встр")] == [["a"]] * 4 + [["b"]]


def test_changed_words_replace_the_old_ones(app: Flask) -> None:
    event = searchable(slug="a", title="Wonen")
    event.title = {"nl": "Werken"}
    refresh_search_text(event)
    db.session.commit()
    assert (found("wonen"), found("werken")) == ([], ["a"])


def test_deleted_events_are_not_found(app: Flask) -> None:
    db.session.delete(searchable(slug="a", title="Wonen"))
    db.session.commit()
    assert found("wonen") == []


@pytest.mark.parametrize(
    "query",
    ["", "   ", '"', "'", '"unbalanced', "*", "a OR", "NEAR(", "NOT", "AND AND", "-", "!", "&", "|", "<->", ":*",
     "\\", "%", "_", "\0", "x\0q", "🙂", "﷽", "ª", "²", "\u202e", "search_text:x", "^x", "x" * 5000, "woord " * 1000],
)  # fmt: skip
def test_nothing_that_is_typed_is_an_error(app: Flask, query: str) -> None:
    searchable(title="Iets", network=make_network(name="Groep"))
    assert found(query) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60))
def test_no_text_at_all_is_an_error(app: Flask, query: str) -> None:
    found(query)


def test_a_long_question_is_cut() -> None:
    assert search_words("Één " * 1000) == ["een"] * MOST_WORDS
