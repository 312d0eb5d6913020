"""What Flask-Security says is said in our words, in every language."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from eventhub.accounts.security import OWN_WORDS
from tests.accounts.test_signing_in import post
from tests.factories import make_account, sign_in

CHANGE = "/manage/account/change-email"
NOT_AN_ADDRESS = {
    "en": "Write an e-mail address such as name@example.org.",
    "nl": "Vul een e-mailadres in, zoals naam@example.org.",
    "fi": "Kirjoita sähköpostiosoite, esimerkiksi nimi@example.org.",
    "da": "Skriv en e-mailadresse, for eksempel navn@example.org.",
    "sv": "Skriv en e-postadress, till exempel namn@example.org.",
    "fr": "Écrivez une adresse e-mail, par exemple nom@example.org.",
}


def words(language: str) -> dict[str, str]:
    with (Path(OWN_WORDS) / language / "LC_MESSAGES" / "flask_security.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, locale=language) if entry.id}


@pytest.mark.parametrize("language", NOT_AN_ADDRESS)
def test_every_sentence_of_ours_is_in_every_language(language: str) -> None:
    assert [said for said in words("en") if not words(language).get(said)] == []


@pytest.mark.parametrize("language", NOT_AN_ADDRESS)
def test_address_that_is_none_is_refused_in_the_words_of_the_reader(client: FlaskClient, language: str) -> None:
    sign_in(client, make_account(language=language))
    client.set_cookie("language", language)
    page = post(client, CHANGE, email="nobody")
    assert page.status_code == 422
    assert NOT_AN_ADDRESS[language] in page.text
    assert "Email" not in page.text


def test_own_address_is_not_changed_into_itself(app: Flask) -> None:
    account, client = make_account(), app.test_client()
    sign_in(client, account)
    page = post(client, CHANGE, email=account.email.upper())
    assert (page.status_code, "You sign in with this address already." in page.text) == (422, True)
