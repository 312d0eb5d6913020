"""The pages of networks and themes."""

import re

import pytest
from flask.testing import FlaskClient

from eventhub.networks.models import MemberOrganisation
from tests.factories import make_event, make_network, make_theme, save, utc
from tests.pages.test_agenda import listed, page


def test_network_shows_its_own_events_and_those_it_organises_with_others(client: FlaskClient) -> None:
    one, two = make_network(slug="one"), make_network(slug="two")
    make_event(one, slug="own", starts_at=utc(2100, 5, 1))
    make_event(two, slug="shared", starts_at=utc(2100, 5, 2), co_networks=[one])
    make_event(two, slug="other", starts_at=utc(2100, 5, 3))
    make_event(one, slug="past", starts_at=utc(2020, 5, 3))
    make_event(one, slug="draft", starts_at=utc(2100, 5, 4), state="draft")
    assert listed(client, "/networks/one") == ["own", "shared", "past"]


def test_network_says_who_it_is(client: FlaskClient) -> None:
    network = make_network(
        slug="one", name="De <Steiger>", description={"nl": "Samen & sterk"}, contact_name="Noor Peeters",
        contact_email="noor@example.org",
    )  # fmt: skip
    make_theme(network, slug="housing", name={"nl": "Wonen"})
    save(MemberOrganisation(network=network, name="Buurtwerk Noord", place="Gent"))
    save(MemberOrganisation(network=network, name="Vertrokken", is_active=False))
    shown = page(client, "/networks/one?lang=en")
    for expected in ("De &lt;Steiger&gt;", "Samen &amp; sterk", "mailto:noor@example.org", "/themes/housing",
                     "Buurtwerk Noord, Gent", "1 member organisation", 'lang="nl"', "webcal://localhost/networks/one.ics",
                     '<link rel="canonical" href="http://localhost/networks/one">'):  # fmt: skip
        assert expected in shown
    assert "Vertrokken" not in shown


def test_theme_shows_its_events_and_its_network(client: FlaskClient) -> None:
    network = make_network(slug="one")
    theme = make_theme(network, slug="housing", name={"nl": "Wonen"}, description={"nl": "Een dak voor iedereen"})
    for slug, start in (("next", utc(2100, 5, 1)), ("past", utc(2020, 5, 1))):
        make_event(network, slug=slug, starts_at=start, themes=[theme])
    make_event(network, slug="other", starts_at=utc(2100, 5, 2))
    assert listed(client, "/themes/housing") == ["next", "past"]
    shown = page(client, "/themes/housing")
    for expected in ("Wonen", "Een dak voor iedereen", 'href="/networks/one"', "webcal://localhost/themes/housing.ics"):
        assert expected in shown


def test_lists_of_networks_and_themes_lead_to_each(client: FlaskClient) -> None:
    one, two = make_network(slug="one", name="B"), make_network(slug="two", name="A")
    make_theme(one, slug="housing", position=2)
    make_theme(one, slug="work", position=1)
    make_theme(two, slug="care")
    assert re.findall(r'href="/networks/([\w-]+)"', page(client, "/networks")) == ["two", "one"]
    assert re.findall(r'href="/themes/([\w-]+)"', page(client, "/themes")) == ["care", "work", "housing"]


def test_empty_pages_have_something_to_say(client: FlaskClient) -> None:
    assert 'class="empty card"' in page(client, "/networks")
    assert 'class="empty card"' in page(client, "/themes")
    make_network(slug="one")
    assert 'class="empty card"' in page(client, "/networks/one")


@pytest.mark.parametrize("address", ["/networks/none", "/themes/none", "/networks/NONE"])
def test_unknown_networks_and_themes_do_not_exist(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
