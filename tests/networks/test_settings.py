"""A network's settings, themes and member organisations."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.networks.models import OWNER, MemberOrganisation, Network, Theme
from tests.accounts.test_signing_in import post, token
from tests.factories import make_administrator, make_member, make_network, make_theme, save, sign_in

ADDRESS = "/manage/networks/klavertje"
VALUES = {
    "name": "Klavertje Vier", "main_language": "fr", "languages": "nl", "zone": "Europe/Helsinki", "colour": "#0B5D5B",
    "description_nl": "Een netwerk", "contact_name": "Noor", "contact_email": "noor@example.org",
}  # fmt: skip


@pytest.fixture
def network(app: Flask, client: FlaskClient) -> Network:
    network = make_network(slug="klavertje", name="Klavertje")
    sign_in(client, make_member(network, OWNER))
    return network


def test_settings_are_kept_and_written_down(network: Network, client: FlaskClient) -> None:
    assert post(client, ADDRESS, **VALUES).status_code == 303
    db.session.refresh(network)
    assert (network.name, network.languages, network.zone) == ("Klavertje Vier", ["fr", "nl"], "Europe/Helsinki")
    assert (network.description, network.colour) == ({"nl": "Een netwerk"}, "#0b5d5b")
    entry = db.session.query(AuditEntry).one()
    assert (entry.action, entry.network_id) == ("network.changed", network.id)
    assert client.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("name", ["", "\0", "\u200b", " \u2028 "])
def test_name_in_which_nobody_sees_anything_is_none(network: Network, client: FlaskClient, name: str) -> None:
    assert post(client, ADDRESS, **{**VALUES, "name": name}).status_code == 422
    db.session.refresh(network)
    assert network.name != ""


@pytest.mark.parametrize("colour", ["#ffd700", "#777777x", "red", ""])
def test_colour_on_which_nobody_can_read_is_refused(network: Network, client: FlaskClient, colour: str) -> None:
    answer = post(client, ADDRESS, **{**VALUES, "colour": colour})
    assert answer.status_code == 422
    assert "Klavertje Vier" in answer.text
    db.session.refresh(network)
    assert network.colour == "#0b5d5b"


@pytest.mark.usefixtures("network")
def test_refused_colour_comes_with_a_button_that_takes_one_that_would_do(network: Network, client: FlaskClient) -> None:
    answer = post(client, ADDRESS, **{**VALUES, "colour": "#ffd700"})
    assert 'name="take_colour" value="#806c00"' in answer.text
    taken = post(client, ADDRESS, **{**VALUES, "colour": "#ffd700", "name": "Nieuw", "take_colour": "#806c00"})
    assert taken.status_code == 303
    db.session.refresh(network)
    assert (network.colour, network.name) == ("#806c00", "Nieuw")
    assert post(client, ADDRESS, **{**VALUES, "take_colour": "red"}).status_code == 422


def test_logo_is_made_anew_shown_and_taken_away(network: Network, client: FlaskClient) -> None:
    file = BytesIO()
    Image.new("RGB", (900, 300), "#0b5d5b").save(file, "PNG")
    data = {**VALUES, "csrf_token": token(client.get(ADDRESS)), "logo": (BytesIO(file.getvalue()), "logo.png")}
    assert client.post(ADDRESS, data=data).status_code == 303
    shown = client.get("/networks/klavertje/logo")
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert Image.open(BytesIO(shown.data)).size == (600, 200)
    data = {**VALUES, "csrf_token": token(client.get(ADDRESS)), "logo": (BytesIO(b"<svg>"), "logo.png")}
    assert client.post(ADDRESS, data=data).status_code == 422
    assert post(client, ADDRESS, **VALUES, remove_logo="y").status_code == 303
    assert client.get("/networks/klavertje/logo").status_code == 404


def test_logo_of_refused_settings_is_kept(network: Network, client: FlaskClient) -> None:
    file = BytesIO()
    Image.new("RGB", (900, 300), "#0b5d5b").save(file, "PNG")
    data = {**VALUES, "csrf_token": token(client.get(ADDRESS)), "logo": (BytesIO(file.getvalue()), "logo.png")}
    refused = client.post(ADDRESS, data={**data, "colour": "#ffff00"})
    assert (refused.status_code, "“logo.png” is kept." in refused.text) == (422, True)
    kept = re.search(r'name="kept_file" value="([^"]+)"', refused.text)
    assert kept is not None
    assert post(client, ADDRESS, **VALUES, kept_file=kept[1]).status_code == 303
    assert client.get("/networks/klavertje/logo").status_code == 200


def test_themes_are_added_renamed_moved_and_removed(network: Network, client: FlaskClient) -> None:
    themes = f"{ADDRESS}/themes"
    for name in ("Wonen", "Werk", "Zorg"):
        assert post(client, themes, name_nl=name).status_code == 303
    assert post(client, themes, name_nl=" ").status_code == 422
    ids = {theme.name["nl"]: theme.id for theme in db.session.query(Theme)}
    assert post(client, f"{themes}/{ids['Zorg']}/up", themes).status_code == 303
    assert post(client, f"{themes}/{ids['Wonen']}/down", themes).status_code == 303
    assert post(client, f"{themes}/{ids['Werk']}", name_nl="Arbeid").status_code == 303
    order = [theme.name["nl"] for theme in db.session.query(Theme).order_by(Theme.position)]
    assert order == ["Zorg", "Wonen", "Arbeid"]
    assert "Wonen" in client.get(f"{themes}/{ids['Wonen']}/remove").text
    assert post(client, f"{themes}/{ids['Wonen']}/remove").status_code == 303
    assert db.session.query(Theme).count() == 2


def test_theme_of_another_network_does_not_exist(network: Network, client: FlaskClient) -> None:
    other = make_theme(make_network())
    for what in ("", "/up", "/remove"):
        assert post(client, f"{ADDRESS}/themes/{other.id}{what}", f"{ADDRESS}/themes").status_code == 404


def test_members_pasted_again_are_known_whatever_their_letters(network: Network, client: FlaskClient) -> None:
    for lines in ("Élan; Gent\nÆbleskolen\nStraße", "élan\nÆBLESKOLEN\nSTRASSE\nÉlan"):
        assert post(client, f"{ADDRESS}/members", lines=lines).status_code == 303
    assert sorted(db.session.scalars(select(MemberOrganisation.name))) == ["Straße", "Æbleskolen", "Élan"]


def test_members_are_pasted_changed_and_leave(network: Network, client: FlaskClient) -> None:
    members = f"{ADDRESS}/members"
    lines = "CAW Gent; Gent; caw@example.org\nDe Brug\tAalst\n\nde brug\nHet Huis"
    assert post(client, members, lines=lines).status_code == 303
    found = db.session.query(MemberOrganisation).order_by(MemberOrganisation.name).all()
    assert [(m.name, m.place, m.contact_email) for m in found] == [
        ("CAW Gent", "Gent", "caw@example.org"), ("De Brug", "Aalst", ""), ("Het Huis", "", ""),
    ]  # fmt: skip
    number = found[0].id
    assert post(client, f"{members}/{number}", name="De Brug").status_code == 422
    assert post(client, f"{members}/{number}", name="CAW Oost").status_code == 303
    db.session.refresh(found[0])
    assert (found[0].name, found[0].is_active) == ("CAW Oost", False)
    assert client.get(members).status_code == 200


def test_only_administrators_make_networks(app: Flask, network: Network, client: FlaskClient) -> None:
    new = "/manage/networks/new"
    assert client.get(new).status_code == 403
    assert "Klavertje" in client.get("/manage/networks").text
    browser = app.test_client()
    sign_in(browser, make_administrator())
    answer = post(browser, new, name="Zomer School", main_language="nl", zone="Europe/Brussels")
    assert (answer.status_code, answer.location) == (303, "/manage/networks/zomer-school/team")
    assert browser.get("/manage/networks").status_code == 200


def test_stranger_sees_no_networks(app: Flask, network: Network) -> None:
    browser = app.test_client()
    assert browser.get("/manage/networks").location == "/manage/account/sign-in?next=/manage/networks"
    account: Account = make_member(make_network(name="Elders"), OWNER)
    sign_in(browser, account)
    assert "Klavertje" not in browser.get("/manage/networks").text


def test_the_contact_of_an_organisation_has_a_name_and_a_language(network: Network, client: FlaskClient) -> None:
    member = save(MemberOrganisation(network=network, name="De Brug"))
    page = f"{ADDRESS}/members/{member.id}"
    known = {"name": "De Brug", "contact_email": "brug@example.org", "contact_name": "Noor Peeters", "is_active": "y"}
    assert post(client, page, **known, contact_language="xx").status_code == 422
    assert post(client, page, **known, contact_language="fr").status_code == 303
    db.session.refresh(member)
    assert (member.contact_name, member.contact_language) == ("Noor Peeters", "fr")
