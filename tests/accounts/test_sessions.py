"""How long a sign-in lasts, and how it ends."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub.accounts.models import SignIn
from eventhub.accounts.sessions import FORGET
from eventhub.database.model import db
from tests.accounts.test_signing_in import ACCOUNT, SIGN_IN, post, token
from tests.factories import PASSWORD, make_account, make_event, make_member, make_network, sign_in
from tests.pages.queries import counted_queries

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


def copied(app: Flask, client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie."""
    thief, cookie = app.test_client(), client.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    return thief


def statuses(*browsers: FlaskClient) -> list[int]:
    return [browser.get(ACCOUNT).status_code for browser in browsers]


def last_seen() -> datetime | None:
    return db.session.scalar(select(SignIn.last_seen_at))


def test_copied_cookie_is_dead_once_its_owner_signed_out(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    other = app.test_client()
    for browser in (client, other):
        post(browser, SIGN_IN, email=account.email, password=PASSWORD)
    thief = copied(app, client)
    assert statuses(client, thief, other) == [200, 200, 200]
    assert post(client, f"{ACCOUNT}/sign-out", ACCOUNT).status_code == 302
    assert statuses(client, thief, other) == [303, 303, 200]


def test_cookie_from_before_signing_in_again_is_dead(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    for browser in (client, app.test_client()):
        sign_in(browser, account)
    before = copied(app, client)
    new = {"new_password": "vier-losse-woorden-hier", "new_password_confirm": "vier-losse-woorden-hier"}
    assert post(client, f"{ACCOUNT}/change", password=PASSWORD, **new).status_code == 302
    assert statuses(client, before) == [200, 303]
    assert db.session.query(SignIn).count() == 1


def test_opening_the_address_of_signing_out_signs_nobody_out(client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert client.get(f"{ACCOUNT}/sign-out").status_code == 405
    assert client.get(f"{ACCOUNT}/tf-validate").location == ACCOUNT
    assert client.get(f"{ACCOUNT}/mf-recovery").status_code < 400
    assert statuses(client) == [200]


def test_account_page_lists_its_sign_ins_and_ends_one_of_them(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    fox = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    here = {"csrf_token": token(client.get(SIGN_IN)), "email": account.email, "password": PASSWORD}
    client.post(SIGN_IN, data=here, headers=fox)
    other, stranger = app.test_client(), app.test_client()
    sign_in(other, account)
    sign_in(stranger, make_account())
    page = client.get(ACCOUNT).text
    keys = re.findall(r'name="key" value="([0-9a-f]{64})"', page)
    mine = db.session.query(SignIn).filter_by(account_id=account.id).all()
    assert sorted(keys) == sorted(one.key for one in mine)
    assert "Firefox on Windows" in page
    assert [(one.browser, one.system) for one in mine if one.browser] == [("Firefox", "Windows")]
    end = f"{ACCOUNT}/sign-ins/end"
    theirs = next(one.key for one in db.session.query(SignIn) if one.key not in keys)
    assert post(client, end, ACCOUNT, key=theirs).status_code == 303
    assert statuses(client, other, stranger) == [200, 200, 200]
    assert post(client, end, ACCOUNT, key=next(one.key for one in mine if not one.browser)).status_code == 303
    assert statuses(client, other, stranger) == [200, 303, 200]
    assert post(client, end, ACCOUNT, key=next(one.key for one in mine if one.browser)).location == SIGN_IN
    assert statuses(client, other, stranger) == [303, 303, 200]


def test_signing_out_everywhere_else_keeps_this_one(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    others = [app.test_client() for _number in range(2)]
    for browser in (client, *others):
        sign_in(browser, account)
    assert post(client, f"{ACCOUNT}/sign-ins/end-others", ACCOUNT).status_code == 303
    assert statuses(client, *others) == [200, 303, 303]


def test_use_is_noted_once_a_minute_and_beside_the_request(client: FlaskClient) -> None:
    account = make_account()
    with time_machine.travel(START, tick=False):
        sign_in(client, account)
    for seconds, noted in ((59, 0), (60, 60), (119, 60), (120, 120)):
        status_after(client, START + timedelta(seconds=seconds))
        assert last_seen() == START + timedelta(seconds=noted)


def test_who_reads_does_not_wait_for_who_writes(app: Flask, client: FlaskClient) -> None:
    """Another writer holds the database (SQLite) or the very row (PostgreSQL): the page comes, the note is left out."""
    account = make_account()
    with time_machine.travel(START, tick=False):
        sign_in(client, account)
    with db.engine.connect() as writer:
        writer.exec_driver_sql("UPDATE sign_in SET browser = 'Lynx'")
        assert status_after(client, START + timedelta(minutes=5)) == 200  # a page that waits would never come
        assert last_seen() == START
    assert status_after(client, START + timedelta(minutes=6)) == 200
    assert last_seen() == START + timedelta(minutes=6)


def test_page_asks_for_its_sign_in_once_by_primary_key(client: FlaskClient) -> None:
    sign_in(client, make_account())
    with counted_queries() as sent:
        assert client.get("/manage/networks").status_code == 200
    about = [query for query in sent if "sign_in" in query]
    assert len(about) == 1
    assert "WHERE sign_in.key = " in about[0].replace('"', "")
    assert [query for query in sent if "FROM account " in query] == []


def test_visitors_are_not_looked_up(client: FlaskClient) -> None:
    with counted_queries() as sent:
        for address in ("/", SIGN_IN, "/help"):
            assert client.get(address).status_code == 200
    assert [query for query in sent if "sign_in" in query] == []


def test_old_sign_ins_are_deleted(app: Flask) -> None:
    account = make_account()
    for hours in (13, 4, 2):
        with time_machine.travel(START - timedelta(hours=hours), tick=False):
            sign_in(app.test_client(), account)
    with time_machine.travel(START, tick=False):
        app.extensions["jobs"].run(FORGET)
    assert db.session.scalars(select(SignIn.signed_in_at)).all() == [START - timedelta(hours=2)]


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


@pytest.mark.parametrize("has_cookie", [True, False])
def test_form_sent_after_the_sign_in_ended_says_so_and_leads_back_to_it(client: FlaskClient, has_cookie: bool) -> None:
    network = make_network()
    make_event(network, slug="dag")
    page = "/manage/events/dag/materials"
    sign_in(client, make_member(network))
    values = {"csrf_token": token(client.get(page)), "audience": "everyone"}
    db.session.query(SignIn).delete()
    db.session.commit()
    if not has_cookie:
        client.delete_cookie("session")
    answer = client.post(page, data={**values, "files": (BytesIO(b"%PDF-1.7"), "dag.pdf")})
    assert (answer.status_code, answer.location) == (303, f"{SIGN_IN}?next={page}")
    shown = client.get(answer.location).text
    assert "Your sign-in had ended, so nothing was saved." in shown
    assert "The files you chose were not kept: choose them again." in shown
    client.post(page, data=values)
    assert "The files you chose" not in client.get(SIGN_IN).text
