"""Passkeys: at which addresses they work, and what is said where they do not."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.passkey_words import carries_passkeys, obstacle
from tests.factories import make_account, sign_in

REGISTER = "/manage/account/wan-register"
SIGN_IN = "/manage/account/sign-in"


@pytest.mark.parametrize(
    ("address", "carries"),
    [
        ("https://events.example.org", True),
        ("http://localhost:8000", True),
        ("http://demo.localhost", True),
        ("http://events.example.org", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::1]:8000/", False),
    ],
)
def test_addresses_that_carry_passkeys(address: str, carries: bool) -> None:
    assert carries_passkeys(address) is carries


@pytest.mark.parametrize(
    ("opened", "own", "said"),
    [
        ("http://localhost", "http://localhost", ""),
        ("http://127.0.0.1:8000", "http://localhost:8000",
         "Passkeys do not work at this address. Open EventHub at http://localhost:8000: there they do."),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000",
         "Passkeys do not work at an address of numbers. They will once this hub has a name of its own."),
        ("http://events.example.org", "http://events.example.org",
         "Passkeys need a secure connection: they will work once the address of this hub begins with https."),
    ],
)  # fmt: skip
def test_reason_is_true_for_the_address_that_was_opened(app: Flask, opened: str, own: str, said: str) -> None:
    with app.test_request_context():
        assert obstacle(opened=opened, own=own) == said


def test_sign_in_page_offers_passkeys_at_a_name(client: FlaskClient) -> None:
    page = client.get(SIGN_IN).text
    assert ("data-passkey=" in page, "Passkeys do not work" in page) == (True, False)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "Give the passkey a name."),
        ("\u202e \u200b", "Give the passkey a name."),
        ("x" * 65, "Use at most 64 characters."),
    ],
)
def test_name_of_a_passkey_is_cleaned_and_measured(client: FlaskClient, name: str, error: str) -> None:
    sign_in(client, make_account())
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(REGISTER).text)
    assert token
    headers = {"Accept": "application/json", "X-CSRFToken": token[1]}
    answer = client.post(REGISTER, json={"name": name, "usage": "first"}, headers=headers)
    assert (answer.status_code, answer.json and answer.json["response"]["field_errors"]["name"]) == (400, [error])
    assert client.post(REGISTER, json={"name": " my\x07\n key", "usage": "first"}, headers=headers).status_code == 200
    assert client.post(REGISTER, json={"name": 7, "usage": "first"}, headers=headers).status_code == 400
