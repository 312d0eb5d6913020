"""What invitations say: the organisers' own words with each person's own put in, and what always belongs there."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from eventhub.database.types import Texts
from eventhub.events.models import Event
from eventhub.events.when import when_in_words
from eventhub.i18n.languages import in_words
from eventhub.mail.service import queue_mail
from eventhub.mail.words import Words, in_language
from eventhub.registrations.doors import invitation_token
from eventhub.registrations.invitation_models import INVITATION, Invitation, InvitationLetter
from eventhub.registrations.mails import greeted_name
from eventhub.text.placeholders import filled, filled_html, filled_text, unknown_in
from eventhub.web.links import whole_address

PLACEHOLDERS = ("name", "event", "when", "place", "network")
MAIL_KINDS = {INVITATION: "invitation", "reminder": "invitation_reminder"}


@dataclass(frozen=True)
class Letter:
    """The organisers' words in the languages they wrote; what is empty gets ours."""

    kind: str
    subject: Texts
    text: Texts


def letter_from(kind: str, kept: InvitationLetter | None) -> Letter:
    """The letter as it would be sent now."""
    return Letter(kind, kept.subject if kept else {}, kept.text if kept else {})


def unknown_placeholders(letter: Letter) -> list[str]:
    """What looks like a placeholder in the organisers' words and is none."""
    words = "\n".join([*letter.subject.values(), *letter.text.values()])
    return sorted(unknown_in(words, PLACEHOLDERS))


def usual_subject(kind: str) -> str:
    """Our own words for the subject, in the present language."""
    return _("Invitation: {event}") if kind == INVITATION else _("Will you come? {event}")


def usual_text(kind: str) -> str:
    """Our own words, in the present language."""
    if kind == INVITATION:
        return _("We invite you to **{event}** on {when}. It would be good to have you with us.")
    return _("Some time ago we invited you to **{event}** on {when}. Can you tell us whether you come?")


def own_words(event: Event, name: str) -> dict[str, str]:
    """What the placeholders stand for, in the present language."""
    return {
        "name": greeted_name(name), "event": in_words(event.title, None, event.network.languages),
        "when": when_in_words(event), "place": event.place_name or event.place_address, "network": event.network.name,
    }  # fmt: skip


def written(event: Event, letter: Letter, invitation: Invitation) -> Words:
    """One person's mail. Its link, where their address comes from and how to be left alone are always there."""
    with force_locale(invitation.language):
        words = own_words(event, invitation.name)
        subject = letter.subject.get(invitation.language) or usual_subject(letter.kind)
        said = letter.text.get(invitation.language) or usual_text(letter.kind)
        title = words["event"]
    link = whole_address("invitation.show", token=invitation_token(invitation))
    return in_language(
        "invitation", invitation.language, event=event, line=filled(subject, words),
        said=filled_text(said, words), said_html=filled_html(said, words),
        name=words["name"], title=title, when=when_in_words, link=link, source=invitation.source, comes=False,
        join_page="", before="", event_page=whole_address("event.show", slug=event.slug),
    )  # fmt: skip


def post(event: Event, letter: Letter, invitation: Invitation, *, now: datetime) -> None:
    """Queue one person's mail."""
    queue_mail(
        kind=MAIL_KINDS[letter.kind], to_address=invitation.email, to_name=greeted_name(invitation.name),
        language=invitation.language, words=written(event, letter, invitation), now=now,
        reply_to=event.contact_email or event.network.contact_email, network_id=event.network_id, event_id=event.id,
    )  # fmt: skip
