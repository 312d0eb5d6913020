"""The questions of the demo's events, and what its invented people answered."""

import hashlib
import random
from datetime import date, datetime, timedelta
from typing import Any

from eventhub.database.model import db
from eventhub.demo.documents import one_page_pdf
from eventhub.events.models import Event
from eventhub.questions.files import FOLDER as ANSWERS
from eventhub.questions.models import CHOICES, FILE, KEPT_DAYS, SPECIAL_DAYS, YES_NO, Question, QuestionOption
from eventhub.registrations.answer_models import Answer, SpecialAnswer
from eventhub.registrations.models import Registration
from eventhub.storage import files
from eventhub.text.slugs import slugify
from eventhub.uploads.policy import SORTS


def add_questions(event: Event, entries: list[dict[str, Any]]) -> list[Question]:
    """An event's questions, as its file gives them; an option is its label and its number of places, 0 for no limit."""
    made: dict[str, Question] = {}
    for position, entry in enumerate(entries):
        question = _question(event, entry, position)
        controller = made.get(entry.get("shown_if", ""))
        question.shown_if_id = controller.id if controller else None
        db.session.add(question)
        db.session.flush()
        made[question.key] = question
    return list(made.values())


def _question(event: Event, entry: dict[str, Any], position: int) -> Question:
    language, is_special = event.network.language, entry.get("special", False)
    options = [
        QuestionOption(
            key=slugify(label).replace("-", "_"), label={language: label}, places=places or None, position=place
        )
        for place, (label, places) in enumerate(entry.get("options", []))
    ]
    return Question(
        event_id=event.id, key=entry["key"], kind=entry["kind"], position=position, options=options,
        label={language: entry["label"]}, why={language: entry["why"]}, is_required=entry.get("required", False),
        is_special=is_special, kept_days=SPECIAL_DAYS if is_special else KEPT_DAYS,
        shown_if_values=entry.get("shown_if_values", []), required_from=_needed_from(event, entry),
        file_sorts=list(SORTS) if entry["kind"] == FILE else [],
    )  # fmt: skip


def _needed_from(event: Event, entry: dict[str, Any]) -> date | None:
    days = entry.get("required_days_before")
    if days is None or event.starts_at is None:
        return None
    return event.starts_at.astimezone(event.tz).date() - timedelta(days=days)


def give_files(registrations: list[Registration], questions: list[Question], entries: list[dict[str, Any]]) -> None:
    """Files that the first people gave, in the order in which they registered."""
    for question, entry in zip(questions, entries, strict=True):
        for registration, title in zip(registrations, entry.get("given", []), strict=False):
            data, key = one_page_pdf(title, registration.organisation), files.new_key(ANSWERS)
            files.put(key, data)
            question.answered_version = question.version
            db.session.add(
                Answer(
                    registration_id=registration.id, question_id=question.id, version=question.version,
                    language=registration.language, answered_at=registration.registered_at, text=f"{title}.pdf",
                    file_key=key, file_type="application/pdf", file_size=len(data),
                    file_sha256=hashlib.sha256(data).hexdigest(),
                )
            )  # fmt: skip


def add_answers(registrations: list[Registration], questions: list[Question], seed: str) -> None:
    """What people answered: always the same; an option with few places is nearly full."""
    source = random.Random(seed)  # noqa: S311 - invented answers need no secrecy
    left = {option.id: option.places - 1 for one in questions for option in one.options if option.places}
    for registration in registrations:
        said: dict[int, list[str]] = {}
        for question in questions:
            if question.kind == FILE:
                continue
            if question.shown_if_id and not {*said.get(question.shown_if_id, ())} & {*question.shown_if_values}:
                continue
            said[question.id] = _answer(registration, question, source, left, registration.registered_at)


def _answer(
    registration: Registration, question: Question, source: random.Random, left: dict[int, int], now: datetime
) -> list[str]:
    table = SpecialAnswer if question.is_special else Answer
    shared: dict[str, Any] = {
        "registration_id": registration.id, "question_id": question.id, "version": question.version,
        "language": registration.language, "answered_at": now,
    }  # fmt: skip
    free = [one for one in question.options if left.get(one.id, 1) > 0]
    if question.kind == YES_NO:
        chosen: list[Any] = []
        texts = ["yes" if source.random() < 0.8 else "no"]
    else:
        number = source.choice((0, 0, 1, 1, 2)) if question.kind == CHOICES else 1
        chosen, texts = source.sample(free, min(number, len(free))), []
    for option in chosen:
        left[option.id] = left.get(option.id, 1000) - 1
        option.is_answered = True
        db.session.add(table(**shared, option_id=option.id))
    for text in texts:
        db.session.add(table(**shared, text=text))
    if chosen or texts:
        question.answered_version = question.version
    return [option.key for option in chosen] + texts
