"""Making, changing, ordering and removing questions. What somebody answered keeps its words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.types import Texts
from eventhub.events.life import lock_event
from eventhub.events.models import Event
from eventhub.questions.models import EVERYONE, KEPT_DAYS, Question, QuestionOption, QuestionWording
from eventhub.questions.queries import questions_of
from eventhub.text.national_numbers import names_one
from eventhub.text.slugs import slugify

MOST = 60
"""So many questions fit one event: more nobody answers."""
LONGEST_KEY = 40


class AsksForNationalNumber(Exception):  # noqa: N818 - it says what happened
    """A label asks for a national identity number."""


class OthersDepend(Exception):  # noqa: N818 - it says what happened
    """Another question is shown only for answers to this one."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.key)
        self.question = question


class TooMany(Exception):  # noqa: N818 - it says what happened
    """The event asks enough."""


@dataclass(frozen=True)
class OptionContent:
    """An option as an organiser wrote it; without a key it is new."""

    label: Texts
    places: int | None = None
    key: str = ""
    is_removed: bool = False


@dataclass(frozen=True)
class Content:
    """A question as an organiser wrote it."""

    label: Texts
    help: Texts = field(default_factory=dict)
    why: Texts = field(default_factory=dict)
    is_required: bool = False
    required_from: date | None = None
    file_sorts: list[str] = field(default_factory=list)
    is_special: bool = False
    is_fixed: bool = False
    is_personal: bool = False
    audience: str = EVERYONE
    kept_days: int = KEPT_DAYS
    shown_if_id: int | None = None
    shown_if_values: list[str] = field(default_factory=list)
    options: tuple[OptionContent, ...] = ()


def _written(texts: Texts) -> Texts:
    return {language: text for language, text in texts.items() if text}


def _refuse_national_numbers(content: Content) -> None:
    texts = (content.label, content.help, *(option.label for option in content.options))
    if any(names_one(text) for each in texts for text in each.values()):
        raise AsksForNationalNumber


def free_key(label: Texts, taken: set[str], fallback: str) -> str:
    """A short name for forms and exports that nothing beside it has."""
    words = slugify(next((text for text in label.values() if text), ""))[:LONGEST_KEY]
    wanted = words.strip("-").replace("-", "_") or fallback
    return next(name for name in (wanted, *(f"{wanted}_{n}" for n in range(2, 1000))) if name not in taken)


def _write_down(act: str, event: Event, question: Question, actor_id: int, now: datetime) -> None:
    record(
        f"question.{act}", now=now, user_id=actor_id, network_id=event.network_id, event_id=event.id,
        object_id=question.id,
    )  # fmt: skip


def _locked(event: Event) -> list[Question]:
    """The event's questions as they are, while nobody answers or changes them."""
    lock_event(event)
    return questions_of(event.id, as_they_are_now=True)


def set_plain(question: Question, content: Content) -> None:
    """What an answer does not depend on."""
    question.is_required, question.required_from = content.is_required, content.required_from
    question.file_sorts = list(content.file_sorts)
    question.audience = content.audience
    question.kept_days = content.kept_days
    question.is_fixed, question.is_personal = content.is_fixed, content.is_personal
    question.shown_if_id, question.shown_if_values = content.shown_if_id, content.shown_if_values


def add_question(event: Event, kind: str, content: Content, *, now: datetime, actor_id: int) -> Question:
    """A new question at the end. Raises AsksForNationalNumber, TooMany."""
    _refuse_national_numbers(content)
    others = _locked(event)
    if len(others) >= MOST:
        raise TooMany
    question = Question(
        event_id=event.id, key=free_key(content.label, {one.key for one in others}, kind), kind=kind,
        position=max((one.position for one in others), default=-1) + 1, label=_written(content.label),
        help=_written(content.help), why=_written(content.why), is_special=content.is_special, options=[],
    )  # fmt: skip
    set_plain(question, content)
    _set_options(question, content.options)
    db.session.add(question)
    db.session.flush()
    _write_down("added", event, question, actor_id, now)
    return question


def _set_options(question: Question, contents: Sequence[OptionContent]) -> None:
    """Give a question these options in this order. One that somebody chose is withdrawn, not deleted."""
    by_key = {option.key: option for option in question.options}
    for position, content in enumerate(contents):
        option = by_key.get(content.key)
        if option is None:
            if content.is_removed or not _written(content.label):
                continue
            option = QuestionOption(key=free_key(content.label, set(by_key), "option"))
            question.options.append(option)
            by_key[option.key] = option
        elif content.is_removed and not option.is_answered:
            question.options.remove(option)
            continue
        option.position, option.places, option.is_withdrawn = position, content.places, content.is_removed
        option.label = _written(content.label) or option.label


def _wording(question: Question) -> dict[str, object]:
    """What a person reads of a question before they answer. Options by key."""
    options = {option.key: dict(option.label) for option in question.options} if question.has_options else {}
    return {"label": dict(question.label), "help": dict(question.help), "why": dict(question.why), "options": options}


def _keep_wording(question: Question, before: dict[str, object], now: datetime) -> None:
    """Once somebody answered, other words are another version; the words that were answered are kept."""
    after = _wording(question)
    options: dict[str, Texts] = before["options"]  # type: ignore[assignment] # as _wording made it
    kept: dict[str, Texts] = after["options"]  # type: ignore[assignment]
    # A new option, or one less, alters nothing about the options that people chose.
    same = all(kept.get(key, text) == text for key, text in options.items())
    if question.answered_version < question.version or (same and {**after, "options": 0} == {**before, "options": 0}):
        return
    db.session.add(
        QuestionWording(question_id=question.id, version=question.version, replaced_at=now, **before)
    )  # fmt: skip
    question.version += 1


def change_question(event: Event, question_id: int, content: Content, *, now: datetime, actor_id: int) -> Question:
    """Change a question; answers keep the words they were given to. Raises AsksForNationalNumber, NoSuchQuestion."""
    _refuse_national_numbers(content)
    question = _one(_locked(event), question_id)
    before = _wording(question)
    question.label, question.help, question.why = map(_written, (content.label, content.help, content.why))
    if not question.is_answered:  # answers lie in one table or the other
        question.is_special = content.is_special
    set_plain(question, content)
    _set_options(question, content.options)
    _keep_wording(question, before, now)
    _write_down("changed", event, question, actor_id, now)
    return question


class NoSuchQuestion(Exception):  # noqa: N818 - it says what happened
    """It was removed meanwhile."""


def _one(questions: Sequence[Question], question_id: int) -> Question:
    found = next((one for one in questions if one.id == question_id), None)
    if found is None:
        raise NoSuchQuestion
    return found


def content_of(question: Question) -> Content:
    """A question as it was written."""
    options = tuple(
        OptionContent(dict(option.label), option.places, option.key, option.is_withdrawn) for option in question.options
    )
    return Content(
        label=dict(question.label), help=dict(question.help), why=dict(question.why), is_required=question.is_required,
        is_special=question.is_special, audience=question.audience, kept_days=question.kept_days,
        is_fixed=question.is_fixed, is_personal=question.is_personal, required_from=question.required_from,
        file_sorts=list(question.file_sorts),
        shown_if_id=question.shown_if_id, shown_if_values=list(question.shown_if_values), options=options,
    )  # fmt: skip


def copy_question(event: Event, question_id: int, *, now: datetime, actor_id: int) -> Question:
    """The same question once more, right below. Raises NoSuchQuestion, TooMany."""
    source = _one(_locked(event), question_id)
    content = content_of(source)
    fresh = tuple(OptionContent(one.label, one.places) for one in content.options if not one.is_removed)
    copy = add_question(event, source.kind, replace(content, options=fresh), now=now, actor_id=actor_id)
    order = [one for one in questions_of(event.id) if one is not copy]
    order.insert(order.index(source) + 1, copy)
    _number(order)
    return copy


def _number(order: Sequence[Question]) -> None:
    for position, one in enumerate(order):
        one.position = position


def move_question(event: Event, question_id: int, step: int, *, now: datetime, actor_id: int) -> None:
    """One place up (-1) or down (1), never past a question it depends on. Raises NoSuchQuestion, OthersDepend."""
    order = _locked(event)
    question = _one(order, question_id)
    here = order.index(question)
    there = here + step
    if not 0 <= there < len(order):
        return
    passed = order[there]
    if step < 0 and question.shown_if_id == passed.id:
        raise OthersDepend(question)
    if step > 0 and passed.shown_if_id == question.id:
        raise OthersDepend(passed)
    order[here], order[there] = passed, question
    _number(order)
    _write_down("moved", event, question, actor_id, now)


def remove_question(event: Event, question_id: int, *, now: datetime, actor_id: int) -> bool:
    """Take a question away: whether it is gone. One that somebody answered is withdrawn, and its answers stay.

    Raises NoSuchQuestion, OthersDepend.
    """
    questions = _locked(event)
    question = _one(questions, question_id)
    for other in questions:
        if other.shown_if_id == question.id and not other.is_withdrawn:
            raise OthersDepend(other)
    if question.is_answered:
        question.is_withdrawn = True
        _write_down("withdrawn", event, question, actor_id, now)
        return False
    _write_down("removed", event, question, actor_id, now)
    db.session.delete(question)
    return True


def ask_again(event: Event, question_id: int, *, now: datetime, actor_id: int) -> None:
    """Ask a withdrawn question once more. Raises NoSuchQuestion."""
    question = _one(_locked(event), question_id)
    question.is_withdrawn = False
    _write_down("asked_again", event, question, actor_id, now)
