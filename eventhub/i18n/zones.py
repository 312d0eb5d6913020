"""The time zones that people can choose, by the names of their cities in the reader's language."""

from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

Named = tuple[tuple[str, str], ...]


def _current_zones() -> dict[str, list[str]]:
    """Region to zones, from the table of today's zones: old names such as Europe/Kiev are not in it."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    named = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    regions: dict[str, list[str]] = {}
    for zone in sorted(named & available_timezones()):
        regions.setdefault(zone.partition("/")[0], []).append(zone)
    return regions


REGIONS = _current_zones()


def _region_names() -> dict[str, str]:
    """The regions in the order in which they are offered."""
    return {
        "Europe": _("Europe"), "Africa": _("Africa"), "America": _("America"), "Asia": _("Asia"),
        "Australia": _("Australia"), "Atlantic": _("Atlantic Ocean"), "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific Ocean"), "Arctic": _("Arctic"), "Antarctica": _("Antarctica"),
    }  # fmt: skip


def _language() -> str:
    found = get_locale()
    return "en" if found is None else str(found)


@lru_cache(maxsize=2048)
def _city(zone: str, language: str) -> str:
    # Where no city is known, the name of the zone itself comes back, with the states of a country before the city.
    return get_timezone_location(zone, locale=Locale.parse(language), return_city=True).rpartition("/")[2]


def city(zone: str) -> str:
    """The place by whose clock a zone goes, in the reader's language."""
    return _city(zone, _language())


@lru_cache(maxsize=128)
def _by_city(region: str, language: str) -> Named:
    named = ((zone, _city(zone, language)) for zone in REGIONS.get(region, ()))
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))


def zone_choices(*own: str) -> list[Any]:
    """Every zone of today once: those in use here first, then region by region."""
    language = _language()
    first = [SelectChoice(zone, _city(zone, language)) for zone in dict.fromkeys(own)]
    rest = [
        SelectChoice(zone, name, optgroup=words)
        for region, words in _region_names().items()
        for zone, name in _by_city(region, language)
        if zone not in own
    ]
    return [*first, *rest]
