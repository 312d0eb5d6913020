"""Organisers put people on the list, write to them and remind them."""

import io
import re
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.mail.models import FAILED, OutboxMessage
from eventhub.networks.models import MemberOrganisation, Network
from eventhub.registrations.doors import members_token
from eventhub.registrations.invitation_models import ACCEPTED, DECLINED, WITHDRAWN, Invitation, LeftAlone, mark_of
from tests.factories import make_event, make_invitation, make_registration, save

CSRF = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
PAGE = "/manage/events/kracht/invitations"
LIST = "Noor Peeters <noor@example.org>\nwrong address\njef@example.org; Jef Maes; De Brug\nnoor@example.org\n@nobody"


def post(organiser: FlaskClient, page: str, data: dict[str, Any] | None = None) -> Any:
    token = CSRF.search(organiser.get(f"{PAGE}/add").text)
    assert token is not None
    return organiser.post(page, data={"csrf_token": token[1], **(data or {})})


def send_list(organiser: FlaskClient, text: str, action: str = "invite", **more: Any) -> Any:
    data = {"people": text, "language": "nl", "source": "list", "action": action, **more}
    return post(organiser, f"{PAGE}/add", data=data)


def invited() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Invitation.email).order_by(Invitation.email)))


def mails(kind: str = "invitation") -> list[OutboxMessage]:
    db.session.rollback()
    query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(db.session.scalars(query))


def test_a_list_is_looked_through_before_anybody_is_invited(organiser: FlaskClient) -> None:
    page = send_list(organiser, LIST, "check")
    assert page.status_code == 200
    assert "2 people can be invited" in page.text
    assert "2 lines are to be mended" in page.text
    assert "Stands in the list twice" in page.text
    assert invited() == []


def test_lines_to_mend_stay_in_the_form_when_the_others_are_invited(organiser: FlaskClient) -> None:
    page = send_list(organiser, LIST)
    assert "\nwrong address\n@nobody</textarea>" in page.text.replace("\r", "")
    assert invited() == ["jef@example.org", "noor@example.org"]
    assert mails() == []
    assert send_list(organiser, "mended@example.org").status_code == 303
    assert invited() == ["jef@example.org", "mended@example.org", "noor@example.org"]


def test_a_file_is_read_as_the_lines_are(organiser: FlaskClient) -> None:
    file = (io.BytesIO("E-mail;Naam\nzoe@example.org;Zoë Maes\n".encode("cp1252")), "list.csv")
    send_list(organiser, "jef@example.org", file=file)
    assert invited() == ["jef@example.org", "zoe@example.org"]
    assert db.session.scalars(select(Invitation.name).where(Invitation.email == "zoe@example.org")).one() == "Zoë Maes"


def test_who_is_invited_registered_or_to_be_left_alone_is_not_invited_again(
    organiser: FlaskClient, network: Network, event: Event
) -> None:
    make_invitation(event, email="a@example.org")
    make_registration(event, email="b@example.org")
    save(LeftAlone(network_id=network.id, mark=mark_of("c@example.org"), created_at=clock.now()))
    page = send_list(organiser, "a@example.org\nb@example.org\nc@example.org")
    assert page.status_code == 422
    for words in ("Invited already.", "Registered already.", "Asked not to be invited"):
        assert words in page.text
    assert invited() == ["a@example.org"]


def test_only_people_who_said_so_are_taken_over_from_earlier_events(
    organiser: FlaskClient, network: Network, event: Event
) -> None:
    earlier = make_event(network)
    make_registration(earlier, email="willing@example.org", may_be_invited=True)
    make_registration(earlier, email="gone@example.org", may_be_invited=True, state="cancelled")
    make_registration(earlier, email="other@example.org")
    make_registration(make_event(), email="elsewhere@example.org", may_be_invited=True)
    save(MemberOrganisation(network=network, name="De Brug", contact_email="brug@example.org"))
    assert "brug@example.org; ; De Brug" in organiser.get(f"{PAGE}/add?from=members").text
    everyone = organiser.get(f"{PAGE}/add?from=people").text
    assert ["willing@" in everyone, "gone@" in everyone, "other@" in everyone, "elsewhere@" in everyone] == [
        True, True, False, False,
    ]  # fmt: skip
    chosen = organiser.get(f"{PAGE}/add?from=event-{earlier.id}&who=registered").text
    looked = db.session.scalars(select(AuditEntry.details).where(AuditEntry.action == "invitation.taken_over"))
    assert [one["count"] for one in looked] == [1, 2, 1]
    assert ["willing@" in chosen, "gone@" in chosen] == [True, False]


def test_the_letter_is_shown_with_real_data_and_sent_once(organiser: FlaskClient, event: Event) -> None:
    make_invitation(event, email="noor@example.org", name="Noor Peeters", sent_at=None)
    words = {"subject-nl": "Kom naar {event}", "text-nl": "Dag {name}, **kom** op {when}."}
    assert post(organiser, f"{PAGE}/letter", data=words).status_code == 303
    shown = organiser.get(f"{PAGE}/letter").text
    assert "Kom naar De kracht van nabijheid" in shown
    assert "Dag Noor Peeters, kom op" in shown
    assert post(organiser, f"{PAGE}/letter/send").status_code == 303
    assert post(organiser, f"{PAGE}/letter/send").status_code == 303
    [mail] = mails()
    assert (mail.to_address, mail.subject) == ("noor@example.org", "Kom naar De kracht van nabijheid")
    assert "<strong>kom</strong>" in mail.html
    assert "/invitations/" in mail.text


def test_a_name_writes_no_markup_into_the_letter(organiser: FlaskClient, network: Network, event: Event) -> None:
    network.name = "<i>Naaste</i>"
    make_invitation(event, name="<b>Noor</b> **x**", sent_at=None)
    post(organiser, f"{PAGE}/letter", data={"subject-nl": "x", "text-nl": "Dag {name} {event}"})
    event.title = {"nl": "<i>Schuin</i> **vet**"}
    db.session.commit()
    post(organiser, f"{PAGE}/letter/send")
    [mail] = mails()
    assert "<i>" not in mail.html
    assert "<b>" not in mail.html
    assert "<strong>vet" not in mail.html


def test_a_letter_with_an_unknown_placeholder_does_not_leave(organiser: FlaskClient, event: Event) -> None:
    make_invitation(event, sent_at=None)
    post(organiser, f"{PAGE}/letter", data={"subject-nl": "x", "text-nl": "Dag {naam}"})
    assert "“{naam}” means nothing" in organiser.get(f"{PAGE}/letter").text
    post(organiser, f"{PAGE}/letter/send")
    assert mails() == []


def test_the_invitation_does_not_leave_before_the_event_is_published(organiser: FlaskClient, event: Event) -> None:
    make_invitation(event, sent_at=None)
    event.state = "announced"
    db.session.commit()
    post(organiser, f"{PAGE}/letter/send")
    assert mails() == []


def test_only_who_has_not_answered_is_reminded(organiser: FlaskClient, event: Event) -> None:
    silent, left_out = (make_invitation(event, email=f"{who}@example.org") for who in ("silent", "left.out"))
    for state in (ACCEPTED, DECLINED, WITHDRAWN):
        make_invitation(event, state=state)
    make_invitation(event, sent_at=None)
    everybody = re.findall(r'name="people" value="(\d+)" checked', organiser.get(f"{PAGE}/reminder").text)
    answered = db.session.scalars(select(Invitation.id).where(Invitation.state == ACCEPTED)).one()
    assert everybody == [str(silent.id), str(left_out.id)]
    post(organiser, f"{PAGE}/reminder/send", {"people": [silent.id, answered]})
    assert [mail.to_address for mail in mails("invitation_reminder")] == ["silent@example.org"]
    assert post(organiser, f"{PAGE}/reminder/send").status_code == 422
    db.session.refresh(silent)
    assert silent.reminders == 1


def test_the_list_says_who_could_not_be_reached(organiser: FlaskClient, network: Network, event: Event) -> None:
    guest = make_invitation(event)
    save(
        OutboxMessage(
            message_id="<1@example.org>", kind="invitation", to_address=guest.email, language="nl", subject="x",
            text="x", html="x", network_id=network.id, event_id=event.id, state=FAILED, due_at=clock.now(),
            created_at=clock.now(),
        )
    )  # fmt: skip
    assert "Could not be delivered" in organiser.get(PAGE).text


def test_the_list_is_searched_and_chosen_by_state(organiser: FlaskClient, event: Event) -> None:
    make_invitation(event, email="noor@example.org", name="Noor Peeters")
    make_invitation(event, email="jef@example.org", name="Jef Maes", state=DECLINED)
    assert "Jef Maes" not in organiser.get(f"{PAGE}?q=peeters").text
    assert "Noor Peeters" not in organiser.get(f"{PAGE}?state=declined").text


def test_a_withdrawn_invitation_keeps_its_mail_back(organiser: FlaskClient, event: Event) -> None:
    guest = make_invitation(event, sent_at=None)
    post(organiser, f"{PAGE}/letter/send")
    post(organiser, f"{PAGE}/{guest.id}/withdraw")
    db.session.refresh(guest)
    assert (guest.state, [mail.state for mail in mails()]) == (WITHDRAWN, ["dropped"])


def test_what_organisers_do_is_in_the_log_without_names(organiser: FlaskClient, event: Event) -> None:
    send_list(organiser, "jef@example.org")
    post(organiser, f"{PAGE}/letter/send")
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.like("invitation.%")))
    found = sorted(entries, key=lambda one: one.id)
    assert [one.action for one in found] == ["invitation.added", "invitation.sent"]
    assert "jef" not in str([one.details for one in found])


def test_places_are_kept_and_members_let_in_by_the_clock_of_the_event(organiser: FlaskClient, event: Event) -> None:
    data = {
        "invited_only": "",
        "kept": "5",
        "kept_on": "2027-05-01",
        "members_on": "2027-04-01",
        "members_time": "8:00",
    }
    assert post(organiser, f"{PAGE}/rules", data=data).status_code == 303
    db.session.refresh(event)
    assert event.kept_for_invited == 5
    assert event.kept_until_at is not None
    assert event.members_open_at is not None
    assert event.kept_until_at.isoformat() == "2027-05-01T07:00:00+00:00"
    assert event.members_open_at.isoformat() == "2027-04-01T06:00:00+00:00"
    assert members_token(event) in organiser.get(f"{PAGE}/rules").text


def test_the_link_for_members_is_made_anew_and_the_old_one_says_so(organiser: FlaskClient, event: Event) -> None:
    event.registration_opens_at = clock.now() + timedelta(days=9)
    event.members_open_at = clock.now() - timedelta(days=1)
    db.session.commit()
    old = f"/events/kracht/register?members={members_token(event)}"
    assert 'name="consent"' in organiser.get(old).text
    assert post(organiser, f"{PAGE}/members-link").status_code == 303
    db.session.refresh(event)
    new = f"/events/kracht/register?members={members_token(event)}"
    pages = [organiser.get(page, headers={"Accept-Language": "en"}) for page in (old, new)]
    assert [page.status_code for page in pages] == [200, 200]
    assert ["Ask the organisers for the new link." in page.text for page in pages] == [True, False]
    assert ['name="consent"' in page.text for page in pages] == [False, True]
    assert members_token(event) in organiser.get(f"{PAGE}/rules").text


def test_the_list_of_attendees_says_who_came_by_invitation(organiser: FlaskClient, event: Event) -> None:
    place = make_registration(event)
    assert "by invitation" not in organiser.get("/manage/events/kracht/attendees").text
    make_invitation(event, state=ACCEPTED, registration_id=place.id)
    assert "by invitation" in organiser.get("/manage/events/kracht/attendees").text


def test_the_overview_leads_to_the_invitations(organiser: FlaskClient, app: Flask, event: Event) -> None:
    make_invitation(event, state=ACCEPTED)
    make_invitation(event)
    assert "of 2 invited people accepted" in organiser.get("/manage/events/kracht").text


def test_the_list_is_taken_away_as_a_file_that_calculates_nothing_and_is_written_down(
    organiser: FlaskClient, event: Event
) -> None:
    make_invitation(event, email="noor@example.org", name="=1+1", organisation="De Brug")
    answer = organiser.get(f"{PAGE}/export", headers={"Accept-Language": "en"})
    line = answer.data.decode("utf-8-sig").splitlines()[1].split(",")
    assert (answer.headers["Content-Type"], line[:5]) == (
        "text/csv; charset=utf-8", ["'=1+1", "noor@example.org", "De Brug", "nl", "Not answered"],
    )  # fmt: skip
    db.session.rollback()
    assert db.session.scalars(select(AuditEntry.action)).all() == ["invitation.exported"]
