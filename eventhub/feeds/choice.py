"""What was chosen among the hub's events, in words: the name of its calendar."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from eventhub.events.filters import AgendaFilter
from eventhub.events.kinds import KINDS
from eventhub.events.models import ON_SITE
from eventhub.events.when import month_in_words
from eventhub.i18n.languages import in_words
from eventhub.networks.models import Network, Theme


def choice_in_words(wanted: AgendaFilter, networks: Iterable[Network], themes: Iterable[Theme]) -> list[str] | None:
    """The parts of a calendar's name, in the current language; None where it cannot be had: something is unknown.

    `networks` and `themes` are those that there are, or at least those that are wanted.
    """
    chosen = [network.name for network in networks if network.slug in wanted.network]
    about = [in_words(theme.name) for theme in themes if theme.slug in wanted.theme]
    if not wanted.makes_sense or len(chosen) < len(wanted.network) or len(about) < len(wanted.theme):
        return None
    names = [*chosen, *about, *(str(KINDS[kind].name) for kind in wanted.kind)]
    names += [_("On site") if way == ON_SITE else _("Online") for way in wanted.attendance]
    if wanted.q:
        names.append(_("Events with “%(words)s”", words=wanted.q))
    if wanted.month:
        names.append(month_in_words(date.fromisoformat(f"{wanted.month}-01")))
    return names
