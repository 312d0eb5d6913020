"""Somebody registers again and again, and the process is killed each time at another moment.

`python -m tests.registrations.crashing SLUG ROUNDS` prints a line a round: who registered, when the process was killed,
and what the browser was answered before that. The program is loaded once; each round is a fork of it.
"""

import json
import os
import signal
import sys
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.database.model import db
from eventhub.registrations.forms import RegisterForm


def die(*_about: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at(moment: int, statements: int) -> str:
    """Be killed before the n-th statement of the request; after these, before the commit, right after it, or never."""
    if moment < statements:
        seen = [0]

        def count(*_about: Any) -> None:
            seen[0] += 1
            if seen[0] > moment:
                die()

        event.listen(Engine, "before_cursor_execute", count)
        return f"before statement {moment + 1}"
    if moment == statements:
        event.listen(Engine, "commit", die)
        return "before the commit"
    if moment == statements + 1:
        event.listen(db.session, "after_commit", die)
        return "before the answer"
    return "never"


def form_token(app: Flask) -> str:
    with app.test_request_context("/"):
        return str(RegisterForm().form_token.current_token)


def register(app: Flask, slug: str, token: str, email: str) -> int:
    form = {"form_token": token, "name": "Noor Peeters", "email": email, "consent": "y"}
    return app.test_client().post(f"/events/{slug}/register", data=form).status_code


def count_statements(app: Flask, slug: str) -> int:
    """How many statements a registration takes."""
    seen = [0]

    def count(*_about: Any) -> None:
        seen[0] += 1

    event.listen(Engine, "before_cursor_execute", count)
    assert register(app, slug, form_token(app), "first@example.org") == 303
    event.remove(Engine, "before_cursor_execute", count)
    return seen[0]


def one_round(app: Flask, slug: str, number: int, statements: int) -> dict[str, Any]:
    """A fork that registers somebody and is killed, unless it is this round's turn to live."""
    email, token = f"person{number}@example.org", form_token(app)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        told = kill_at(number % (statements + 3), statements)
        os.write(writing, f"{told};".encode())
        os.write(writing, str(register(app, slug, token, email)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        killed, _, answered = said.read().partition(";")
    os.waitpid(child, 0)
    return {"email": email, "token": token, "killed": killed, "answered": answered}


def main(slug: str, rounds: int) -> None:
    app = create_app(Settings())
    with app.app_context():
        statements = count_statements(app, slug)
        db.session.remove()
        db.engine.dispose()
    for number in range(rounds):
        with app.app_context():
            sys.stdout.write(json.dumps(one_round(app, slug, number, statements)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
