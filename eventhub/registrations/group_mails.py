"""The mail to who registered several people: everybody on one list, with what each of them was given."""

from collections.abc import Sequence
from datetime import datetime

from eventhub.events.calendar import event_file
from eventhub.events.when import when_in_words
from eventhub.mail.service import queue_mail
from eventhub.mail.words import in_language
from eventhub.registrations.mails import greeted_name
from eventhub.registrations.models import CONFIRMED, Registration, RegistrationGroup
from eventhub.registrations.people import personal_token
from eventhub.registrations.wordings import wording_of
from eventhub.web.links import whole_address

GROUP_MAIL = "group_registered"


def registered(
    group: RegistrationGroup, people: Sequence[tuple[str, str]], made: Sequence[Registration | None], *,
    now: datetime,
) -> None:  # fmt: skip
    """Tell the contact what became of the form. `people`: name, and what they were given."""
    event, contact, language = group.event, group.contact, group.language
    own = [one for one in made if one is not None and one.person_id in (None, contact.id)]
    token, coming = personal_token(contact), next((one for one in own if one.state == CONFIRMED), None)
    join_page = ""
    if coming is not None and event.is_online and event.join_url:
        join_page = whole_address("personal.join", token=token, key=coming.key)
    shown = [(greeted_name(name) or "…", state) for name, state in people]
    words = in_language(
        GROUP_MAIL, language, name=greeted_name(group.name), by="", for_whom="own", event=event, when=when_in_words,
        people=shown, said="", comes=coming is not None, holds=coming is not None, moved_from=None, reason="",
        join_page=join_page, wording=wording_of(event, GROUP_MAIL, language),
        event_page=whole_address("event.show", slug=event.slug), answer_page="", ends="",
        my_page=whole_address("registrations.mine", token=token),
    )  # fmt: skip
    # Of a registration, so that it goes when that is forgotten; of another one where all of them had theirs before.
    registration = next((one for one in made if one is not None), None)
    queue_mail(
        kind=GROUP_MAIL, to_address=contact.email, to_name=greeted_name(group.name), language=language, words=words,
        now=now, reply_to=event.contact_email or event.network.contact_email, network_id=event.network_id,
        calendar=event_file(event, "registered", language=language) if coming is not None and event.starts_at else None,
        event_id=event.id, registration_id=registration.id if registration else None,
    )  # fmt: skip
