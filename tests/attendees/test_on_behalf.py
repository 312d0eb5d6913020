"""What organisers do for somebody: it is done, the log keeps why, and the person is told or not."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.registrations.changes import Wishes, change_registration
from eventhub.registrations.models import Person, Registration, RegistrationGroup
from tests.attendees.test_listing import send as post
from tests.factories import make_registration, save

AT = "/manage/events/kracht/attendees"


def mails() -> list[tuple[str, str]]:
    query = select(OutboxMessage.kind, OutboxMessage.to_address).order_by(OutboxMessage.id)
    return [(kind, address) for kind, address in db.session.execute(query)]


def logged() -> list[tuple[str, str]]:
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.like("registration.%")))
    return [(entry.action, entry.details.get("remark", "")) for entry in entries]


def noor(event: Event, **values: Any) -> Registration:
    return make_registration(event, **{"email": "noor@example.org", "name": "Noor Peters", **values})


def send(organiser: FlaskClient, row: Registration, **fields: str) -> Any:
    told = {"name": "Noor Peters", "email": "noor@example.org", "organisation": "", "why": "they called", **fields}
    return post(organiser, f"{AT}/{row.id}/change", **told)


@pytest.mark.parametrize(("tell", "told"), [("y", [("registration_changed", "noor@example.org")]), ("", [])])
def test_a_name_is_changed_told_or_not(organiser: FlaskClient, event: Event, tell: str, told: list[Any]) -> None:
    row = noor(event)
    answer = send(organiser, row, name="Noor Peeters", **({"tell": tell} if tell else {}))
    db.session.refresh(row)
    assert (answer.status_code, row.name, mails(), logged()) == (
        303, "Noor Peeters", told, [("registration.changed", "they called")],
    )  # fmt: skip


def test_a_mistyped_address_is_put_right_and_the_wrong_one_loses_the_place(
    organiser: FlaskClient, event: Event
) -> None:  # fmt: skip
    row = noor(event, email="nor@example.org")
    wrong = row.person_id
    assert send(organiser, row, tell="y").status_code == 303
    db.session.refresh(row)
    person = db.session.get_one(Person, row.person_id)
    assert (person.email, row.email, row.person_id == wrong) == ("noor@example.org", "noor@example.org", False)
    assert mails() == [("registration_confirmed", "noor@example.org")]


def test_an_address_that_is_on_the_list_is_refused(organiser: FlaskClient, event: Event) -> None:
    noor(event)
    row = noor(event, email="nor@example.org")
    answer = send(organiser, row)
    assert (answer.status_code, "on the list already" in answer.text) == (422, True)
    empty = send(organiser, row, email="")
    assert (empty.status_code, "Write an e-mail address." in empty.text) == (422, True)


def test_another_way_beyond_the_places_is_asked_for_and_logged(organiser: FlaskClient, event: Event) -> None:
    event.attendance, event.online_capacity = "both", 0
    row = noor(event, attendance="on_site")
    asked = send(organiser, row, attendance="online")
    assert (asked.status_code, 'name="overbook"' in asked.text) == (422, True)
    assert send(organiser, row, attendance="online", overbook="y").status_code == 303
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.changed")).one()
    db.session.refresh(row)
    assert (row.attendance, entry.details["overbooked"]) == ("online", True)


def test_cancelling_keeps_why_in_the_log(organiser: FlaskClient, event: Event) -> None:
    row = noor(event)
    post(organiser, f"{AT}/{row.id}/cancel", why="twice on the list")
    assert (mails(), logged()) == ([], [("registration.cancelled", "twice on the list")])


def test_a_place_is_given_to_a_colleague(organiser: FlaskClient, event: Event) -> None:
    row = noor(event)
    path = f"{AT}/{row.id}/hand-over"
    assert "Give the place of Noor Peters" in organiser.get(path).text
    wrong = post(organiser, path, name="Lars", email="noor@example.org")
    assert (wrong.status_code, "theirs already" in wrong.text) == (422, True)
    done = post(organiser, path, name="Lars", email="lars@example.org", why="ill", tell="y")
    db.session.refresh(row)
    assert (done.status_code, row.email, logged()) == (
        303, "lars@example.org", [("registration.handed_over", "ill")],
    )  # fmt: skip
    assert mails() == [("place_handed_over", "noor@example.org"), ("place_received", "lars@example.org")]


def test_the_list_says_who_registered_somebody_and_an_address_can_be_added(
    organiser: FlaskClient, event: Event
) -> None:  # fmt: skip
    contact = noor(event)
    group = save(
        RegistrationGroup(
            key="g", event=event, contact_id=contact.person_id, name="Noor Peters", language="nl", together=False,
            created_at=contact.registered_at,
        )
    )  # fmt: skip
    row = save(
        Registration(
            key="r", event=event, name="Lars", email="", language="nl", group_id=group.id,
            registered_at=contact.registered_at, updated_at=contact.registered_at,
        )
    )  # fmt: skip
    assert "registered by Noor Peters" in organiser.get(AT).text
    exported = organiser.get(f"{AT}/export/file").text
    assert [line.count("Noor Peters") for line in exported.splitlines()[1:]] == [1, 1]
    post(organiser, f"{AT}/{row.id}/confirmation")
    assert mails() == [("registration_confirmed", "noor@example.org")]
    assert send(organiser, row, name="Lars", email="").status_code == 303
    assert send(organiser, row, name="Lars", email="lars@example.org", tell="y").status_code == 303
    assert mails()[-1] == ("registration_confirmed", "lars@example.org")


def test_the_list_says_what_somebody_changed_who_is_looked_at_once_more(
    organiser: FlaskClient, event: Event
) -> None:  # fmt: skip
    event.needs_approval = event.approves_changes = True
    event.attendance = "both"
    row = noor(event, attendance="on_site")
    assert "Changed:" not in organiser.get(f"{AT}?state=confirmed").text
    with transaction():
        change_registration(row, Wishes({"attendance": "online"}), now=clock.now())
    assert "Changed: How do they take part?" in organiser.get(f"{AT}?state=pending").text


@pytest.mark.parametrize("page", ["change", "hand-over"])
def test_what_ended_is_not_changed(organiser: FlaskClient, event: Event, page: str) -> None:
    row = noor(event, state="cancelled")
    assert organiser.get(f"{AT}/{row.id}/{page}").status_code == 410
