"""Signed links: purpose, id and a version that revokes them. Nothing secret is stored."""

import base64
import binascii
import hmac
import json

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
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


def _cipher(purpose: str, secret: str) -> AESSIV:
    return AESSIV(hmac.digest(secret.encode(), f"eventhub/{purpose}".encode(), "sha512"))


def seal(purpose: str, *words: str) -> str:
    """Words in an address that only we can read: the same token each time for the same words."""
    sealed = _cipher(purpose, settings().secrets[0]).encrypt(json.dumps(words).encode(), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(purpose: str, token: str) -> list[str] | None:
    """The words inside a sealed token, or None where it was not made for this purpose."""
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    for secret in settings().secrets:
        try:
            return [str(word) for word in json.loads(_cipher(purpose, secret).decrypt(sealed, None))]
        except (InvalidTag, ValueError):
            continue
    return None
