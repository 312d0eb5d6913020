"""The only source of the current time; tests travel through it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that may ask


def whole_second() -> datetime:
    """The present moment without its fraction, as calendars write it."""
    return now().replace(microsecond=0)
