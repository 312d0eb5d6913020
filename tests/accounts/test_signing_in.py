"""Signing in and out with a password."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.mail.models import OutboxMessage
from eventhub.web.limits import limiter
from tests.factories import PASSWORD, make_account, sign_in

SIGN_IN = "/manage/account/sign-in"
ACCOUNT = "/manage/account"


def token(page: Any) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found
    return found[1]


def post(client: FlaskClient, address: str, page: str | None = None, **values: str) -> Any:
    """Send a form as a browser does: with the token of the page it is on."""
    return client.post(address, data={"csrf_token": token(client.get(page or address)), **values})


def without_tokens(text: str) -> str:
    return re.sub(r'value="[^"]*"', "", text)


@pytest.fixture
def limits(app: Flask) -> Any:
    limiter.reset()
    limiter.enabled = True
    yield
    limiter.enabled = False
    limiter.reset()


def test_right_password_signs_in_and_leads_to_the_page_asked_for(client: FlaskClient) -> None:
    account = make_account()
    asked = client.get(f"{ACCOUNT}?tab=1")
    assert (asked.status_code, asked.location) == (303, f"{SIGN_IN}?next=/manage/account?tab%3D1")
    answer = post(client, SIGN_IN, asked.location, email=account.email, password=PASSWORD, next="/manage/account?tab=1")
    assert (answer.status_code, answer.location) == (302, "/manage/account?tab=1")
    assert client.get(ACCOUNT).status_code == 200


def test_sign_in_leads_to_no_other_site(app: Flask) -> None:
    account = make_account()
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example"):
        answer = post(app.test_client(), SIGN_IN, email=account.email, password=PASSWORD, next=elsewhere)
        assert answer.status_code in {302, 422}
        assert not (answer.location or "").startswith(("http", "//", "/\\"))


def test_known_and_unknown_address_get_the_same_answer(client: FlaskClient) -> None:
    account = make_account()
    make_account(email="asleep@example.org", active=False)
    answers = [
        post(client, SIGN_IN, email=email, password="a-wrong-password-1")
        for email in (account.email, "nobody@example.org", "asleep@example.org")
    ]
    assert {answer.status_code for answer in answers} == {422}
    bodies = [without_tokens(answer.text).replace(account.email, "") for answer in answers]
    assert bodies[0] == bodies[1] == bodies[2]
    assert client.get(ACCOUNT).status_code == 303


def test_empty_password_signs_nobody_in(client: FlaskClient) -> None:
    account = make_account()
    for values in ({"password": ""}, {"password": " "}, {}):
        assert post(client, SIGN_IN, email=account.email, **values).status_code == 422


def test_sign_out_ends_the_session(client: FlaskClient) -> None:
    account = make_account()
    post(client, SIGN_IN, email=account.email, password=PASSWORD)
    answer = post(client, "/manage/account/sign-out", ACCOUNT)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get(ACCOUNT).status_code == 303


@pytest.mark.usefixtures("limits")
def test_sixth_wrong_try_is_refused_known_or_not(client: FlaskClient) -> None:
    account = make_account()
    for email in (account.email, "nobody@example.org"):
        tries = [post(client, SIGN_IN, email=email, password="a-wrong-password-1").status_code for _ in range(6)]
        assert tries == [422] * 5 + [429]
    assert post(client, SIGN_IN, email=account.email.upper(), password=PASSWORD).status_code == 429


@pytest.mark.usefixtures("limits")
def test_right_password_forgets_the_wrong_tries(client: FlaskClient) -> None:
    account = make_account()
    for _round in range(2):
        for _try in range(4):
            assert post(client, SIGN_IN, email=account.email, password="a-wrong-password-1").status_code == 422
        assert post(client, SIGN_IN, email=account.email, password=PASSWORD).status_code == 302
        post(client, "/manage/account/sign-out", ACCOUNT)


@pytest.mark.usefixtures("limits")
def test_one_network_may_not_try_forever(client: FlaskClient) -> None:
    page = token(client.get(SIGN_IN))
    codes = [
        client.post(SIGN_IN, data={"csrf_token": page, "email": f"no{n}@example.org", "password": "x" * 12}).status_code
        for n in range(51)
    ]
    assert codes == [422] * 50 + [429]


def test_forgotten_password_answers_the_same_and_mails_only_owners(client: FlaskClient) -> None:
    account = make_account(language="nl", name="Lotte Claes")
    answers = [post(client, "/manage/account/reset", email=email) for email in (account.email, "nobody@example.org")]
    assert [answer.status_code for answer in answers] == [200, 200]
    bodies = [
        without_tokens(answer.text).replace(email, "")
        for answer, email in zip(answers, (account.email, "nobody@example.org"), strict=True)
    ]
    assert bodies[0] == bodies[1]
    mails = db.session.query(OutboxMessage).all()
    assert [(mail.to_address, mail.language, mail.kind) for mail in mails] == [(account.email, "nl", "account_reset")]


@pytest.mark.usefixtures("limits")
def test_one_address_gets_three_reset_mails_an_hour(client: FlaskClient) -> None:
    account = make_account()
    codes = [post(client, "/manage/account/reset", email=account.email).status_code for _ in range(5)]
    assert codes == [200] * 5
    assert db.session.query(OutboxMessage).count() == 3


def test_link_in_the_mail_sets_a_new_password_once_and_ends_sessions(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    other = app.test_client()
    sign_in(other, account)
    post(client, "/manage/account/reset", email=account.email)
    found = re.search(r"http://localhost(/manage/account/reset/\S+)", db.session.query(OutboxMessage).one().text)
    assert found
    new = "vier-losse-woorden-hier"
    assert other.get(ACCOUNT).status_code == 200
    assert post(client, found[1], password=new, password_confirm=new).status_code == 302
    assert other.get(ACCOUNT).status_code == 303
    assert client.get(found[1]).location.endswith("/manage/account/reset")
    assert post(client, SIGN_IN, email=account.email, password=new).status_code == 302


def test_password_change_needs_the_present_one_and_ends_other_sessions(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    other = app.test_client()
    for browser in (client, other):
        sign_in(browser, account)
    new = {"new_password": "vier-losse-woorden-hier", "new_password_confirm": "vier-losse-woorden-hier"}
    change = "/manage/account/change"
    for wrong in ("", "a-wrong-password-1", None):
        values = {**new, "password": wrong} if wrong is not None else new
        assert post(client, change, **values).status_code == 422
    assert post(client, change, password=PASSWORD, **new).status_code == 302
    assert client.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 303
    assert db.session.query(OutboxMessage).one().kind == "account_password_changed"


def mailed_confirmation(client: FlaskClient, address: str) -> str:
    """Ask for another address; the link that was mailed to it."""
    assert post(client, f"{ACCOUNT}/change-email", email=address).status_code == 200
    mail = (
        db.session.query(OutboxMessage).filter_by(kind="account_new_address").order_by(OutboxMessage.id.desc()).first()
    )
    assert mail is not None
    assert mail.to_address == address
    found = re.search(r"http://localhost(/\S+)", mail.text)
    assert found
    return found[1]


def addresses() -> list[str]:
    return sorted(db.session.scalars(select(Account.email)))


def test_new_address_counts_once_its_owner_says_so(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account(email="old@example.org"))
    link = mailed_confirmation(client, "Fien.De.Smet@example.org")
    scanner = app.test_client()
    assert [scanner.open(link, method=method).status_code for method in ("GET", "HEAD", "GET")] == [200] * 3
    assert addresses() == ["old@example.org"]
    answer = post(client, link)
    assert (answer.status_code, answer.location) == (303, ACCOUNT)
    assert addresses() == ["fien.de.smet@example.org"]
    told = db.session.query(OutboxMessage).filter_by(kind="account_address_changed").one()
    assert told.to_address == "old@example.org"
    assert (client.get(link).status_code, client.post(link).status_code) == (410, 403)


def test_a_link_mailed_before_it_asked_leads_to_the_question(client: FlaskClient) -> None:
    sign_in(client, make_account(email="old@example.org"))
    link = mailed_confirmation(client, "new@example.org")
    answer = client.get(link.replace("/new-address/", "/change-email/"))
    assert (answer.status_code, answer.location) == (303, link)
    assert addresses() == ["old@example.org"]


def test_an_address_taken_meanwhile_is_refused(client: FlaskClient) -> None:
    sign_in(client, make_account(email="old@example.org"))
    link = mailed_confirmation(client, "new@example.org")
    make_account(email="new@example.org")
    assert post(client, link).status_code == 422
    assert addresses() == ["new@example.org", "old@example.org"]


def test_links_of_mails_change_nothing_by_being_opened(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    post(client, "/manage/account/reset", email=account.email)
    found = re.search(r"http://localhost(/manage/account/reset/\S+)", db.session.query(OutboxMessage).one().text)
    assert found
    for method in ("GET", "HEAD", "GET"):
        assert app.test_client().open(found[1], method=method).status_code == 200
    assert post(client, SIGN_IN, email=account.email, password=PASSWORD).status_code == 302


def test_profile_keeps_name_and_language(client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    assert post(client, ACCOUNT, name=" Fien  De Smet ", language="nl").status_code == 303
    assert post(client, ACCOUNT, name="", language="xx").status_code == 422
    assert tuple(db.session.query(Account.name, Account.language).one()) == ("Fien De Smet", "nl")
