"""What went wrong with one mail, and whether there is any use in trying again."""

import smtplib
from dataclasses import dataclass

from eventhub.mail.mime import UnwritableError
from eventhub.web.logs import ADDRESS

LONGEST_ERROR = 500
TOO_LARGE = 552
GOING_AWAY = 421


@dataclass(frozen=True)
class Refusal:
    """`for_good`: never try again. `line_broken`: the connection is of no more use. `words` name no person."""

    for_good: bool
    line_broken: bool
    words: str


def _said(code: int, text: bytes | str) -> str:
    answer = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return without_people(f"{code} {answer}")


def without_people(text: str) -> str:
    """One line without addresses, short enough for its column."""
    return ADDRESS.sub("[address]", " ".join(text.replace("\0", "").split()))[:LONGEST_ERROR]


def _answer(error: Exception) -> tuple[int, bytes | str] | None:
    """The server's code and words, where it gave any."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return error.smtp_code, error.smtp_error
    return None


def _for_good(error: Exception, code: int) -> bool:
    """5xx is for good, unless it refuses the hub itself: then every mail waits until that is mended."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return code == TOO_LARGE
    about_us = smtplib.SMTPAuthenticationError | smtplib.SMTPHeloError | smtplib.SMTPConnectError
    return 500 <= code < 600 and not isinstance(error, about_us)


def judged(error: Exception) -> Refusal:
    """Read what an attempt to send raised."""
    answer = _answer(error)
    if answer is not None:
        code, words = answer
        return Refusal(_for_good(error, code), code == GOING_AWAY, _said(code, words))
    if isinstance(error, UnwritableError):
        return Refusal(True, False, without_people(str(error)))
    if isinstance(error, ValueError) and not isinstance(error, OSError):  # a bad certificate is both
        return Refusal(True, False, f"could not be written as a mail ({type(error).__name__})")
    return Refusal(False, True, without_people(f"no answer from the mail server: {type(error).__name__} {error}"))
