"""Whatever people, organisers and time do to an event, places are given once, in order, and nothing is lost."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from eventhub import clock
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.registrations import approval, service, waiting_list
from eventhub.registrations.availability import Availability, free_places, gives_places
from eventhub.registrations.jobs import serve_waiting_lists
from eventhub.registrations.models import ACTIVE, BY_ORGANISER, BY_PERSON, OFFERED, WAITING, Registration
from eventhub.registrations.queries import taken_of
from eventhub.registrations.refusals import AlreadyRegistered, RegistrationRefused
from eventhub.registrations.transitions import BEGINNINGS, TRANSITIONS, NotPossible
from tests.conftest import empty_tables
from tests.factories import make_account, make_event, utc

BEGIN = utc(2026, 11, 25, 10)
PEOPLE = tuple(f"p{number}@example.org" for number in range(6))
EXAMPLES = int(os.environ.get("EVENTHUB_FUZZ", "5"))
"""How many lives of 40 steps each machine lives; `make fuzz` has more."""
REFUSALS = (RegistrationRefused, AlreadyRegistered, NotPossible)
ACTS = {*BEGINNINGS.values(), *TRANSITIONS.values(), "registration.added"}
MAIL_OF = {
    "registration.made": "registration_confirmed", "registration.asked": "registration_asked",
    "registration.queued": "registration_queued", "registration.offered": "place_offered",
    "registration.declined": "place_declined", "registration.expired": "place_expired",
    "registration.rejected": "registration_rejected",
}  # fmt: skip
"""Acts of which each makes one mail, of a kind that nothing else makes."""


class LifeOfAnEvent(RuleBasedStateMachine):
    """One event, six people, an organiser, and the clock."""

    waiting = "automatic"
    needs_approval = False
    besides = frozenset({"account.made"})
    """What else the log may tell."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(BEGIN, tick=False)
        self.moment = self.clock.start()
        self.actor = make_account()
        self.event_id = make_event(
            capacity=2,
            waiting_list=self.waiting,
            needs_approval=self.needs_approval,
            starts_at=BEGIN + timedelta(days=9),
        ).id
        self.overbooked = self.places = self.sent = 0

    def teardown(self) -> None:
        self.clock.stop()
        db.session.rollback()
        empty_tables()

    @property
    def event(self) -> Event:
        return db.session.scalars(select(Event), execution_options={"populate_existing": True}).one()

    def rows(self, *states: str) -> list[Registration]:
        query = select(Registration).where(Registration.state.in_(states)).order_by(Registration.id)
        return list(db.session.scalars(query, execution_options={"populate_existing": True}))

    def do(self, act: Callable[..., Any], *args: Any, **values: Any) -> None:
        """Do it in a transaction; a refusal leaves everything as it was."""
        db.session.rollback()
        try:
            with transaction():
                act(*args, now=clock.now(), **values)
        except REFUSALS:
            return

    def some(self, which: int, *states: str) -> Registration | None:
        rows = self.rows(*states)
        return rows[which % len(rows)] if rows else None

    @rule(email=st.sampled_from(PEOPLE))
    def somebody_registers(self, email: str) -> None:
        self.sent += 1
        form = {"name": "Noor", "email": email, "language": "nl", "sending": f"form-{self.sent}"}
        self.do(service.register, self.event_id, **form)

    @rule(email=st.sampled_from(PEOPLE), overbook=st.booleans())
    def an_organiser_adds_somebody(self, email: str, overbook: bool) -> None:
        values = {"name": "Noor", "email": email, "language": "nl", "overbook": overbook}
        self.do(service.add_by_organiser, self.event_id, actor=self.actor, **values)

    @rule(which=st.integers(0, 9), by_organiser=st.booleans())
    def somebody_gives_their_place_back(self, which: int, by_organiser: bool) -> None:
        row = self.some(which, *ACTIVE)
        if row:
            by, actor = (BY_ORGANISER, self.actor) if by_organiser else (BY_PERSON, None)
            self.do(service.cancel_registration, row, by=by, actor=actor)

    @rule(which=st.integers(0, 9), act=st.sampled_from([waiting_list.accept, waiting_list.decline]))
    def somebody_answers_an_offer(self, which: int, act: Callable[..., None]) -> None:
        row = self.some(which, OFFERED, WAITING)
        if row:
            self.do(act, row)

    @rule(which=st.integers(0, 9), yes=st.booleans())
    def an_organiser_answers(self, which: int, yes: bool) -> None:
        row = self.some(which, *ACTIVE)
        if row:
            self.do(approval.approve if yes else approval.reject, row, actor=self.actor)

    @rule(which=st.integers(0, 9), overbook=st.booleans())
    def an_organiser_gives_a_place_out_of_turn(self, which: int, overbook: bool) -> None:
        row = self.some(which, *ACTIVE)
        if row:
            self.do(waiting_list.promote, row, actor=self.actor, overbook=overbook)

    @rule(capacity=st.integers(1, 4))
    def the_places_change(self, capacity: int) -> None:
        before = len(self.rows(*ACTIVE))
        self.event.capacity = capacity
        db.session.commit()
        assert len(self.rows(*ACTIVE)) == before

    @rule(closed=st.booleans())
    def registration_closes_or_opens(self, closed: bool) -> None:
        self.event.registration_closes_at = BEGIN if closed else None
        db.session.commit()

    @precondition(lambda _self: clock.now() < BEGIN + timedelta(days=12))
    @rule(hours=st.integers(1, 40))
    def time_goes_by(self, hours: int) -> None:
        self.moment.shift(timedelta(hours=hours))

    @rule(times=st.integers(1, 3))
    def the_jobs_run(self, times: int) -> None:
        db.session.rollback()
        for _ in range(times):
            serve_waiting_lists()
        event, taken = self.event, taken_of(self.event_id, clock.now())
        can_serve = gives_places(event, clock.now()) is Availability.OPEN and event.starts_at > clock.now()
        free = free_places(event, taken)
        if can_serve and not waiting_list.is_first_to_click(event, clock.now()):
            assert not (taken.waiting and free and free > 0), "a place stays free although somebody waits"

    @invariant()
    def no_place_is_given_beyond_the_limit_but_on_purpose(self) -> None:
        details = db.session.scalars(select(AuditEntry.details))
        on_purpose = sum(1 for each in details if each.get("overbooked"))
        most = max(self.event.capacity or 0, self.places) + on_purpose - self.overbooked
        self.places, self.overbooked = taken_of(self.event_id, clock.now()).places, on_purpose
        assert self.places <= most

    @invariant()
    def nobody_has_two(self) -> None:
        people = Counter(row.person_id for row in self.rows(*ACTIVE))
        assert all(count == 1 for count in people.values())

    @invariant()
    def each_step_is_written_down_and_told_once(self) -> None:
        acts = Counter(db.session.scalars(select(AuditEntry.action)))
        mails = Counter(db.session.scalars(select(OutboxMessage.kind)))
        begun = sum(acts[act] for act in (*BEGINNINGS.values(), "registration.added"))
        assert begun == db.session.scalar(select(func.count(Registration.id)))
        assert set(acts) <= ACTS | self.besides
        told = {act: mails[kind] for act, kind in MAIL_OF.items() if act != "registration.made"}
        promoted_to_ask = mails["registration_asked"] - acts["registration.asked"]
        told["registration.asked"] -= promoted_to_ask
        assert told == {act: acts[act] for act in told}

    @invariant()
    def who_waits_has_a_number_and_nobody_else(self) -> None:
        assert all((row.queue_number is not None) == (row.state == WAITING) for row in self.rows(*ACTIVE))


def live(machine: type[LifeOfAnEvent], examples: int = EXAMPLES) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=examples, stateful_step_count=40, deadline=None, suppress_health_check=checks),
    )


def test_places_go_to_who_waits_at_once(app: Flask) -> None:
    live(LifeOfAnEvent)


def test_places_are_offered_to_who_waits(app: Flask) -> None:
    live(type("WithOffers", (LifeOfAnEvent,), {"waiting": "offers"}))


def test_organisers_decide_who_gets_a_place(app: Flask) -> None:
    live(type("WithApproval", (LifeOfAnEvent,), {"needs_approval": True}))
