"""The list of time zones: today's, once each, one's own first."""

from zoneinfo import available_timezones

import pytest
from flask import Flask

from eventhub.i18n.zones import zone_choices

OLD_NAMES = {"Europe/Kiev", "Asia/Calcutta", "Asia/Saigon", "America/Buenos_Aires", "Atlantic/Faeroe", "US/Eastern"}


@pytest.mark.parametrize("language", ["en", "nl", "fi", "da", "sv", "fr"])
def test_every_zone_of_today_is_offered_once_by_region(app: Flask, language: str) -> None:
    with app.test_request_context(f"/?lang={language}"):
        choices = zone_choices("Europe/Brussels")
    zones = [choice.value for choice in choices]
    assert len(zones) == len(set(zones)) > 400
    assert {"Europe/Kyiv", "America/Toronto", "Asia/Kolkata", "Africa/Kinshasa", "Pacific/Auckland"} <= set(zones)
    assert set(zones) & OLD_NAMES == set()
    assert set(zones) <= available_timezones()
    names = [(choice.optgroup, choice.label) for choice in choices]
    assert len(names) == len(set(names))


def test_own_zones_stand_first_without_a_region_even_under_an_old_name(app: Flask) -> None:
    with app.test_request_context("/"):
        choices = zone_choices("Europe/Helsinki", "Europe/Kiev", "Europe/Helsinki")
    assert [(choice.value, choice.label, choice.optgroup) for choice in choices[:3]] == [
        ("Europe/Helsinki", "Helsinki", None),
        ("Europe/Kiev", "Kyiv", None),
        ("Europe/Amsterdam", "Amsterdam", "Europe"),
    ]
