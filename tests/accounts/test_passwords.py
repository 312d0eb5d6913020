"""Which passwords are good enough."""

import pytest
from flask import Flask

from eventhub import clock
from eventhub.accounts.passwords import weakness
from eventhub.accounts.service import AddressInvalid, AddressTaken, PasswordTooWeak, create_account, find_account
from eventhub.database.model import db

EMAIL, NAME = "noor.peeters@example.org", "Noor Peeters"


@pytest.mark.parametrize(
    "password",
    [
        "vier-losse-woorden-hier",
        "ééééüüüü ßßßß漢字漢字",
        "a b c d e f g h i",
        "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧",
        "korte-brug-helder-licht-7",
    ],
)
def test_long_passwords_of_any_characters_will_do(app: Flask, password: str) -> None:
    assert weakness(password, email=EMAIL, name=NAME) is None


@pytest.mark.parametrize(
    "password",
    [
        "", "short-one", "noor.peeters@example.org", "NoorPeeters2027!", "Password123456", "Wachtwoord2027",
        "aaaaaaaaaaaaaaa", "1234567890123456", "qwertyuiop123", "abababababababab",
    ],
)  # fmt: skip
def test_short_or_guessable_passwords_will_not(app: Flask, password: str) -> None:
    assert weakness(password, email=EMAIL, name=NAME)


def test_account_is_made_once_for_an_address(app: Flask) -> None:
    values = {"name": NAME, "password": "vier-losse-woorden-hier", "language": "nl", "now": clock.now()}
    account = create_account(email=" Noor.Peeters@Example.org ", administrator=True, **values)  # type: ignore[arg-type]
    db.session.commit()
    assert find_account("NOOR.peeters@example.org") is account
    assert account.is_administrator
    with pytest.raises(AddressTaken):
        create_account(email=EMAIL.upper(), **values)  # type: ignore[arg-type]
    with pytest.raises(AddressInvalid):
        create_account(email="noor@", **values)  # type: ignore[arg-type]
    with pytest.raises(PasswordTooWeak):
        create_account(email="b@example.org", **{**values, "password": "short"})  # type: ignore[arg-type]
