"""Sign-ins in words."""

from datetime import datetime, timedelta

from flask_babel import format_timedelta
from flask_babel import gettext as _

from eventhub.accounts.models import SignIn

LATELY = timedelta(minutes=2)


def sign_in_words(one: SignIn) -> str:
    """The browser of a sign-in, as its owner would call it."""
    if one.browser and one.system:
        return _("%(browser)s on %(system)s", browser=one.browser, system=one.system)
    return one.browser or one.system or _("A browser we do not know")


def used_words(one: SignIn, now: datetime) -> str:
    """When a sign-in was begun and last used; no clock times, which would need a zone."""
    begun = format_timedelta(one.signed_in_at - now, add_direction=True)
    if now - one.last_seen_at < LATELY:
        return _("Signed in %(when)s, in use now", when=begun)
    used = format_timedelta(one.last_seen_at - now, add_direction=True)
    return _("Signed in %(when)s, last used %(used)s", when=begun, used=used)
