"""Which passwords are good enough: long ones that nobody guesses. Any characters, no recipes."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil

from eventhub.text.slugs import folded

SHORTEST = 12
OWN_SHORTEST = 7  # what must remain of a password without the words that anyone would try first
FEWEST_DIFFERENT = 5
GUESSED = (
    "password", "passw0rd", "passwort", "wachtwoord", "motdepasse", "salasana", "losenord", "adgangskode", "kodeord",
    "welcome", "welkom", "bienvenue", "tervetuloa", "valkommen", "velkommen", "letmein", "iloveyou", "changeme",
    "qwertyuiop", "qwerty", "azertyuiop", "azerty", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t", "abcdefghijkl", "abcdef",
    "1234567890", "0987654321", "123456789", "12345678", "123456", "12345", "1234", "654321", "admin", "secret",
    "geheim", "eventhub", "football", "baseball", "princess", "sunshine", "superman", "dragon", "monkey", "voetbal",
    "2023", "2024", "2025", "2026", "2027",
)  # fmt: skip


def _own_words(email: str, name: str) -> list[str]:
    words = re.split(r"[^a-z0-9]+", folded(f"{email} {name}"))
    return sorted((word for word in words if len(word) >= 3), key=len, reverse=True)


def weakness(password: str, *, email: str, name: str) -> str | None:
    """Why a password will not do, in the reader's language; None where it will."""
    if len(unicodedata.normalize("NFC", password)) < SHORTEST:
        return _("Use at least %(number)s characters. Four unrelated words make a good password.", number=SHORTEST)
    rest = folded(password)
    for word in _own_words(email, name):
        rest = rest.replace(word, "")
    if len(rest) < OWN_SHORTEST:
        return _("This password is too much like your name or e-mail address. Choose another one.")
    for word in GUESSED:
        rest = rest.replace(word, "")
    if len(rest) < OWN_SHORTEST or len(set(folded(password))) < FEWEST_DIFFERENT:
        return _("This password is one of the first that others would try. Choose another one.")
    return None


class Passwords(PasswordUtil):
    """Flask-Security's question about a new password, answered by our rule."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        account = kwargs.get("user")
        normal = self.normalize(password)
        problem = weakness(normal, email=account.email if account else "", name=account.name if account else "")
        return ([problem] if problem else None), normal
