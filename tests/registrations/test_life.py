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
from eventhub.networks.models import MemberOrganisation
from eventhub.registrations import approval, service, waiting_list
from eventhub.registrations.availability import Availability, free_places, gives_places
from eventhub.registrations.changes import OnBehalf, Wishes, change_registration
from eventhub.registrations.groups import Contact, Member, MemberRefused, Party, TooFewPlaces, register_group
from eventhub.registrations.handing_over import SamePerson, hand_over
from eventhub.registrations.jobs import serve_waiting_lists
from eventhub.registrations.members import MemberRoom, held_by_members
from eventhub.registrations.models import ACTIVE, BY_ORGANISER, BY_PERSON, OFFERED, WAITING, Registration
from eventhub.registrations.queries import taken_of
from eventhub.registrations.refusals import AlreadyRegistered, MemberFull, RegistrationRefused, WayNotPossible
from eventhub.registrations.transitions import BEGINNINGS, TRANSITIONS, NotPossible
from tests.conftest import empty_tables
from tests.factories import make_account, make_event, save, utc

BEGIN = utc(2026, 11, 25, 10)
PEOPLE = tuple(f"p{number}@example.org" for number in range(6))
EXAMPLES = int(os.environ.get("EVENTHUB_FUZZ", "5"))
"""How many lives of 40 steps each machine lives; `make fuzz` has more."""
REFUSALS = (
    RegistrationRefused, AlreadyRegistered, NotPossible, WayNotPossible, TooFewPlaces, MemberRefused, MemberFull,
    SamePerson,
)  # fmt: skip
WAYS = ("on_site", "online")
ACTS = {*BEGINNINGS.values(), *TRANSITIONS.values(), "registration.added"}
MAIL_OF = {
    "registration.made": "registration_confirmed", "registration.asked": "registration_asked",
    "registration.offered": "place_offered",
    "registration.declined": "place_declined", "registration.expired": "place_expired",
    "registration.rejected": "registration_rejected",
}  # fmt: skip
"""Acts of which each makes one mail, of a kind that nothing else makes."""
Log = list[tuple[str, dict[str, Any]]]
"""Acts and what the log says about them."""


class LifeOfAnEvent(RuleBasedStateMachine):
    """One event, six people, an organiser, and the clock."""

    waiting = "automatic"
    needs_approval = False
    besides = frozenset({"account.made", "registration.changed", "registration.handed_over"})
    """What else the log may tell."""
    passes_over = False
    per_member: int | None = None

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(BEGIN, tick=False)
        self.moment = self.clock.start()
        self.actor = make_account()
        self.event_id = make_event(
            capacity=2, online_capacity=1, attendance="both", waiting_list=self.waiting, group_size=3,
            needs_approval=self.needs_approval, approves_changes=self.needs_approval,
            pass_over_groups=self.passes_over, member_capacity=self.per_member, starts_at=BEGIN + timedelta(days=9),
        ).id  # fmt: skip
        made = [save(MemberOrganisation(network_id=self.event.network_id, name=name)).id for name in ("Noord", "Zuid")]
        self.members: list[int | None] = [None, *made]
        self.most: dict[int, int] = {}
        self.overbooked = self.beyond = self.sent = 0
        self.held = (0, 0)

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

    @rule(email=st.sampled_from(PEOPLE), way=st.sampled_from(WAYS), of=st.integers(0, 2))
    def somebody_registers(self, email: str, way: str, of: int) -> None:
        self.sent += 1
        form = {"name": "Noor", "email": email, "language": "nl", "sending": f"form-{self.sent}", "attendance": way}
        self.do(service.register, self.event_id, member_id=self.members[of], **form)

    @rule(
        contact=st.sampled_from(PEOPLE),
        members=st.lists(st.tuples(st.sampled_from(("", *PEOPLE)), st.sampled_from(WAYS)), min_size=1, max_size=3),
        together=st.booleans(), of=st.integers(0, 2),
    )  # fmt: skip
    def somebody_registers_several(
        self, contact: str, members: list[tuple[str, str]], together: bool, of: int
    ) -> None:  # fmt: skip
        self.sent += 1
        unique = dict.fromkeys(email for email, _way in members if email)
        people = [Member("Lars", attendance=way, member_id=self.members[of]) for email, way in members if not email]
        ways = dict(members)
        people += [Member("Lars", email, "nl", attendance=ways[email], member_id=self.members[of]) for email in unique]
        party = Party(Contact("Noor", contact, "nl"), tuple(people), together)
        before = {row.id for row in self.rows(*ACTIVE)}
        self.do(register_group, self.event_id, party, sending=f"form-{self.sent}")
        made = [row for row in self.rows(*ACTIVE) if row.id not in before]
        if together:
            assert len({row.state for row in made}) <= 1, "some of a group that stays together got more than others"

    @rule(which=st.integers(0, 9), way=st.sampled_from(WAYS), by_organiser=st.booleans())
    def somebody_takes_part_in_another_way(self, which: int, way: str, by_organiser: bool) -> None:
        row = self.some(which, *ACTIVE)
        if row:
            by = OnBehalf(self.actor) if by_organiser else None
            self.do(change_registration, row, Wishes({"attendance": way}), by=by)

    @rule(which=st.integers(0, 9), of=st.integers(0, 2), overbook=st.booleans())
    def somebody_comes_from_elsewhere(self, which: int, of: int, overbook: bool) -> None:
        row = self.some(which, *ACTIVE)
        if row:
            by = OnBehalf(self.actor, overbook=True) if overbook else None
            self.do(change_registration, row, Wishes({"member_id": self.members[of]}), by=by)

    @rule(which=st.integers(0, 9), email=st.sampled_from(PEOPLE), by_organiser=st.booleans())
    def somebody_hands_their_place_over(self, which: int, email: str, by_organiser: bool) -> None:
        row = self.some(which, *ACTIVE)
        if row:
            self.do(hand_over, row, name="Jef", email=email, by=OnBehalf(self.actor) if by_organiser else None)

    @rule(email=st.sampled_from(PEOPLE), way=st.sampled_from(WAYS), overbook=st.booleans(), of=st.integers(0, 2))
    def an_organiser_adds_somebody(self, email: str, way: str, overbook: bool, of: int) -> None:
        values = {"name": "Noor", "email": email, "language": "nl", "overbook": overbook, "attendance": way}
        self.do(service.add_by_organiser, self.event_id, actor=self.actor, member_id=self.members[of], **values)

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
        if not can_serve or waiting_list.is_first_to_click(event, clock.now()):
            return
        together = waiting_list.served_together(waiting_list.queue_of(self.event_id))
        for unit in together:
            wanted = Counter(row.attendance for row in unit)
            fits = MemberRoom(event).fits(*(row.member_id for row in unit)) and all(
                (free_places(event, taken, way) or 0) >= count for way, count in wanted.items()
            )
            assert not fits, "a place stays free although somebody waits who fits"
            if len(unit) > 1 and not self.passes_over:
                break  # the others wait for this group, unless there will never be places for it

    @invariant()
    def everything_holds(self) -> None:
        """Looked at once for all: these lives are many."""
        log = [(act, details) for act, details in db.session.execute(select(AuditEntry.action, AuditEntry.details))]
        people = select(Registration.person_id, Registration.state, Registration.queue_number)
        rows = [(*row,) for row in db.session.execute(people.where(Registration.state.in_(ACTIVE)))]
        self.no_place_is_given_beyond_the_limit_but_on_purpose(log)
        self.no_organisation_has_more_than_its_number_but_on_purpose(log)
        self.each_step_is_written_down_and_told_once(log)
        known = Counter(person for person, _state, _number in rows if person)
        assert all(count == 1 for count in known.values()), "somebody has two"
        assert all((number is not None) == (state == WAITING) for _person, state, number in rows)

    def no_place_is_given_beyond_the_limit_but_on_purpose(self, log: Log) -> None:
        on_purpose = sum(1 for _act, details in log if details.get("overbooked"))
        limits = (self.event.capacity or 0, 1)
        taken = taken_of(self.event_id, clock.now())
        more = on_purpose - self.overbooked
        held, before, self.overbooked = (taken.on_site, taken.online), self.held, on_purpose
        self.held = held
        for now, then, limit in zip(held, before, limits, strict=True):
            assert now <= max(limit, then) + more

    def no_organisation_has_more_than_its_number_but_on_purpose(self, log: Log) -> None:
        on_purpose = sum(1 for _act, details in log if details.get("overbooked"))
        more, self.beyond = on_purpose - self.beyond, on_purpose
        held, before = held_by_members(self.event), self.most
        assert all(count <= max(self.per_member or 0, before.get(one, 0)) + more for one, count in held.items())
        self.most = held

    def each_step_is_written_down_and_told_once(self, log: Log) -> None:
        acts = Counter(act for act, _details in log)
        mails = Counter(db.session.scalars(select(OutboxMessage.kind)))
        begun = sum(acts[act] for act in (*BEGINNINGS.values(), "registration.added"))
        assert begun == db.session.scalar(select(func.count(Registration.id)))
        assert set(acts) <= ACTS | self.besides
        assert mails["place_handed_over"] >= mails["place_received"] == acts["registration.handed_over"]
        assert mails["registration_reopened"] + acts["registration.handed_over"] >= acts["registration.reopened"]
        in_groups = sum(1 for _act, details in log if details.get("group"))
        assert acts["registration.queued"] - in_groups <= mails["registration_queued"] <= acts["registration.queued"]
        told = {act: mails[kind] for act, kind in MAIL_OF.items() if act != "registration.made"}
        promoted_to_ask = mails["registration_asked"] - acts["registration.asked"]
        told["registration.asked"] -= promoted_to_ask
        assert told == {act: acts[act] for act in told}


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


def test_groups_that_do_not_fit_are_passed_over(app: Flask) -> None:
    live(type("PassingOver", (LifeOfAnEvent,), {"passes_over": True}))


def test_no_member_organisation_sends_too_many(app: Flask) -> None:
    live(type("PerMember", (LifeOfAnEvent,), {"per_member": 1, "passes_over": True}))


def test_no_member_organisation_is_offered_too_many(app: Flask) -> None:
    live(type("PerMemberWithOffers", (LifeOfAnEvent,), {"per_member": 2, "waiting": "offers"}))
