"""Questions as tests need them."""

from typing import Any

from eventhub import clock
from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.questions.models import Question
from eventhub.questions.service import Content, OptionContent, add_question
from tests.factories import make_account

NOBODY: list[Account] = []


def ask(
    event: Event, label: str, kind: str = "line", options: dict[str, int | None] | None = None, **more: Any
) -> Question:
    """A question of an event; `options` are labels and places."""
    contents = tuple(OptionContent({"nl": text}, places) for text, places in (options or {}).items())
    question = add_question(
        event, kind, Content(label={"nl": label}, why={"nl": "Omdat."}, options=contents, **more),
        now=clock.now(), actor_id=make_account().id,
    )  # fmt: skip
    db.session.commit()
    return question
