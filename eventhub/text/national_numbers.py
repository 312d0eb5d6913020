"""National identity numbers, of people who need not give them here: in what is asked, and in what is answered."""

import re
from collections.abc import Callable
from datetime import date

from eventhub.text.slugs import folded

WORDS = re.compile(
    r"\b(?:rijksregister(?:nummer|nr)?|rrn|insz|niss|inss|bis-?nummer|identificatienummer van de sociale zekerheid"
    r"|bsn|burgerservicenummer|(?:numero (?:de |du )?|n° ?)?registre national|numero national"
    r"|numero de securite sociale|nir|henkilotunnu\w*|hetu\w*|sotu|sosiaaliturvatunnu\w*|person(?:nummer|nr)(?:et)?"
    r"|personbeteckning(?:en)?|samordningsnummer|fodselsnummer|cpr(?:[ -]?(?:nummer|nr|number))?"
    r"|national (?:identity|identification|id|register|insurance) (?:number|no)|social security (?:number|no)"
    r"|identity number|personal identity code)\b"
)
DIGITS = re.compile(r"(?<![\w+])[\d][\d .\-/]{8,22}\d(?![\w])")
FINNISH = re.compile(r"(?<!\w)(\d{2})(\d{2})(\d{2})([-+A-FU-Ya-fu-y])(\d{3})([0-9A-Ya-y])(?!\w)")
FINNISH_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
DANISH = re.compile(r"\d{6}[ -]?\d{4}")
DANISH_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
SWEDISH = re.compile(r"(?:\d{2})?\d{6}[- ]?\d{4}")


def names_one(label: str) -> bool:
    """Whether a label asks for a national identity number, in a language of the hub."""
    return WORDS.search(folded(label)) is not None


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(2000 + year % 100, month, day)
    except ValueError:
        return False
    return True


def _is_belgian(digits: str) -> bool:
    """Eleven digits: a day of birth (months of foreigners raised by 20 or 40), a number, 97 less the remainder."""
    if len(digits) != 11:
        return False
    body, check = digits[:9], int(digits[9:])
    fits = check in {97 - int(body) % 97, 97 - int("2" + body) % 97}
    return fits and int(digits[2:4]) % 20 <= 12 and int(digits[4:6]) <= 31


def _is_french(digits: str) -> bool:
    """Fifteen digits: sex, year, month, places, and 97 less the remainder."""
    if len(digits) != 15 or digits[0] not in "12378":
        return False
    return int(digits[13:]) == 97 - int(digits[:13]) % 97


def _is_danish(written: str, digits: str) -> bool:
    """A day of birth and four digits. Those without a hyphen only with the check that older numbers have."""
    if not DANISH.fullmatch(written) or not _is_day(int(digits[4:6]), int(digits[2:4]), int(digits[:2])):
        return False
    checked = sum(int(digit) * weight for digit, weight in zip(digits, DANISH_WEIGHTS, strict=True)) % 11 == 0
    return checked or written[6] == "-"


def _is_swedish(written: str, digits: str) -> bool:
    """A day of birth, year first (days of coordination numbers raised by 60), and a Luhn check."""
    if not SWEDISH.fullmatch(written):
        return False
    ten = digits[-10:]
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten))
    luhn = sum(number // 10 + number % 10 for number in doubled) % 10 == 0
    return luhn and _is_day(int(ten[:2]), int(ten[2:4]), int(ten[4:6]) % 60)


def _is_finnish(match: re.Match[str]) -> bool:
    day, month, year, _century, number, check = match.groups()
    letter = FINNISH_LETTERS[int(day + month + year + number) % 31]
    return letter == check.upper() and _is_day(int(year), int(month), int(day))


KNOWN: tuple[Callable[[str, str], bool], ...] = (
    lambda _written, digits: _is_belgian(digits),
    lambda _written, digits: _is_french(digits),
    _is_danish,
    _is_swedish,
)


def holds_one(text: str) -> bool:
    """Whether a text holds what is, by its date and check digits, a national identity number."""
    if any(_is_finnish(match) for match in FINNISH.finditer(text)):
        return True
    found = (match.group() for match in DIGITS.finditer(text))
    return any(is_one(written, re.sub(r"\D", "", written)) for written in found for is_one in KNOWN)
