"""Numbers of rows in addresses."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1


def row_number(text: str) -> int:
    """A number that a row can have, from a form. Raises ValueError."""
    number = int(text)
    if not 0 < number <= LARGEST:
        raise ValueError(text)
    return number


class RowNumber(IntegerConverter):
    """A number that a row can have; an address with a larger one does not exist, whatever the database."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002 - Werkzeug's name for it
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})
