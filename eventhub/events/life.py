"""An event's life: which step leads from which state to which, and when a step is refused (`docs/event-life.md`)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import inspect

from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.session import after_commit
from eventhub.database.types import Texts
from eventhub.events.models import ANNOUNCED, CANCELLED, DRAFT, POSTPONED, PUBLISHED, Event
from eventhub.events.moves import forget_move, note_move
from eventhub.events.pictures import drop_picture
from eventhub.events.revisions import revise_event
from eventhub.events.schedule import Schedule, moved_along, schedule_of
from eventhub.jobs.queue import hint

ANNOUNCE, PUBLISH, CANCEL, POSTPONE = "announce", "publish", "cancel", "postpone"
RESCHEDULE, REINSTATE, WITHDRAW, DELETE = "reschedule", "reinstate", "withdraw", "delete"
TELL = "events.tell"
"""The job that tells people of a change; what tells them lies above events and registers itself under this name."""
STEPS: dict[str, tuple[str, ...]] = {
    ANNOUNCE: (DRAFT,),
    PUBLISH: (DRAFT, ANNOUNCED),
    CANCEL: (ANNOUNCED, PUBLISHED, POSTPONED),
    POSTPONE: (ANNOUNCED, PUBLISHED),
    RESCHEDULE: (POSTPONED,),
    REINSTATE: (CANCELLED,),
    WITHDRAW: (ANNOUNCED,),
    DELETE: (DRAFT,),
}
"""Each step and the states in which it can be taken."""


class StepRefused(Exception):  # noqa: N818 - it says what happened
    """A step that this event cannot take now."""


class WrongState(StepRefused):
    """The event is in a state from which this step does not lead anywhere."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NotReady(StepRefused):
    """Something that people need is missing; `missing` names it, in the order of the form."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class ReasonMissing(StepRefused):
    """People are told why an event does not take place as planned."""


class AlreadyOver(StepRefused):
    """It has taken place."""


def missing_to_announce(event: Event) -> list[str]:
    """What a save-the-date lacks: a title in the network's first language, a date."""
    checks = {"title": event.title.get(event.network.language), "date": event.starts_at}
    return [name for name, value in checks.items() if not value]


def missing_to_publish(event: Event) -> list[str]:
    """What people need to decide and to come, and do not find yet."""
    missing = missing_to_announce(event)
    if event.is_on_site and not (event.place_name or event.place_address):
        missing.append("place")
    if event.is_online and not event.join_url:
        missing.append("join_url")
    if not (event.contact_email or event.contact_phone):
        missing.append("contact")
    return missing


def missing_now(event: Event) -> list[str]:
    """What the event lacks for the state it is in; a draft may lack anything."""
    if event.state == DRAFT:
        return []
    return missing_to_publish(event) if event.state == PUBLISHED else missing_to_announce(event)


def possible_steps(event: Event, now: datetime) -> list[str]:
    """The steps that this event can take, whatever it may still lack for them."""
    too_late: tuple[str, ...] = ()
    if event.is_over(now) and event.state != POSTPONED:
        too_late = (CANCEL, POSTPONE, REINSTATE)
    return [step for step, states in STEPS.items() if event.state in states and step not in too_late]


def lock_event(event: Event) -> None:
    """Hold the event's row until the transaction ends, and read it anew."""
    columns = [attribute.key for attribute in inspect(Event).column_attrs]
    db.session.flush()
    db.session.refresh(event, attribute_names=columns, with_for_update=True)


def _begin(event: Event, step: str) -> None:
    lock_event(event)
    if event.state not in STEPS[step]:
        raise WrongState(event.state)


def _become(event: Event, state: str, step: str, now: datetime, actor_id: int | None) -> None:
    before, event.state = event.state, state
    event.version += 1
    event.updated_at = now
    revise_event(event, now)
    record(f"event.{step}", now=now, user_id=actor_id, network_id=event.network_id, event_id=event.id, before=before)


def _require(event: Event, lacks: Callable[[Event], list[str]]) -> None:
    missing = lacks(event)
    if missing:
        raise NotReady(missing)


def _set_reason(event: Event, reason: Texts) -> None:
    texts = {language: text for language, text in reason.items() if text}
    if not texts:
        raise ReasonMissing
    event.state_reason = texts


def announce_event(event: Event, *, now: datetime, actor_id: int | None) -> None:
    """Make a draft a save-the-date: public, registration not open. Raises WrongState, NotReady."""
    _begin(event, ANNOUNCE)
    _require(event, missing_to_announce)
    event.announced_at = event.announced_at or now
    _become(event, ANNOUNCED, ANNOUNCE, now, actor_id)


def publish_event(event: Event, *, now: datetime, actor_id: int | None) -> None:
    """Show everything; registration follows its window. Raises WrongState, NotReady."""
    _begin(event, PUBLISH)
    _require(event, missing_to_publish)
    event.published_at = now
    _become(event, PUBLISHED, PUBLISH, now, actor_id)


def _hint_telling() -> None:
    hint(TELL)


def cancel_event(event: Event, *, reason: Texts, now: datetime, actor_id: int | None) -> None:
    """Say that it does not take place; page and calendars keep it. Raises WrongState, AlreadyOver, ReasonMissing."""
    _begin(event, CANCEL)
    if event.state != POSTPONED and event.is_over(now):
        raise AlreadyOver
    _set_reason(event, reason)
    event.cancelled_at = now
    _become(event, CANCELLED, CANCEL, now, actor_id)
    after_commit(_hint_telling)  # the sweep would come within a minute: people may be on their way


def postpone_event(event: Event, *, reason: Texts, now: datetime, actor_id: int | None) -> None:
    """Say that it takes place on another day, not known yet. Raises WrongState, AlreadyOver, ReasonMissing."""
    _begin(event, POSTPONE)
    if event.is_over(now):
        raise AlreadyOver
    _set_reason(event, reason)
    _become(event, POSTPONED, POSTPONE, now, actor_id)


def reschedule_event(event: Event, *, schedule: Schedule, now: datetime, actor_id: int | None) -> None:
    """Give a postponed event its new date; it is announced or published as before. Raises WrongState, AlreadyOver."""
    _begin(event, RESCHEDULE)
    if schedule.ends_at <= now:
        raise AlreadyOver
    before = schedule_of(event)
    _shift_registration(event, schedule)
    event.starts_at, event.ends_at, event.zone = schedule.starts_at, schedule.ends_at, schedule.zone
    event.is_all_day, event.has_open_end = schedule.is_all_day, schedule.has_open_end
    event.state_reason = {}
    _become(event, _state_before(event), RESCHEDULE, now, actor_id)
    note_move(event, before, now)


def _shift_registration(event: Event, schedule: Schedule) -> None:
    """Registration closes as many days before the new date as it did before the old one."""
    before = schedule_of(event)
    if event.registration_closes_at and before:
        event.registration_closes_at = moved_along(event.registration_closes_at, before, schedule)
    if event.changes_until_at and before:
        event.changes_until_at = moved_along(event.changes_until_at, before, schedule)


def _state_before(event: Event) -> str:
    return PUBLISHED if event.published_at else ANNOUNCED


def reinstate_event(event: Event, *, now: datetime, actor_id: int | None) -> None:
    """Take a cancellation back; it is announced or published as before. Raises WrongState, AlreadyOver, NotReady."""
    _begin(event, REINSTATE)
    if event.is_over(now):
        raise AlreadyOver
    state = _state_before(event)
    _require(event, missing_to_publish if state == PUBLISHED else missing_to_announce)
    event.cancelled_at, event.state_reason = None, {}
    _become(event, state, REINSTATE, now, actor_id)


def withdraw_to_draft(event: Event, *, now: datetime, actor_id: int | None) -> None:
    """Take back an announcement, for which nobody can have registered yet. Raises WrongState."""
    _begin(event, WITHDRAW)
    # Calendars may have it: if it is announced again, that is a later revision of the same entry.
    event.fingerprint, event.sequence = "", event.sequence + 1
    forget_move(event)
    _become(event, DRAFT, WITHDRAW, now, actor_id)


def delete_draft(event: Event, *, now: datetime, actor_id: int | None) -> None:
    """Remove a draft for good; what was published is cancelled instead. Raises WrongState."""
    _begin(event, DELETE)
    record("event.delete", now=now, user_id=actor_id, network_id=event.network_id, event_id=event.id)
    drop_picture(event)
    db.session.delete(event)
