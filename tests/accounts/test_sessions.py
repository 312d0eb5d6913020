"""How long a sign-in lasts."""

from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventhub.database.model import db
from tests.accounts.test_signing_in import ACCOUNT, SIGN_IN, post
from tests.factories import PASSWORD, make_account, sign_in

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def status_after(client: FlaskClient, moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return int(client.get(ACCOUNT).status_code)


def test_session_ends_after_three_hours_without_use(app: Flask) -> None:
    account = make_account()
    for pause, status in ((timedelta(hours=2, minutes=59), 200), (timedelta(hours=3), 303)):
        browser = app.test_client()
        with time_machine.travel(START, tick=False):
            post(browser, SIGN_IN, email=account.email, password=PASSWORD)
        assert status_after(browser, START + pause) == status


def test_session_in_use_ends_after_twelve_hours(client: FlaskClient) -> None:
    account = make_account()
    with time_machine.travel(START, tick=False):
        post(client, SIGN_IN, email=account.email, password=PASSWORD)
    hours = [status_after(client, START + timedelta(hours=hour)) for hour in (2, 4, 6, 8, 10, 11.9)]
    assert hours == [200] * 6
    assert status_after(client, START + timedelta(hours=12)) == 303
    assert status_after(client, START + timedelta(hours=12, minutes=1)) == 303


def test_signing_in_makes_a_new_session(client: FlaskClient) -> None:
    account = make_account()
    client.get(SIGN_IN)
    with client.session_transaction() as session:
        before = dict(session)
    post(client, SIGN_IN, email=account.email, password=PASSWORD)
    with client.session_transaction() as session:
        assert "csrf_token" not in session or session["csrf_token"] != before["csrf_token"]
        assert session["_user_id"] == account.fs_uniquifier


def test_nothing_signs_in_without_a_session(client: FlaskClient) -> None:
    account = make_account()
    post(client, SIGN_IN, email=account.email, password=PASSWORD, remember="y")
    assert client.get_cookie("remember_token") is None


def test_switched_off_account_is_out_at_the_next_request(client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    assert client.get(ACCOUNT).status_code == 200
    account.active = False
    db.session.commit()
    assert client.get(ACCOUNT).status_code == 303


def test_pages_without_a_sign_in_set_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get(ACCOUNT).headers
