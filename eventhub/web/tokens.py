"""Signed links: purpose, id and a version that revokes them. Nothing secret is stored."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from eventhub.config import Settings


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(settings().secrets[::-1], salt=f"eventhub/{purpose}")


def sign(purpose: str, key: str, version: int) -> str:
    """A link's token: the same one each time for the same key and version."""
    return str(_serializer(purpose).dumps([key, version]))


def read(purpose: str, token: str) -> tuple[str, int] | None:
    """The key and version inside a token, or None where it was not signed for this purpose."""
    try:
        key, version = _serializer(purpose).loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return (str(key), version) if isinstance(version, int) else None
