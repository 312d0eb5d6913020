"""The same lives, lived through pages: every act is a page that is opened, a form that is filled in, and an answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from flask.testing import FlaskClient

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.networks.models import OWNER, Membership
from eventhub.registrations import approval, service, waiting_list
from eventhub.registrations.mails import addressee
from eventhub.registrations.models import BY_PERSON, Registration
from eventhub.registrations.people import personal_token
from eventhub.registrations.queries import WITH_EVENT
from tests.factories import save, sign_in
from tests.registrations.test_life import EXAMPLES, LifeOfAnEvent, live
from tests.safety.sending import Changes, forms_of, submit

ANSWERS = frozenset({200, 303, 403, 404, 410, 422})
"""What a page may answer to somebody who is in time, or who is not."""


class LifeThroughPages(LifeOfAnEvent):
    """What the service is asked elsewhere is here what a person or an organiser does in a browser."""

    besides = LifeOfAnEvent.besides | {"attendees.viewed"}

    def __init__(self) -> None:
        super().__init__()
        event = self.event
        save(Membership(account_id=self.actor.id, network_id=event.network_id, role=OWNER, created_at=event.created_at))
        self.slug = event.slug
        self.deeds: dict[Callable[..., Any], Callable[..., None]] = {
            service.register: self._registers, service.add_by_organiser: self._is_added,
            service.cancel_registration: self._cancels, waiting_list.accept: self._accepts,
            waiting_list.decline: self._declines, approval.approve: self._is_approved,
            approval.reject: self._is_rejected, waiting_list.promote: self._is_promoted,
        }  # fmt: skip

    def do(self, act: Callable[..., Any], *args: Any, **values: Any) -> None:
        db.session.rollback()
        if act in self.deeds:
            self.deeds[act](*args, **values)
            db.session.rollback()
        else:
            super().do(act, *args, **values)

    def send(self, client: FlaskClient, page: str, endpoint: str, changes: Changes) -> None:
        """Fill in the form of a page; where the page has none any more, somebody was faster."""
        opened = client.get(page)
        assert opened.status_code in ANSWERS, f"{page}: {opened.status_code}"
        if opened.status_code != 200:
            return
        sent_to = [to for to, _where, form in forms_of(current_app, page, opened.text) if form.method == "POST"]
        if endpoint in sent_to:
            answer = submit(client, page, endpoint, changes)
            assert answer.status_code in ANSWERS, f"{page}: {answer.status_code}"

    def visitor(self) -> FlaskClient:
        return current_app.test_client()

    def organiser(self) -> FlaskClient:
        """Signed in anew: hours go by between two acts, and a sign-in ends."""
        client = current_app.test_client()
        sign_in(client, db.session.get_one(Account, self.actor.id))
        return client

    def own_page(self, row: Registration, rest: str) -> str:
        query = db.select(Registration).options(*WITH_EVENT).where(Registration.id == row.id)
        registration = db.session.scalars(query).one()
        person = addressee(registration)  # of somebody without an address it is the contact's page
        assert person is not None
        return f"/me/{personal_token(person)}/places/{registration.key}/{rest}"

    def _registers(self, _event_id: int, *, email: str, name: str, **_values: Any) -> None:
        page = f"/events/{self.slug}/register"
        self.send(self.visitor(), page, "registrations.register", {"name": name, "email": email, "consent": "y"})

    def _is_added(self, _event_id: int, *, email: str, name: str, overbook: bool, **_values: Any) -> None:
        changes = {"name": name, "email": email, "tell": "y", **({"overbook": "y"} if overbook else {})}
        self.send(self.organiser(), f"/manage/events/{self.slug}/attendees/add", "attendees.add", changes)

    def _cancels(self, row: Registration, *, by: str, **_values: Any) -> None:
        if by == BY_PERSON:
            self.send(self.visitor(), self.own_page(row, "cancel"), "personal.cancel", {})
            return
        page = f"/manage/events/{self.slug}/attendees/{row.id}/cancel"
        self.send(self.organiser(), page, "attendees.cancel", {"tell": "y"})

    def _accepts(self, row: Registration, **_values: datetime) -> None:
        self.send(self.visitor(), self.own_page(row, "answer"), "personal.answer", {"action": "accept"})

    def _declines(self, row: Registration, **_values: datetime) -> None:
        self.send(self.visitor(), self.own_page(row, "answer"), "personal.answer", {"action": "decline"})

    def _decided(self, row: Registration, action: str) -> None:
        page = f"/manage/events/{self.slug}/attendees?state=pending"
        self.send(self.organiser(), page, "attendees.decide", {"people": str(row.id), "action": action, "tell": "y"})

    def _is_approved(self, row: Registration, **_values: Any) -> None:
        self._decided(row, "approve")

    def _is_rejected(self, row: Registration, **_values: Any) -> None:
        self._decided(row, "reject")

    def _is_promoted(self, row: Registration, *, overbook: bool, **_values: Any) -> None:
        page = f"/manage/events/{self.slug}/attendees/{row.id}/queue"
        changes = {"action": "promote", **({"overbook": "y"} if overbook else {})}
        self.send(self.organiser(), page, "attendees.queue", changes)


FEWER = max(2, EXAMPLES // 2)


def test_places_go_to_who_waits_at_once_through_pages(app: Flask) -> None:
    live(LifeThroughPages, FEWER)


def test_places_are_offered_to_who_waits_through_pages(app: Flask) -> None:
    live(type("WithOffers", (LifeThroughPages,), {"waiting": "offers"}), FEWER)


def test_organisers_decide_who_gets_a_place_through_pages(app: Flask) -> None:
    live(type("WithApproval", (LifeThroughPages,), {"needs_approval": True}), FEWER)
