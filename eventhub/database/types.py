"""Column types: aware moments, and texts in several languages."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

Texts = dict[str, str]
"""One text in several languages: language code to text; empty texts are left out."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database. A naive value raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Translated(TypeDecorator[Texts]):
    """A text in several languages, kept as a JSON object without empty texts."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Texts:
        return {language: text for language, text in (value or {}).items() if text}

    def process_result_value(self, value: Any, dialect: Dialect) -> Texts:
        return dict(value or {})
