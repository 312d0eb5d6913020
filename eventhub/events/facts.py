"""All that an event's row, its networks' and its themes' say: what is made of these alone is kept while they stay."""

from functools import cache
from typing import Any

from sqlalchemy import inspect

from eventhub.database.model import Model
from eventhub.events.models import Event


@cache
def _columns(table: type[Model]) -> tuple[str, ...]:
    return tuple(attribute.key for attribute in inspect(table).column_attrs)


def _facts(row: Model) -> list[Any]:
    return [getattr(row, name) for name in _columns(type(row))]


def facts_of(event: Event) -> str:
    """Every column, in one text to compare; the event is loaded with its networks and themes (`WITH_NAMES`)."""
    return repr([_facts(row) for row in (event, event.network, *event.co_networks, *event.themes)])
