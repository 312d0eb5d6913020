"""How moments and refusals are said to organisers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import gettext as _

from eventhub.i18n.zones import city
from eventhub.registrations.availability import Availability
from eventhub.registrations.refusals import RegistrationRefused


def short_moment(moment: datetime, zone: str) -> str:
    """A moment in few letters by the clock of a zone; the heading above names the zone."""
    locale = get_locale()
    code = "en_GB" if locale is None or locale.language == "en" else str(locale)
    local = moment.astimezone(ZoneInfo(zone))
    day = format_skeleton("yMMMd", local, locale=code)
    # The time on the clock: Babel shifts an aware moment to UTC.
    return _("%(date)s, %(times)s", date=day, times=format_skeleton("Hm", local.replace(tzinfo=None), locale=code))


def place_of_clock(zone: str) -> str:
    """By whose clock the moments of a table are."""
    return _("%(city)s time", city=city(zone))


def refusal_in_words(refusal: RegistrationRefused) -> str:
    """Why an event takes nobody, for its organisers."""
    if refusal.availability is Availability.FULL:
        return _("Every place is taken. Tick this to add them all the same.")
    if refusal.availability is Availability.CANCELLED:
        return _("The event is cancelled, so nobody can be added.")
    if refusal.availability is Availability.POSTPONED:
        return _("The event waits for a new date. Add people once it is known.")
    return _("The event takes no registrations. Publish it first, and switch registration on.")
