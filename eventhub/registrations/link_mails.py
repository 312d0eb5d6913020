"""The mail with somebody's personal link, for who lost it."""

from datetime import datetime

from eventhub.mail.service import queue_mail
from eventhub.mail.words import Words, in_language
from eventhub.registrations.mails import sent_lately
from eventhub.registrations.models import Person
from eventhub.registrations.people import personal_token
from eventhub.web import tokens
from eventhub.web.links import whole_address

LINK_MAIL, LINKS_AN_HOUR = "my_link", 3


def link_words(token: str, language: str) -> Words:
    """What the mail with a personal link says."""
    return in_language(LINK_MAIL, language, my_page=whole_address("registrations.mine", token=token))


def my_link(person: Person, *, now: datetime) -> bool:
    """The personal link once more; whether it goes out, which is at most three times an hour."""
    words = link_words(personal_token(person), person.language)
    if sent_lately(LINK_MAIL, now, to_address=person.email) >= LINKS_AN_HOUR:
        return False
    queue_mail(
        kind=LINK_MAIL, to_address=person.email, language=person.language, words=words, now=now,
    )  # fmt: skip
    return True


def no_link(language: str) -> None:
    """Do the work of writing a link's mail for an address nobody knows, so that time tells nothing."""
    link_words(tokens.sign("person", "0" * 32, 1), language)
