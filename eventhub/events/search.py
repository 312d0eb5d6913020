"""Finding events by words."""

from eventhub.events.models import Event
from eventhub.text.markdown import to_text
from eventhub.text.slugs import folded


def refresh_search_text(event: Event) -> None:
    """Write down the words by which the event is found: small letters without accents."""
    texts = [*event.title.values(), *event.summary.values(), *map(to_text, event.description.values())]
    places = [event.place_name, event.place_address]
    event.search_text = folded(" ".join([*texts, *places]))
