"""What each step of an event's life is called, what it means for people, and why it may be refused."""

from dataclasses import dataclass

from flask_babel import gettext as _

from eventhub.events import life


@dataclass(frozen=True)
class StepWords:
    """`name` is on the link that leads there, `button` on the button that does it."""

    name: str
    title: str
    meaning: str
    button: str
    done: str


def words_of_step(step: str) -> StepWords:
    """The words of one step."""
    return _OF[step]()


def _announce() -> StepWords:
    return StepWords(
        _("Announce"),
        _("Announce the date?"),
        _("The event gets a public page as a save-the-date. People put it in their calendar; nobody registers yet."),
        _("Announce (save the date)"),
        _("Announced. The date is public now."),
    )


def _publish() -> StepWords:
    return StepWords(
        _("Publish"),
        _("Publish the event?"),
        _("Everyone can see all of it. People register as soon as registration opens."),
        _("Publish"),
        _("Published. Everyone can see it now."),
    )


def _cancel() -> StepWords:
    return StepWords(
        _("Cancel the event"),
        _("Cancel the event?"),
        _("The page stays, with your reason on it; calendars show that it does not take place. Nobody can register."),
        _("Cancel the event"),
        _("The event is cancelled. Its page says so, with your reason."),
    )


def _postpone() -> StepWords:
    return StepWords(
        _("Postpone"),
        _("Postpone the event?"),
        _("The page stays and says that a new date will follow, with your reason. Registrations are kept."),
        _("Postpone the event"),
        _("The event is postponed. Give it a new date as soon as you know it."),
    )


def _reschedule() -> StepWords:
    return StepWords(
        _("Give it a new date"),
        _("When does it take place now?"),
        _("The event is public under its new date, as it was before it was postponed. Calendars follow."),
        _("Set the new date"),
        _("The event has its new date."),
    )


def _reinstate() -> StepWords:
    return StepWords(
        _("Take the cancellation back"),
        _("Does it take place after all?"),
        _("The event becomes what it was before it was cancelled, on the date below. Calendars follow."),
        _("Yes, it takes place"),
        _("The cancellation is taken back."),
    )


def _withdraw() -> StepWords:
    return StepWords(
        _("Back to draft"),
        _("Take the announcement back?"),
        _("The page disappears, and calendars that follow us drop the date. Nobody has registered yet."),
        _("Make it a draft again"),
        _("The event is a draft again."),
    )


def _delete() -> StepWords:
    return StepWords(
        _("Delete the draft"),
        _("Delete this draft?"),
        _("It is gone for good. Only drafts can be deleted: what is public is cancelled instead."),
        _("Delete the draft"),
        _("The draft is deleted."),
    )


_OF = {
    life.ANNOUNCE: _announce,
    life.PUBLISH: _publish,
    life.CANCEL: _cancel,
    life.POSTPONE: _postpone,
    life.RESCHEDULE: _reschedule,
    life.REINSTATE: _reinstate,
    life.WITHDRAW: _withdraw,
    life.DELETE: _delete,
}


def state_name(state: str) -> str:
    """What a state is called."""
    return {
        "draft": _("Draft"),
        "announced": _("Announced"),
        "published": _("Published"),
        "postponed": _("Postponed"),
        "cancelled": _("Cancelled"),
    }[state]


def refusal_in_words(refusal: life.StepRefused) -> str:
    """Why a step cannot be taken."""
    if isinstance(refusal, life.ReasonMissing):
        return _("Tell people why, in a sentence.")
    if isinstance(refusal, life.AlreadyOver):
        return _("That date lies in the past.")
    if isinstance(refusal, life.NotReady):
        return _("Something is still missing.")
    if isinstance(refusal, life.WrongState):
        return _("This is not possible now: the event is “%(state)s”.", state=state_name(refusal.state))
    raise TypeError(type(refusal))
