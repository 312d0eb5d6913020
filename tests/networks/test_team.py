"""Inviting colleagues, roles, and taking leave."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventhub import clock
from eventhub.accounts.models import Account
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.database.session import transaction
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import HELPER, ORGANISER, OWNER, VIEWER, Membership, Network, TeamInvitation
from eventhub.networks.team import InvitationOver, accept
from tests.accounts.test_signing_in import post
from tests.factories import make_account, make_administrator, make_member, make_network, save, sign_in

GOOD = "vier-losse-woorden-hier"


@pytest.fixture
def network(app: Flask) -> Network:
    return make_network(slug="klavertje", name="Klavertje")


@pytest.fixture
def owner(network: Network, client: FlaskClient) -> Account:
    account = make_member(network, OWNER, name="Fatima Devos")
    sign_in(client, account)
    return account


TEAM = "/manage/networks/klavertje/team"


def invite(client: FlaskClient, email: str = "noor@example.org", role: str = ORGANISER) -> str:
    """Invite somebody; the path of the link in the mail."""
    assert post(client, f"{TEAM}/invite", TEAM, email=email, role=role).status_code == 303
    mail = db.session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first()
    assert mail
    found = re.search(r"http://localhost(/team-invitation/\S+)", mail.text)
    assert found
    return found[1]


def roles() -> dict[str, str]:
    return {str(m.account.email): m.role for m in db.session.query(Membership).join(Membership.account)}


@pytest.mark.usefixtures("owner")
def test_newcomer_chooses_a_password_and_is_on_the_team(app: Flask, client: FlaskClient) -> None:
    link = invite(client, "Noor@Example.org")
    newcomer = app.test_client()
    for weak in ("short", "noor@example.org", "password1234"):
        assert post(newcomer, link, name="Noor Peeters", password=weak).status_code == 422
    answer = post(newcomer, link, name="Noor Peeters", password=GOOD)
    assert (answer.status_code, answer.location) == (303, "/manage/")
    assert roles()["noor@example.org"] == ORGANISER
    assert newcomer.get("/manage/account").status_code == 200
    assert newcomer.get(link).status_code == 410
    actions = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions == ["team.invited", "account.created", "team.joined"]


@pytest.mark.usefixtures("owner")
def test_colleague_with_an_account_joins_signed_in_as_it(app: Flask, client: FlaskClient) -> None:
    known = make_account(email="known@example.org", language="fi")
    link = invite(client, "known@example.org", VIEWER)
    assert db.session.query(OutboxMessage).one().language == "fi"
    colleague = app.test_client()
    assert "/manage/account/sign-in?next=/team-invitation/" in colleague.get(link).text
    assert post(colleague, link, "/manage/account/sign-in", name="X", password=GOOD).status_code == 403
    sign_in(colleague, known)
    assert post(colleague, link).status_code == 303
    assert roles()["known@example.org"] == VIEWER


@pytest.mark.usefixtures("owner")
def test_invitation_serves_nobody_else(app: Flask, client: FlaskClient) -> None:
    link = invite(client)
    stranger = app.test_client()
    sign_in(stranger, make_account(email="stranger@example.org"))
    assert post(stranger, link, "/manage/account").status_code == 403
    assert "stranger@example.org" not in roles()


@pytest.mark.usefixtures("owner")
def test_link_ends_when_withdrawn_replaced_old_or_changed(app: Flask, client: FlaskClient) -> None:
    first = invite(client)
    number = db.session.query(TeamInvitation.id).scalar()
    post(client, f"{TEAM}/invitations/{number}/resend", TEAM)
    assert app.test_client().get(first).status_code == 410
    second = invite(client)
    assert db.session.query(TeamInvitation).count() == 1
    assert app.test_client().get(second).status_code == 200
    assert app.test_client().get(second[:-2] + "xx").status_code == 410
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1)):
        assert app.test_client().get(second).status_code == 410
    post(client, f"{TEAM}/invitations/{number}/withdraw", TEAM)
    assert app.test_client().get(second).status_code == 410


def test_twenty_at_once_make_one_membership(app: Flask, network: Network) -> None:
    account = make_account(email="noor@example.org")
    now = clock.now()
    invitation = TeamInvitation(
        key="k" * 32, network_id=network.id, email=account.email, role=HELPER, created_at=now,
        expires_at=now + timedelta(days=7),
    )  # fmt: skip
    db.session.add(invitation)
    db.session.commit()
    ids, together, answers = (invitation.id, account.id), Barrier(20), []

    def take() -> None:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    found, me = db.session.get(TeamInvitation, ids[0]), db.session.get(Account, ids[1])
                    assert found
                    assert me
                    accept(found, me, now=now)
                answers.append("joined")
            except InvitationOver:
                answers.append("over")

    threads = [Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(answers) == ["joined"] + ["over"] * 19
    assert db.session.query(Membership).count() == 1


def test_last_owner_stays(owner: Account, network: Network, client: FlaskClient) -> None:
    mine = db.session.query(Membership.id).scalar()
    values = {f"m{mine}-role": VIEWER}
    assert post(client, f"{TEAM}/{mine}/role", TEAM, **values).status_code == 422
    assert post(client, f"{TEAM}/{mine}/remove", TEAM).status_code == 422
    assert roles() == {owner.email: OWNER}
    other = make_member(network, OWNER)
    assert post(client, f"{TEAM}/{mine}/role", TEAM, **values).status_code == 303
    assert roles() == {owner.email: VIEWER, other.email: OWNER}
    assert client.get(TEAM).status_code == 403


@pytest.mark.usefixtures("owner")
def test_removed_colleague_is_out_at_the_next_request(app: Flask, network: Network, client: FlaskClient) -> None:
    """Out of the network; and signed out, where there is no other network left to work for."""
    for works_elsewhere, status in ((True, 404), (False, 303)):
        colleague, theirs = make_member(network, OWNER), app.test_client()
        if works_elsewhere:
            save(Membership(account=colleague, network=make_network(), role=VIEWER, created_at=clock.now()))
        sign_in(theirs, colleague)
        assert theirs.get(TEAM).status_code == 200
        number = db.session.query(Membership.id).filter_by(account_id=colleague.id, network_id=network.id).scalar()
        assert post(client, f"{TEAM}/{number}/remove", TEAM).status_code == 303
        assert theirs.get(TEAM).status_code == status


def test_another_network_does_not_exist(app: Flask, network: Network, client: FlaskClient) -> None:
    sign_in(client, make_member(make_network(slug="other"), OWNER))
    theirs = make_member(network, OWNER)
    number = db.session.query(Membership.id).filter_by(account_id=theirs.id).scalar()
    for address in ("", "/team", "/themes", "/members"):
        assert client.get(f"/manage/networks/klavertje{address}").status_code == 404
    for address in (TEAM, "/manage/networks/other/team"):
        assert post(client, f"{address}/{number}/remove", "/manage/account").status_code == 404
    assert post(client, f"{TEAM}/invite", "/manage/account", email="x@example.org", role=OWNER).status_code == 404


def test_only_owners_and_administrators_change_the_team(app: Flask, network: Network) -> None:
    for role, status in ((OWNER, 200), (ORGANISER, 403), (HELPER, 403), (VIEWER, 403)):
        browser = app.test_client()
        sign_in(browser, make_member(network, role))
        assert browser.get(TEAM).status_code == status
    browser = app.test_client()
    sign_in(browser, make_administrator())
    assert browser.get(TEAM).status_code == 200


@pytest.mark.usefixtures("owner")
def test_colleague_on_the_team_is_not_invited_again(network: Network, client: FlaskClient) -> None:
    there = make_member(network, VIEWER)
    assert post(client, f"{TEAM}/invite", TEAM, email=there.email, role=OWNER).status_code == 422
    assert post(client, f"{TEAM}/invite", TEAM, email="no address", role=OWNER).status_code == 422
    assert post(client, f"{TEAM}/invite", TEAM, email="a@example.org", role="king").status_code == 422
    assert db.session.query(OutboxMessage).count() == 0
