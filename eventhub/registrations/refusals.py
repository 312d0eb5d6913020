"""Why somebody gets no place."""

from eventhub.registrations.availability import Availability


class RegistrationRefused(Exception):  # noqa: N818 - it says what happened
    """The event gives this person no place now; `availability` says why."""

    availability = Availability.NONE


class TakesNoRegistrations(RegistrationRefused):
    """Nobody needs a place at this event."""


class OnlyAnnounced(RegistrationRefused):
    """Only the date is known so far."""

    availability = Availability.ANNOUNCED


class NotYetOpen(RegistrationRefused):
    """Registration begins later."""

    availability = Availability.NOT_YET


class EventFull(RegistrationRefused):
    """Every place is taken."""

    availability = Availability.FULL


class RegistrationClosed(RegistrationRefused):
    """Registration has ended."""

    availability = Availability.CLOSED


class EventOver(RegistrationRefused):
    """The event has taken place."""

    availability = Availability.OVER


class EventCancelled(RegistrationRefused):
    """The event will not take place."""

    availability = Availability.CANCELLED


class EventPostponed(RegistrationRefused):
    """The event waits for a new date."""

    availability = Availability.POSTPONED


class AlreadyRegistered(RegistrationRefused):
    """This address holds a place already; told to organisers only."""


REFUSALS: dict[Availability, type[RegistrationRefused]] = {
    refusal.availability: refusal
    for refusal in (
        TakesNoRegistrations, OnlyAnnounced, NotYetOpen, EventFull,
        RegistrationClosed, EventOver, EventCancelled, EventPostponed,
    )
}  # fmt: skip
