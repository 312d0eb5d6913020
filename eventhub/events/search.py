"""Finding events by words: SQLite's FTS5 or PostgreSQL's full text, over words that we folded ourselves."""

import re

from sqlalchemy import ColumnElement, false, func, literal_column, text

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.text.markdown import to_text
from eventhub.text.slugs import folded

MOST_WORDS = 8
LONGEST_WORD = 40
WORD = re.compile(r"[^\W_]+")


def search_words(query: str) -> list[str]:
    """What is looked for: letters and digits in small letters without accents, a limited number of them."""
    return [word[:LONGEST_WORD] for word in WORD.findall(folded(query))[:MOST_WORDS]]


def matching(query: str) -> ColumnElement[bool]:
    """The condition that an event holds every word asked for, each of which may be the beginning of one."""
    words = search_words(query)
    if not words:
        return false()
    if db.engine.dialect.name == "sqlite":
        asked = " ".join(f'"{word}"*' for word in words)
        rows = text("SELECT rowid FROM event_search WHERE event_search MATCH :asked").bindparams(asked=asked)
        return Event.id.in_(rows)
    asked = " & ".join(f"{word}:*" for word in words)
    simple: ColumnElement[str] = literal_column("'simple'")
    return func.to_tsvector(simple, Event.search_text).op("@@")(func.to_tsquery(simple, asked))


def refresh_search_text(event: Event) -> None:
    """Write down the words by which the event is found: small letters without accents."""
    texts = [*event.title.values(), *event.summary.values(), *map(to_text, event.description.values())]
    names = [network.name for network in (event.network, *event.co_networks)]
    themes = [name for theme in event.themes for name in theme.name.values()]
    everything = " ".join([*texts, event.place_name, event.place_address, *names, *themes])
    # Words only: PostgreSQL takes "brugge/leuven" for the name of a file, and would not find the second.
    event.search_text = " ".join(WORD.findall(folded(everything)))
