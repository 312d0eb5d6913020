"""Codes of an authenticator app, recovery codes, and who must have them."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select

from eventhub import clock
from eventhub.accounts.models import Account, WebAuthn
from eventhub.database.model import db
from eventhub.networks.models import ORGANISER, OWNER
from eventhub.web.limits import limiter
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

SETUP = "/manage/account/codes"
CODE = "/manage/account/tf-validate"
REMOVE = "/manage/account/wan-delete"
RECOVERY = "/manage/account/mf-recovery"
CODES = "/manage/account/mf-recovery-codes"


@pytest.fixture(autouse=True)
def counted(app: Flask) -> Iterator[None]:
    """With rate limits: that a code works once is remembered there."""
    limiter.reset()
    limiter.enabled = True
    yield
    limiter.enabled = False
    limiter.reset()


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    """A code is true for half a minute; no test may depend on how fast the machine is."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    before = app.extensions["settings"]
    app.extensions["settings"] = before.model_copy(update={"second_factor_required": True})
    yield
    app.extensions["settings"] = before


def code(key: str, steps: int = 0) -> str:
    return str(TOTP(key=key).generate(time.time() + 30 * steps).token)  # noqa: TID251 - what a telephone would show


def sign_in_with_password(client: FlaskClient, account: Account) -> str:
    return str(post(client, SIGN_IN, email=account.email, password=PASSWORD).location)


def begin(client: FlaskClient) -> str:
    """Begin a set-up; the key that its page shows."""
    assert post(client, SETUP, step="begin").status_code == 303
    return key_on(client.get(SETUP))


def key_on(page: Any) -> str:
    assert 'class="qr"' in page.text
    shown = re.search(r"<code>([A-Z2-7 -]+)</code>", page.text)
    assert shown
    return re.sub(r"[ -]", "", shown[1])


def set_up(client: FlaskClient) -> str:
    """Set the app up as its owner does; the key it now holds."""
    key = begin(client)
    answer = post(client, SETUP, step="prove", code=code(key, -1))
    assert answer.status_code == 303
    return key


def codes_on(page: Any) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<li><code>([0-9a-f-]+)</code>", page.text)


def test_mistyped_code_keeps_the_picture_until_begun_anew(client: FlaskClient) -> None:
    sign_in_with_password(client, make_account())
    key = begin(client)
    for wrong in ("000000", "", "no digits"):
        answer = post(client, SETUP, step="prove", code=wrong)
        assert (answer.status_code, key_on(answer)) == (422, key)
    assert key_on(client.get(SETUP)) == key
    other = begin(client)
    assert other != key
    assert post(client, SETUP, step="prove", code=code(key)).status_code == 422
    assert post(client, SETUP, step="prove", code=code(other)).status_code == 303
    assert 'class="qr"' not in client.get(SETUP).text


def test_picture_is_gone_for_who_signs_in_next(client: FlaskClient) -> None:
    sign_in_with_password(client, make_account())
    begin(client)
    post(client, "/manage/account/sign-out", ACCOUNT)
    sign_in_with_password(client, make_account())
    assert 'class="qr"' not in client.get(SETUP).text


def test_turning_codes_on_and_off_signs_out_elsewhere(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in_with_password(client, account)
    other = app.test_client()
    sign_in(other, account)
    set_up(client)
    assert (client.get(ACCOUNT).status_code, other.get(ACCOUNT).status_code) == (200, 303)
    sign_in(other, account)
    assert post(client, SETUP, step="off").status_code == 303
    assert (client.get(ACCOUNT).status_code, other.get(ACCOUNT).status_code) == (200, 303)
    assert sign_in_with_password(app.test_client(), account) == "/manage/"


def test_removing_a_passkey_leads_back_to_the_account_and_says_so(client: FlaskClient) -> None:
    account, stranger = make_account(), make_account()
    keys = [make_passkey(account, "Telephone"), make_passkey(account, "Laptop"), make_passkey(stranger, "Theirs")]
    sign_in(client, account)
    answer = post(client, REMOVE, ACCOUNT, passkey=str(keys[0].id))
    assert (answer.status_code, answer.location) == (303, ACCOUNT)
    page = client.get(ACCOUNT).text
    assert "The passkey “Telephone” is removed." in page
    assert "Laptop" in page
    for number in (str(keys[2].id), "x", ""):
        assert post(client, REMOVE, ACCOUNT, passkey=number).location == ACCOUNT
    assert sorted(db.session.scalars(select(WebAuthn.name))) == ["Laptop", "Theirs"]


def test_removing_a_passkey_after_a_while_asks_who_it_is_and_leads_back(client: FlaskClient) -> None:
    account, moment = make_account(), clock.now()
    key = make_passkey(account, "Telephone")
    with time_machine.travel(moment, tick=False):
        sign_in(client, account)
    with time_machine.travel(moment + timedelta(hours=2), tick=False):
        asked = post(client, REMOVE, ACCOUNT, passkey=str(key.id))
        assert (asked.status_code, asked.location) == (303, f"/manage/account/verify?next={REMOVE}")
        back = post(client, asked.location, password=PASSWORD)
        assert client.get(back.location).location == ACCOUNT
    assert db.session.scalars(select(WebAuthn.name)).all() == ["Telephone"]


def test_password_alone_no_longer_signs_in(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in_with_password(client, account)
    key = set_up(client)
    browser = app.test_client()
    assert sign_in_with_password(browser, account).startswith(CODE)
    assert browser.get(ACCOUNT).status_code == 303
    assert post(browser, CODE, code="000000").status_code == 422
    assert post(browser, CODE, code=code(key)).status_code == 302
    assert browser.get(ACCOUNT).status_code == 200


def test_code_works_once(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in_with_password(client, account)
    key = set_up(client)
    one, other = app.test_client(), app.test_client()
    for browser in (one, other):
        sign_in_with_password(browser, account)
    now = code(key)
    assert post(one, CODE, code=now).status_code == 302
    assert post(other, CODE, code=now).status_code == 422


def test_sixth_wrong_code_is_refused(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in_with_password(client, account)
    set_up(client)
    browser = app.test_client()
    sign_in_with_password(browser, account)
    assert [post(browser, CODE, code="000000").status_code for _ in range(6)] == [422] * 5 + [429]


def test_recovery_code_signs_in_once_and_is_not_kept_readable(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in_with_password(client, account)
    set_up(client)
    codes = codes_on(client.get(CODES))
    assert len(codes) == 8
    kept = " ".join(app.extensions["security"].datastore.find_user(email=account.email).mf_recovery_codes)
    assert codes[0] not in kept
    for status in (302, 422):
        browser = app.test_client()
        sign_in_with_password(browser, account)
        assert post(browser, RECOVERY, code=codes[0].upper()).status_code == status


def test_first_set_up_makes_recovery_codes_and_shows_them_until_they_are_kept(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in_with_password(client, account)
    assert client.get(CODES).location == SETUP
    answer = post(client, SETUP, step="prove", code=code(begin(client), -1))
    assert answer.location == CODES
    first = codes_on(client.get(CODES))
    assert (len(first), codes_on(client.get(CODES))) == (8, first)
    assert "8 left" in client.get(ACCOUNT).text
    browser = app.test_client()
    sign_in_with_password(browser, account)
    assert post(browser, RECOVERY, code=first[0]).status_code == 302
    assert codes_on(browser.get(CODES)) == []
    assert "7 left" in browser.get(ACCOUNT).text
    assert post(client, CODES, step="kept").location == ACCOUNT
    page = client.get(CODES)
    assert (codes_on(page), "You have 7 recovery codes left." in page.text) == ([], True)


def test_set_up_on_a_new_telephone_keeps_the_codes_and_new_ones_replace_them(client: FlaskClient) -> None:
    sign_in_with_password(client, make_account())
    set_up(client)
    first = codes_on(client.get(CODES))
    post(client, CODES, step="kept")
    assert post(client, SETUP, step="prove", code=code(begin(client))).location == ACCOUNT
    assert codes_on(client.get(CODES)) == []
    assert post(client, CODES, step="make").location == CODES
    assert len(set(first + codes_on(client.get(CODES)))) == 16
    assert post(client, CODES, step="x").status_code == 422


@pytest.mark.usefixtures("required")
def test_owners_and_administrators_set_it_up_before_anything_else(app: Flask) -> None:
    network = make_network(slug="klavertje")
    for account in (make_member(network, OWNER), make_administrator()):
        browser = app.test_client()
        sign_in_with_password(browser, account)
        assert browser.get("/manage/networks").location == SETUP
        assert browser.post("/manage/networks/new").status_code in {303, 403}
        set_up(browser)
        assert browser.get("/manage/networks").status_code == 200


@pytest.mark.usefixtures("required")
def test_organisers_may_go_without(client: FlaskClient) -> None:
    sign_in_with_password(client, make_member(make_network(), ORGANISER))
    assert client.get("/manage/networks").status_code == 200
