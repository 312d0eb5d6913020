"""Places where it matters most: a form with questions and limited options, and a long queue that moves up."""

import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from bench import data
from eventhub import clock
from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.questions.models import Question, QuestionOption
from eventhub.registrations.answer_models import Answer
from eventhub.registrations.jobs import serve_waiting_lists
from eventhub.registrations.models import Registration

ASKING, QUEUE = "event-4", "event-5"
PRESENT, WAITING = 10_000, 500
OPTIONS = ("ochtend", "middag", "avond")


def _question(event_id: int, key: str, kind: str, position: int, options: tuple[str, ...] = ()) -> Question:
    question = Question(event_id=event_id, key=key, kind=kind, position=position, label={"nl": key.capitalize()})
    question.why, question.answered_version = {"nl": "Voor de planning."}, 1
    question.options = [
        QuestionOption(key=one, label={"nl": one}, places=1_000_000, position=number)
        for number, one in enumerate(options)
    ]
    return question


def fill() -> None:
    """An event that asks six questions, two of them with places, and has people; one at which people wait."""
    ids = dict(iter(db.session.execute(select(Event.slug, Event.id).where(Event.slug.in_((ASKING, QUEUE))))))
    asking = ids[ASKING]
    limited = [_question(asking, f"groep{number}", "choice", number, OPTIONS) for number in range(2)]
    plain = [_question(asking, f"vraag{number}", "line", number + 2) for number in range(4)]
    db.session.add_all([*limited, *plain])
    db.session.flush()
    choices = [(question.id, [option.id for option in question.options]) for question in limited]
    db.session.execute(update(Event).where(Event.id == asking).values(capacity=1_000_000))
    data.add_registrations(PRESENT, asking, first_person=1_000_000)
    present = db.session.scalars(select(Registration.id).where(Registration.event_id == asking)).all()
    common: dict[str, Any] = {"version": 1, "text": "", "language": "nl", "answered_at": clock.now()}
    for question_id, options in choices:
        rows = [
            {**common, "registration_id": one, "question_id": question_id, "option_id": options[number % len(options)]}
            for number, one in enumerate(present)
        ]
        db.session.execute(insert(Answer), rows)
    db.session.execute(update(Event).where(Event.id == ids[QUEUE]).values(capacity=0, waiting_list="automatic"))
    data.add_registrations(WAITING, ids[QUEUE], first_person=2_000_000, state="waiting")
    db.session.commit()


def promote_all(instance: str, url: str) -> None:
    """Give places to everybody who waits, as the job does, and print how long it took and how many got one."""
    app = create_app(Settings(environment="development", instance=Path(instance), database_url=url, log_level="ERROR"))
    with app.app_context():
        db.session.execute(update(Event).where(Event.slug == QUEUE).values(capacity=WAITING))
        db.session.commit()
        began = time.perf_counter()
        served = serve_waiting_lists()
        sys.stdout.write(f"{time.perf_counter() - began} {served}\n")
