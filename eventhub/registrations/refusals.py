"""Why somebody gets no place."""

from eventhub.registrations.availability import Availability


class RegistrationRefused(Exception):  # noqa: N818 - it says what happened
    """The event gives or takes back no place now; `availability` says why."""

    def __init__(self, availability: Availability) -> None:
        super().__init__(availability)
        self.availability = availability


class WayNotPossible(Exception):  # noqa: N818 - it says what happened
    """Nobody can take part in the way that was chosen: `way` is full, or none was chosen where it is empty."""

    def __init__(self, way: str) -> None:
        super().__init__(way)
        self.way = way


class MemberFull(Exception):  # noqa: N818 - it says what happened
    """The member organisation sends as many people already as the event takes of one."""


class AlreadyRegistered(Exception):  # noqa: N818 - it says what happened
    """This address holds a place already; told to organisers only."""
