"""Names and addresses go some time after the event; what was counted stays countable."""

import csv
import io
from datetime import timedelta
from itertools import chain, repeat
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from eventhub import clock
from eventhub.attendees.queries import FILTERS, count_by_state
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.access import WITH_NAMES
from eventhub.events.models import Event
from eventhub.jobs.queue import Jobs
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import OWNER
from eventhub.registrations import link_mails, mails
from eventhub.registrations.consent import RETENTION, consent_words
from eventhub.registrations.jobs import tell_of_changes
from eventhub.registrations.models import Person, Registration
from eventhub.registrations.people import personal_token
from eventhub.registrations.queries import WITH_EVENT, registrations_of, taken_of
from eventhub.registrations.retention import FORGET, FORGOTTEN, forget_past_people
from tests.factories import make_event, make_member, make_network, make_registration, sign_in, utc

NAME, ADDRESS = "Noor Peeters", "noor@example.org"


def ended(days: float, **values: Any) -> Event:
    """An event that ended so many days ago."""
    return make_event(starts_at=clock.now() - timedelta(days=days, hours=2), **values)


def columns_of(registration: Registration) -> dict[str, Any]:
    db.session.expire_all()
    row = db.session.execute(select(Registration.__table__).where(Registration.id == registration.id)).one()
    return dict(row._mapping)


def people() -> list[str]:
    return sorted(db.session.scalars(select(Person.email)))


def person_of(registration: Registration) -> Person:
    return db.session.scalars(select(Person).where(Person.id == registration.person_id)).one()


def entries() -> list[tuple[int | None, dict[str, Any]]]:
    query = select(AuditEntry).where(AuditEntry.action == FORGOTTEN).order_by(AuditEntry.id)
    return [(entry.event_id, entry.details) for entry in db.session.scalars(query)]


def write_mails(registration: Registration) -> None:
    """A confirmation and a personal link, as somebody gets them."""
    with transaction():
        query = select(Registration).options(*WITH_EVENT).where(Registration.id == registration.id)
        row = db.session.scalars(query, execution_options={"populate_existing": True}).one()
        assert row.person is not None
        mails.changed(row, now=clock.now())
        link_mails.my_link(row.person, now=clock.now())


@pytest.mark.parametrize("state", ["confirmed", "cancelled"])
def test_after_89_days_everything_is_there(app: Flask, state: str) -> None:
    row = make_registration(ended(89), email=ADDRESS, state=state, remark="Rolstoel")
    write_mails(row)
    before = columns_of(row)
    assert forget_past_people() == 0
    assert [columns_of(row), people(), entries()] == [before, [ADDRESS], []]
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 2


@pytest.mark.parametrize("state", ["confirmed", "cancelled"])
def test_after_91_days_nothing_says_who_it_was(app: Flask, state: str) -> None:
    row = make_registration(
        ended(91),
        email=ADDRESS,
        state=state,
        remark="Rolstoel",
        reason="Te ver",
        organisation="Huis 9",
        sending="a" * 64,
    )
    write_mails(row)
    before = columns_of(row)
    assert forget_past_people() == 1
    after = columns_of(row)
    assert after["forgotten_at"] is not None
    emptied = {
        "name": "",
        "email": "",
        "remark": "",
        "reason": "",
        "sending": None,
        "person_id": None,
        "key": f"forgotten-{row.id}",
    }
    found_by = {"search_text": "\n\nhuis 9"}
    assert after == {**before, **emptied, **found_by, "forgotten_at": after["forgotten_at"]}
    assert [people(), db.session.scalars(select(OutboxMessage)).all()] == [[], []]


def test_it_is_kept_to_the_hour_and_never_late(app: Flask) -> None:
    make_registration(ended(90 - 59 / 60 / 24))
    kept = make_registration(ended(90 - 61 / 60 / 24))
    assert forget_past_people() == 1
    assert columns_of(kept)["name"] == NAME


def test_the_job_runs_every_hour(app: Flask) -> None:
    jobs: Jobs = app.extensions["jobs"]
    hours = [utc(2027, 5, 1, hour) for hour in range(24)]
    due = [[task.name for task in jobs.huey.read_periodic(hour)].count(f"sweep {FORGET}") for hour in hours]
    assert due == [1] * 24


def test_the_counts_stay_and_a_second_run_changes_nothing(app: Flask) -> None:
    event = ended(91)
    rows = [make_registration(event, state=state) for state in ("confirmed", "confirmed", "cancelled")]
    counts = count_by_state(event.id)
    event_id = event.id
    assert forget_past_people() == 3
    first = [columns_of(row) for row in rows]
    assert forget_past_people() == 0
    assert [columns_of(row) for row in rows] == first
    assert count_by_state(event_id) == counts == {**dict.fromkeys(FILTERS, 0), "confirmed": 2, "cancelled": 1, "all": 3}
    assert taken_of(event_id, clock.now()).places == len(registrations_of(event_id)) == 2
    assert entries() == [(event_id, {"count": 3})]


def test_batches_are_one_entry_and_later_people_another(app: Flask) -> None:
    event, now = ended(91), clock.now()
    common = {"event_id": event.id, "name": NAME, "email": ADDRESS, "language": "nl"}
    moments = {"registered_at": now, "updated_at": now}
    db.session.execute(insert(Registration), [{**common, **moments, "key": f"{number}"} for number in range(501)])
    db.session.commit()
    stops = chain([False], repeat(True))
    assert forget_past_people(stopping=lambda: next(stops)) == 500
    assert entries() == []
    assert forget_past_people() == 1
    make_registration(event)
    assert forget_past_people() == 1
    assert [entries(), people()] == [[(event.id, {"count": 501}), (event.id, {"count": 1})], []]


def test_who_comes_to_another_event_stays_there(app: Flask) -> None:
    past = make_registration(ended(91), email=ADDRESS)
    coming = make_registration(make_event(), person=person_of(past))
    write_mails(past)
    write_mails(coming)
    before = columns_of(coming)
    assert forget_past_people() == 1
    assert [columns_of(coming), people()] == [before, [ADDRESS]]
    assert columns_of(past)["person_id"] is None
    kept = sorted((mail.kind, mail.registration_id) for mail in db.session.scalars(select(OutboxMessage)))
    assert kept == [("my_link", None), ("my_link", None), ("registration_changed", coming.id)]


def test_a_postponed_event_keeps_its_people_and_a_cancelled_one_does_not(app: Flask) -> None:
    postponed = make_registration(ended(91, state="postponed"))
    cancelled = make_registration(ended(91, state="cancelled"))
    assert forget_past_people() == 1
    assert [columns_of(row)["name"] for row in (postponed, cancelled)] == [NAME, ""]


def test_the_list_and_the_file_show_what_happened_instead_of_a_name(app: Flask, client: FlaskClient) -> None:
    network = make_network()
    event = make_event(network, slug="kracht", starts_at=clock.now() - timedelta(days=92))
    row = make_registration(event, organisation="Huis 9")
    make_registration(event, state="cancelled")
    assert forget_past_people() == 2
    sign_in(client, make_member(network, OWNER))
    for page in ("?state=all", "?state=confirmed", f"/{row.id}/cancel", "/export"):
        answer = client.get(f"/manage/events/kracht/attendees{page}", headers={"Accept-Language": "en"})
        assert [answer.status_code, NAME in answer.text] == [200, False]
        assert ("deleted after 90 days" in answer.text) == (page != "/export")
    answer = client.get("/manage/events/kracht/attendees/export/file", headers={"Accept-Language": "en"})
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.status_code == 200
    assert [line[:4] for line in lines[1:]] == [
        ["deleted after 90 days", "", "Huis 9", "Registered"],
        ["deleted after 90 days", "", "", "Registration cancelled"],
    ]
    query = "format=xlsx&state=all&columns=name"
    assert client.get(f"/manage/events/kracht/attendees/export/file?{query}").status_code == 200
    log = client.get(f"/manage/networks/{network.slug}/log", headers={"Accept-Language": "en"})
    assert [log.status_code, "this site, by itself" in log.text] == [200, True]


def test_the_personal_link_of_somebody_forgotten_is_gone(app: Flask, client: FlaskClient) -> None:
    row = make_registration(ended(91), email=ADDRESS)
    address = f"/me/{personal_token(person_of(row))}"
    assert client.get(address).status_code == 200
    forget_past_people()
    assert client.get(address).status_code == 410


def test_nobody_is_told_for_somebody_forgotten(app: Flask) -> None:
    event = ended(91)
    make_registration(event)
    forget_past_people()
    event.starts_at, event.ends_at = clock.now() + timedelta(days=1), clock.now() + timedelta(days=2)
    event.sequence, event.revised_at = 1, clock.now() - timedelta(hours=1)
    db.session.commit()
    assert [tell_of_changes(), db.session.scalars(select(OutboxMessage)).all()] == [0, []]


def test_the_job_is_known_and_the_consent_text_says_the_same(app: Flask) -> None:
    jobs: Jobs = app.extensions["jobs"]
    row = make_registration(ended(91))
    jobs.run(FORGET)
    assert columns_of(row)["name"] == ""
    event = db.session.scalars(select(Event).options(*WITH_NAMES).where(Event.id == row.event_id)).one()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert f"my remark {RETENTION.days} days after the event at the latest" in consent_words(event, asks=False)
