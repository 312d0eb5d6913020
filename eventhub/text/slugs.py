"""Addresses made of titles."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from html import unescape

LONGEST = 60
RESERVED = frozenset({"new", "me", "manage", "api", "calendar"})
MARKUP = re.compile(r"</?[a-z][^<>]*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
APOSTROPHE = re.compile(r"(?<=[a-z0-9])['\u2019](?=s\b)")
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l"})
"""Small letters that are no letter with an accent to Unicode."""


def folded(text: str) -> str:
    """A text in small letters without accents, as search compares it."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


def slugify(text: str) -> str:
    """Words in small ASCII letters, digits and hyphens; may be empty.

    Markup leaves nothing behind: neither its tags, nor the letters of a character written as `&eacute;` or `&#233;`.
    A long text ends with a whole word where it has more than one.
    """
    plain = unescape(MARKUP.sub(" ", text))
    words = re.sub(r"[^a-z0-9]+", "-", APOSTROPHE.sub("", folded(plain))).strip("-")
    if len(words) <= LONGEST:
        return words
    whole, _gap, _rest = words[: LONGEST + 1].rpartition("-")
    return whole or words[:LONGEST]


def free_slug(text: str, is_taken: Callable[[str], bool], fallback: str = "event") -> str:
    """A slug that nothing else has: the words, then the words with a number, then random."""
    wanted = slugify(text) or fallback
    if wanted in RESERVED:
        wanted = f"{wanted}-{fallback}"
    for candidate in (wanted, *(f"{wanted}-{n}" for n in range(2, 20))):
        if not is_taken(candidate):
            return candidate
    return f"{wanted}-{secrets.token_hex(4)}"
