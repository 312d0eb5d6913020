"""Administrators find people, and help those who lost their telephone."""

import re
from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from eventhub import cli, clock
from eventhub.accounts.models import Account, SignIn
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import OWNER
from tests.accounts.test_signing_in import ACCOUNT, SIGN_IN, post
from tests.factories import (
    PASSWORD,
    make_account,
    make_administrator,
    make_member,
    make_network,
    make_passkey,
    sign_in,
)
from tests.pages.queries import counted_queries

PEOPLE = "/manage/people"


@pytest.fixture
def administrator(client: FlaskClient) -> Account:
    account = make_administrator(name="Bo Willems", email="bo@example.org")
    sign_in(client, account)
    return account


def make_locked_out(**values: object) -> Account:
    """Somebody with codes, recovery codes and a passkey, all on a telephone that is gone."""
    account = make_account(
        tf_primary_method="authenticator", tf_totp_secret="kept", mf_recovery_codes=["one", "two"], **values
    )
    make_passkey(account)
    return account


def names(client: FlaskClient, text: str = "") -> list[str]:
    return re.findall(r"<strong>([^<]+)</strong>", client.get(PEOPLE, query_string={"q": text}).text)


def factors(account: Account) -> tuple[object, ...]:
    db.session.rollback()
    fresh = db.session.get_one(Account, account.id)
    return fresh.tf_primary_method, fresh.tf_totp_secret, fresh.mf_recovery_codes or None, len(fresh.webauthn)


@pytest.mark.usefixtures("administrator")
def test_people_are_found_by_a_part_of_name_or_address(client: FlaskClient) -> None:
    make_member(make_network(name="Klavertje"), OWNER, name="Fien De Smet", email="fien@klavertje.example.org")
    make_account(name="Élise 100%", email="elise@example.org")
    assert names(client) == ["Bo Willems", "Élise 100%", "Fien De Smet"]
    assert names(client, "ELISE") == names(client, "élise") == ["Élise 100%"]
    assert names(client, " de  SMET ") == ["Fien De Smet"]
    assert names(client, "@KLAVER") == ["Fien De Smet"]
    assert names(client, "%") == ["Élise 100%"]
    assert names(client, "nobody") == []
    assert "Klavertje (Owner)" in client.get(f"{PEOPLE}?q=fien").text


@pytest.mark.usefixtures("administrator")
def test_the_list_asks_the_same_for_few_and_for_many(client: FlaskClient) -> None:
    counts = []
    for _round in range(2):
        make_locked_out(name="Noor Peeters")
        make_member(make_network(), OWNER, name="Noor Peeters")
        with counted_queries() as sent:
            assert client.get(PEOPLE).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_reset_opens_the_account_to_its_password_and_tells_its_owner(
    app: Flask, client: FlaskClient, administrator: Account
) -> None:
    person, theirs = make_locked_out(name="Fien De Smet", language="nl"), app.test_client()
    sign_in(theirs, person)
    there = f"{PEOPLE}/{person.id}/lost-telephone"
    page = client.get(there)
    assert page.status_code == 200
    assert factors(person) == ("authenticator", "kept", ["one", "two"], 1)
    answer = post(client, there)
    assert (answer.status_code, answer.location) == (303, f"{PEOPLE}?q={person.email}")
    assert factors(person) == (None, None, None, 0)
    assert theirs.get(ACCOUNT).status_code == 303
    assert db.session.query(SignIn).filter_by(account_id=person.id).count() == 0
    mail = db.session.query(OutboxMessage).one()
    assert (mail.kind, mail.to_address, mail.language) == ("account_second_factor_reset", person.email, "nl")
    assert "Bo Willems" in mail.text
    entry = db.session.query(AuditEntry).filter_by(action="account.second_factor_reset").one()
    assert (entry.user_id, entry.object_id, entry.details) == (administrator.id, str(person.id), {})
    assert post(theirs, SIGN_IN, email=person.email, password=PASSWORD).location == "/manage/"
    assert post(client, there, ACCOUNT).status_code == 422


def test_reset_wants_to_know_whether_it_is_still_the_administrator(client: FlaskClient) -> None:
    administrator, person = make_administrator(), make_locked_out()
    there = f"{PEOPLE}/{person.id}/lost-telephone"
    moment = clock.now()
    with time_machine.travel(moment, tick=False):
        post(client, SIGN_IN, email=administrator.email, password=PASSWORD)
        assert client.get(there).status_code == 200
    with time_machine.travel(moment + timedelta(minutes=61), tick=False):
        asked = client.get(there)
        assert (asked.status_code, asked.location) == (303, f"/manage/account/verify?next={there}")
        assert post(client, there, ACCOUNT).status_code == 303
        assert factors(person)[0] == "authenticator"
        assert post(client, asked.location, password=PASSWORD).location == there
        assert post(client, there).location == f"{PEOPLE}?q={person.email}"


@pytest.mark.usefixtures("administrator")
def test_nobody_there_is_nobody_to_help(client: FlaskClient) -> None:
    assert client.get(f"{PEOPLE}/4711/lost-telephone").status_code == 404


def test_command_resets_and_tells(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_locked_out(email="fien@example.org")
    monkeypatch.setattr(cli, "create_app", lambda _settings: app)
    monkeypatch.setattr(cli, "Settings", lambda: app.extensions["settings"])
    run = CliRunner().invoke
    refused = run(cli.cli, ["user", "reset-second-factor", "fien@example.org"], input="n\n")
    assert (refused.exit_code, factors(person)[0]) == (1, "authenticator")
    done = run(cli.cli, ["user", "reset-second-factor", "FIEN@example.org", "--yes"])
    assert (done.exit_code, factors(person)) == (0, (None, None, None, 0))
    assert db.session.query(OutboxMessage.kind).all() == [("account_second_factor_reset",)]
    for email in ("fien@example.org", "nobody@example.org"):
        assert run(cli.cli, ["user", "reset-second-factor", email, "--yes"]).exit_code == 1
