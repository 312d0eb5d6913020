"""Processes that die, and processes that work side by side, neither lose nor double a mail."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from eventhub import clock
from eventhub.config import Settings
from eventhub.database.session import transaction
from eventhub.mail.delivery import deliver_due
from eventhub.mail.models import QUEUED, SENDING, SENT
from eventhub.mail.service import queue_mail
from tests.mail.outbox import WORDS, count, write
from tests.mail.smtp import Server
from tests.processes import environment_of

MANY = 150
Start = Callable[[str], subprocess.Popen[bytes]]


@pytest.fixture
def start(app: Flask, mailing: Server) -> Iterator[Start]:
    """Start a process of this installation that does one deed."""
    settings: Settings = app.extensions["settings"]
    environment = environment_of(settings)
    running: list[subprocess.Popen[bytes]] = []

    def begin(deed: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", "tests.mail.worker", deed], env=environment)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()


def write_many() -> None:
    with transaction():
        for number in range(MANY):
            queue_mail(
                kind="test", to_address=f"person{number}@example.org", language="nl", words=WORDS, now=clock.now()
            )


def test_mail_committed_by_a_process_that_died_is_sent_once_by_the_next(
    app: Flask, mailing: Server, start: Start
) -> None:
    assert start("write and die").wait(60) == -signal.SIGKILL
    assert (count(QUEUED), mailing.received) == (1, [])
    assert start("send").wait(60) == 0
    assert start("send").wait(60) == 0
    assert [got.recipient for got in mailing.received] == ["noor@example.org"]
    assert count(SENT) == 1


def test_process_killed_after_the_server_took_a_mail_leads_to_one_copy_at_most(
    app: Flask, mailing: Server, start
) -> None:
    write()
    assert start("send and die").wait(60) == -signal.SIGKILL
    assert (count(SENDING), len(mailing.received)) == (1, 1)
    assert deliver_due() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        assert deliver_due() == 1
        assert deliver_due() == 0
    assert len(mailing.received) == 2
    assert len({got.message_id for got in mailing.received}) == 1


def test_processes_side_by_side_send_nothing_twice(app: Flask, mailing: Server, start: Start) -> None:
    write_many()
    processes = [start("send") for _ in range(3)]
    assert [process.wait(120) for process in processes] == [0, 0, 0]
    deliver_due()
    assert Counter(got.recipient for got in mailing.received) == {f"person{n}@example.org": 1 for n in range(MANY)}
    assert count(SENT) == MANY


def test_bulk_through_killed_processes_reaches_everyone_under_one_id_each(
    app: Flask, mailing: Server, start: Start
) -> None:
    write_many()
    kills = 2
    for _ in range(kills):
        process = start("send")
        before, patience = len(mailing.received), time.monotonic() + 60
        wanted = before + random.randint(3, 40)
        while len(mailing.received) < wanted and time.monotonic() < patience:
            time.sleep(0.005)
        process.kill()
        process.wait()
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        deliver_due()
    copies = Counter(got.recipient for got in mailing.received)
    assert set(copies) == {f"person{number}@example.org" for number in range(MANY)}
    assert len(mailing.received) <= MANY + kills
    assert len({got.message_id for got in mailing.received}) == MANY
