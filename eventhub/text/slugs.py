"""Addresses made of titles."""

import re
import secrets
import unicodedata
from collections.abc import Callable

LONGEST = 60
RESERVED = frozenset({"new", "me", "manage", "api", "calendar"})
LETTERS = str.maketrans({"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l"})


def folded(text: str) -> str:
    """A text in small letters without accents, as search compares it."""
    plain = unicodedata.normalize("NFKD", text.translate(LETTERS).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def slugify(text: str) -> str:
    """Words in small ASCII letters, digits and hyphens; may be empty."""
    words = re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")
    return words[:LONGEST].rstrip("-")


def free_slug(text: str, is_taken: Callable[[str], bool], fallback: str = "event") -> str:
    """A slug that nothing else has: the words, then the words with a number, then random."""
    wanted = slugify(text) or fallback
    if wanted in RESERVED:
        wanted = f"{wanted}-{fallback}"
    for candidate in (wanted, *(f"{wanted}-{n}" for n in range(2, 20))):
        if not is_taken(candidate):
            return candidate
    return f"{wanted}-{secrets.token_hex(4)}"
