"""What organisers wrote for a mail instead of our own words, and what they may put into it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy import bindparam, or_, select

from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.events.when import when_in_words
from eventhub.i18n.languages import in_words
from eventhub.registrations.wording_models import MailWording
from eventhub.text.placeholders import filled, filled_html, filled_text
from eventhub.web.links import whole_address

OF_EVENT = ("event", "when", "place", "network", "contact", "event_page")
OF_PERSON = ("name", "my_page")
LINKS = ("event_page", "my_page", "answer_page")
LONGEST_SUBJECT, LONGEST_MESSAGE = 200, 5000
# Asked for every mail about an event, so it is put together once.
WORDINGS = (
    select(MailWording)
    .where(
        MailWording.kind == bindparam("kind"),
        or_(MailWording.event_id == bindparam("event"),
            (MailWording.network_id == bindparam("network")) & MailWording.event_id.is_(None)),
    )
    .order_by(MailWording.event_id.is_(None))
)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """Own words of one kind of mail in one language, with what the event says put in; either text may be empty."""

    subject: str
    message: str
    of_event: tuple[tuple[str, str], ...]

    def _values(self, of_person: Mapping[str, str]) -> dict[str, str]:
        return {**dict(self.of_event), **of_person}

    def as_subject(self, of_person: Mapping[str, str]) -> str:
        return filled(self.subject, self._values(of_person))

    def as_text(self, of_person: Mapping[str, str]) -> str:
        return filled_text(self.message, self._values(of_person))

    def as_html(self, of_person: Mapping[str, str]) -> Markup:
        return filled_html(self.message, self._values(of_person), LINKS)


def _of_event(event: Event, language: str) -> tuple[tuple[str, str], ...]:
    """What each placeholder of OF_EVENT stands for, in a language."""
    with force_locale(language):
        place = [event.place_name, event.place_address] if event.is_on_site else []
        values = (
            in_words(event.title, language, event.network.languages), when_in_words(event),
            ", ".join(part for part in place if part), event.network.name,
            event.contact_email or event.network.contact_email, whole_address("event.show", slug=event.slug),
        )  # fmt: skip
    return tuple(zip(OF_EVENT, values, strict=True))


def worded(event: Event, language: str, subject: str, message: str) -> Wording:
    """These words for a mail about this event."""
    return Wording(subject, message, _of_event(event, language))


def wording_of(event: Event, kind: str, language: str, *, of_network_alone: bool = False) -> Wording | None:
    """What is said in this kind of mail about the event: the event's own words, else its network's; None for ours."""
    asked = {"kind": kind, "event": 0 if of_network_alone else event.id, "network": event.network_id}
    found = db.session.scalars(WORDINGS, asked).all()
    subject = next((one.subject[language] for one in found if one.subject.get(language)), "")
    message = next((one.message[language] for one in found if one.message.get(language)), "")
    return worded(event, language, subject, message) if subject or message else None
