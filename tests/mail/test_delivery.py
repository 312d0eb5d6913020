"""Mails leave once, in order, whatever the mail server does."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from eventhub import clock
from eventhub.database.session import transaction
from eventhub.mail import claims
from eventhub.mail.delivery import deliver_due
from eventhub.mail.models import DROPPED, FAILED, QUEUED, SENDING, SENT
from eventhub.mail.service import drop_mails, queue_mail
from tests.mail import smtp as servers
from tests.mail.outbox import WORDS, count, point_at, stored, write
from tests.mail.smtp import Server

MINUTES = (1, 2, 5, 10, 15, 15, 15)


def test_mail_that_is_due_leaves_once(app: Flask, mailing: Server) -> None:
    mail = write()
    assert deliver_due() == 1
    assert deliver_due() == 0
    assert [(got.recipient, got.message_id) for got in mailing.received] == [
        ("noor@example.org", stored(mail).message_id)
    ]
    assert (stored(mail).state, stored(mail).attempts, stored(mail).lease) == (SENT, 1, None)
    assert stored(mail).sent_at is not None


def test_many_mails_share_a_connection(app: Flask, mailing: Server) -> None:
    for number in range(45):
        write(f"person{number}@example.org")
    assert deliver_due() == 45
    assert mailing.handler.connections == 1


def test_mails_to_one_person_keep_their_order(app: Flask, mailing: Server) -> None:
    for number in range(30):
        write(f"person{number % 3}@example.org", subject=str(number))
    deliver_due()
    assert mailing.subjects("person1@example.org") == [str(number) for number in range(1, 30, 3)]


def test_mail_of_a_dropped_transaction_is_never_sent(app: Flask, mailing: Server) -> None:
    def write_and_fail() -> None:
        with transaction():
            queue_mail(kind="test", to_address="a@example.org", language="nl", words=WORDS, now=clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert deliver_due() == 0
    assert count() == 0


def test_mail_for_later_waits(app: Flask, mailing: Server) -> None:
    mail = write(now=clock.now() + timedelta(hours=1))
    assert deliver_due() == 0
    assert stored(mail).state == QUEUED


def test_server_down_for_an_hour_loses_nothing_and_keeps_the_order(app: Flask, mailing: Server) -> None:
    people = [f"person{number}@example.org" for number in range(20)]
    mailing.stop()
    with time_machine.travel(clock.now(), tick=False) as travel:
        for number in range(60):
            write(people[number % 20], subject=str(number))
        for _minute in range(60):
            assert deliver_due() == 0
            travel.shift(timedelta(minutes=1))
        late = write(people[0], subject="late")
        mailing.start()
        for _minute in range(16):
            deliver_due()
            travel.shift(timedelta(minutes=1))
    assert count(SENT) == 61
    assert stored(late).state == SENT
    assert {person: mailing.subjects(person) for person in people} == {
        person: [str(number), str(number + 20), str(number + 40), *(["late"] if number == 0 else [])]
        for number, person in enumerate(people)
    }


@pytest.mark.parametrize("mode", [servers.GREYLISTED, servers.BUSY, servers.DROPS_BEFORE_ANSWER])
def test_passing_trouble_is_met_with_growing_patience(app: Flask, mailing: Server, mode: str) -> None:
    mailing.handler.mode = mode
    with time_machine.travel(clock.now(), tick=False) as travel:
        mail = write()
        for attempt, minutes in enumerate(MINUTES, 1):
            assert deliver_due() == 0
            row = stored(mail)
            assert (row.state, row.attempts) == (QUEUED, attempt)
            assert row.due_at - clock.now() == timedelta(minutes=minutes)
            travel.shift(timedelta(minutes=minutes))
        mailing.handler.mode = servers.NORMAL
        assert deliver_due() == 1
    assert len(mailing.received) == 1
    assert stored(mail).last_error == ""


@pytest.mark.parametrize("mode", [servers.NO_SUCH_USER, servers.BAD_CONTENT])
def test_refusal_for_good_is_final(app: Flask, mailing: Server, mode: str) -> None:
    mailing.handler.mode = mode
    mail = write("gone@example.org")
    assert deliver_due() == 0
    row = stored(mail)
    assert (row.state, row.attempts, row.lease) == (FAILED, 1, None)
    assert row.last_error.startswith("55")
    assert "gone@example.org" not in row.last_error
    mailing.handler.mode = servers.NORMAL
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert deliver_due() == 0


def test_one_refused_person_holds_back_nobody_else(app: Flask, mailing: Server) -> None:
    mailing.handler.mode, mailing.handler.picky_about = servers.NO_SUCH_USER, "gone@example.org"
    mails = [write(person) for person in ("a@example.org", "gone@example.org", "b@example.org")]
    assert deliver_due() == 2
    assert [stored(mail).state for mail in mails] == [SENT, FAILED, SENT]


def test_later_mail_waits_for_an_earlier_one_to_the_same_person(app: Flask, mailing: Server) -> None:
    mailing.handler.mode, mailing.handler.picky_about = servers.GREYLISTED, "slow@example.org"
    with time_machine.travel(clock.now(), tick=False) as travel:
        mails = [write("slow@example.org", subject=str(number)) for number in range(3)]
        write("quick@example.org")
        assert deliver_due() == 1
        assert [stored(mail).attempts for mail in mails] == [1, 0, 0]
        mailing.handler.mode = servers.NORMAL
        assert deliver_due() == 0
        travel.shift(timedelta(minutes=1))
        assert deliver_due() == 3
    assert mailing.subjects("slow@example.org") == ["0", "1", "2"]


def test_mail_refused_for_hours_no_longer_holds_back_newer_ones(app: Flask, mailing: Server) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        stuck = write()
        mailing.handler.mode = servers.GREYLISTED
        for _quarter in range(20):
            deliver_due()
            travel.shift(timedelta(minutes=15))
        travel.shift(timedelta(minutes=-14))
        mailing.handler.mode = servers.NORMAL
        newer = write(subject="newer")
        assert deliver_due() == 1
        assert (stored(stuck).state, stored(newer).state) == (QUEUED, SENT)


def test_trouble_for_three_days_is_given_up(app: Flask, mailing: Server) -> None:
    rests = [claims.pause_after(attempt) for attempt in range(1, claims.MOST_ATTEMPTS)]
    assert timedelta(hours=72) <= sum(rests, timedelta()) < timedelta(hours=72, minutes=15)
    mailing.stop()
    with time_machine.travel(clock.now(), tick=False) as travel:
        mail = write()
        with transaction():
            stored(mail).attempts = claims.MOST_ATTEMPTS - 2
        assert deliver_due() == 0
        assert stored(mail).state == QUEUED
        travel.shift(timedelta(minutes=15))
        assert deliver_due() == 0
        assert stored(mail).state == FAILED
        travel.shift(timedelta(days=1))
        mailing.start()
        assert deliver_due() == 0


def test_server_that_hangs_costs_a_timeout_not_for_ever(app: Flask, mailing: Server) -> None:
    point_at(app, mailing, mail_timeout_seconds=0.3)
    mailing.handler.mode, mailing.handler.picky_about = servers.HANGING, "stuck@example.org"
    mails = [write("stuck@example.org"), write("b@example.org")]
    assert deliver_due() == 1
    assert [stored(mail).state for mail in mails] == [QUEUED, SENT]


def test_server_that_hangs_on_everyone_is_left_alone_for_now(app: Flask, mailing: Server) -> None:
    point_at(app, mailing, mail_timeout_seconds=0.2)
    mailing.handler.mode = servers.HANGING
    mails = [write(f"person{number}@example.org") for number in range(6)]
    assert deliver_due() == 0
    assert [(stored(mail).state, stored(mail).attempts) for mail in mails] == [(QUEUED, 1)] * 3 + [(QUEUED, 0)] * 3


def test_server_that_drops_the_line_after_taking_a_mail_gets_it_again_under_the_same_id(
    app: Flask, mailing: Server
) -> None:
    mailing.handler.mode = servers.DROPS_AFTER_DATA
    with time_machine.travel(clock.now(), tick=False) as travel:
        mail = write()
        assert deliver_due() == 0
        mailing.handler.mode = servers.NORMAL
        travel.shift(timedelta(minutes=1))
        assert deliver_due() == 1
    assert {got.message_id for got in mailing.received} == {stored(mail).message_id}
    assert len(mailing.received) == 2


def test_refusal_of_the_hub_itself_waits_for_the_hub_to_be_mended(app: Flask, mailing: Server) -> None:
    mailing.handler.mode = servers.NOT_US
    mail = write()
    assert deliver_due() == 0
    assert (stored(mail).state, stored(mail).last_error) == (QUEUED, "550 5.7.1 you may not send here")


def test_mail_left_behind_by_a_dead_process_is_taken_over_when_its_lease_ends(app: Flask, mailing: Server) -> None:
    mail = write()
    with transaction():
        claims.claim(clock.now(), timedelta(minutes=2))
    assert deliver_due() == 0
    assert stored(mail).state == SENDING
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        assert deliver_due() == 1
    assert len(mailing.received) == 1


def test_lease_that_another_took_over_cannot_be_used(app: Flask, mailing: Server) -> None:
    mail = write()
    with transaction():
        old, _ = claims.claim(clock.now(), timedelta(minutes=2))
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        with transaction():
            new, ids = claims.claim(clock.now(), timedelta(minutes=2))
        assert ids == [mail]
        with transaction():
            assert claims.begin(mail, old, clock.now(), timedelta(minutes=2)) is None
            claims.mark_failed(mail, old, "stale")
        assert (stored(mail).state, stored(mail).lease) == (SENDING, new)


def test_stopping_process_gives_back_what_it_did_not_send(app: Flask, mailing: Server) -> None:
    mails = [write(f"person{number}@example.org") for number in range(5)]
    assert deliver_due(stopping=lambda: len(mailing.received) >= 2) == 2
    assert [stored(mail).state for mail in mails] == [SENT, SENT, QUEUED, QUEUED, QUEUED]
    assert deliver_due() == 3


def test_mails_of_a_cancelled_registration_are_not_sent(app: Flask, mailing: Server) -> None:
    dropped, other = write(registration_id=7), write("b@example.org", registration_id=8)
    with transaction():
        drop_mails(registration_id=7)
    assert deliver_due() == 1
    assert (stored(dropped).state, stored(other).state) == (DROPPED, SENT)


def test_mail_dropped_between_claim_and_sending_is_not_sent(app: Flask, mailing: Server) -> None:
    write("first@example.org")
    dropped = write("second@example.org", registration_id=7)
    done = []

    def drop_after_the_first() -> bool:
        if mailing.received and not done:
            done.append(1)
            with transaction():
                drop_mails(registration_id=7)
        return False

    assert deliver_due(stopping=drop_after_the_first) == 1
    assert stored(dropped).state == DROPPED
    assert [got.recipient for got in mailing.received] == ["first@example.org"]
