"""An owner helps a colleague who lost their telephone, where nobody else has a say in it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub import clock
from eventhub.accounts.models import Account
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import ORGANISER, OWNER, VIEWER, Membership, Network
from tests.accounts.test_signing_in import post
from tests.factories import make_administrator, make_member, make_network, save, sign_in

CODES = {"tf_primary_method": "authenticator", "tf_totp_secret": "kept", "mf_recovery_codes": ["one"]}


@pytest.fixture
def network(app: Flask) -> Network:
    return make_network(slug="klavertje")


def works_for(account: Account, network: Network) -> Membership:
    return save(Membership(account=account, network=network, role=VIEWER, created_at=clock.now()))


def page_of(account: Account, network: Network) -> str:
    number = db.session.query(Membership.id).filter_by(account_id=account.id, network_id=network.id).scalar()
    return f"/manage/networks/{network.slug}/team/{number}/lost-telephone"


def has_codes(account: Account) -> bool:
    db.session.rollback()
    return bool(db.session.get_one(Account, account.id).tf_primary_method)


def reset(client: FlaskClient, account: Account, network: Network) -> Any:
    return post(client, page_of(account, network), "/manage/account")


def test_owner_resets_for_a_colleague_of_this_network_only(client: FlaskClient, network: Network) -> None:
    owner, colleague = make_member(network, OWNER), make_member(network, ORGANISER, **CODES)
    sign_in(client, owner)
    assert "lost-telephone" in client.get("/manage/networks/klavertje/team").text
    assert client.get(page_of(colleague, network)).status_code == 200
    assert has_codes(colleague)
    answer = reset(client, colleague, network)
    assert (answer.status_code, answer.location) == (303, "/manage/networks/klavertje/team")
    assert not has_codes(colleague)
    assert db.session.query(OutboxMessage.to_address).all() == [(colleague.email,)]
    entry = db.session.query(AuditEntry).filter_by(action="account.second_factor_reset").one()
    assert (entry.user_id, entry.network_id, entry.object_id) == (owner.id, network.id, str(colleague.id))


def test_owner_does_not_reset_for_who_works_elsewhere_or_runs_the_hub(client: FlaskClient, network: Network) -> None:
    sign_in(client, make_member(network, OWNER))
    shared, administrator = make_member(make_network(), OWNER, **CODES), make_administrator(**CODES)
    for account in (shared, administrator):
        works_for(account, network)
        assert client.get(page_of(account, network)).status_code == 200
        assert reset(client, account, network).status_code == 422
        assert has_codes(account)
    assert db.session.query(OutboxMessage).count() == 0


def test_administrators_reset_for_everybody_on_the_team(client: FlaskClient, network: Network) -> None:
    sign_in(client, make_administrator())
    shared = make_member(make_network(), OWNER, **CODES)
    works_for(shared, network)
    assert reset(client, shared, network).status_code == 303
    assert not has_codes(shared)


@pytest.mark.parametrize(("role", "status"), [(ORGANISER, 403), (VIEWER, 403)])
def test_others_do_not_reset(client: FlaskClient, network: Network, role: str, status: int) -> None:
    colleague = make_member(network, ORGANISER, **CODES)
    sign_in(client, make_member(network, role))
    assert (client.get(page_of(colleague, network)).status_code, reset(client, colleague, network).status_code) == (
        status,
        status,
    )
    assert has_codes(colleague)


def test_owner_of_another_network_finds_nobody(client: FlaskClient, network: Network) -> None:
    colleague, elsewhere = make_member(network, ORGANISER, **CODES), make_network(slug="elders")
    sign_in(client, make_member(elsewhere, OWNER))
    there = page_of(colleague, network)
    for address in (there, there.replace("klavertje", "elders")):
        assert post(client, address, "/manage/account").status_code == 404
    assert has_codes(colleague)
