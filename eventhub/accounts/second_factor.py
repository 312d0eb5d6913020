"""Codes of an authenticator app, and passkeys."""

import base64
import hashlib
from typing import Any

import segno
from flask import current_app
from flask_security import Totp, WebauthnUtil
from limits import parse
from passlib.totp import TOTP, AppWallet
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from eventhub.accounts.attempts import hit

ONCE = parse("1/10 minutes")  # longer than a code is accepted
WALLET_DIGITS = 12


def wallet(secrets: list[str]) -> dict[int, str]:
    """The keys that codes' secrets are kept under: a number that follows from each key, and a key made of it."""
    keys: dict[int, str] = {}
    for secret in secrets:
        mark = hashlib.sha256(f"eventhub/second-factor/{secret}".encode()).hexdigest()
        keys[int(mark[:WALLET_DIGITS], 16)] = mark
    return keys


def recovery_keys(secrets: list[str]) -> list[bytes]:
    """The keys that recovery codes are kept under, the current one first."""
    marks = (hashlib.sha256(f"eventhub/recovery-codes/{secret}".encode()).digest() for secret in secrets)
    return [base64.urlsafe_b64encode(mark) for mark in marks]


def new_recovery_codes(account: Any) -> list[str]:
    """Other codes for an account, in place of those it had; they are kept encrypted."""
    return list(current_app.extensions["security"].mf_recovery_codes_util.create_recovery_codes(account))


def recovery_codes_of(account: Any) -> list[str]:
    """The codes that would sign in: those used, or kept under a key that is gone, are not among them."""
    return list(current_app.extensions["security"].mf_recovery_codes_util.get_recovery_codes(account))


class Codes(Totp):
    """Codes that open the door once, and their picture drawn without scripts or styles."""

    def __init__(self, secrets: dict[int, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        # New ones are kept under the current key, whatever its number; older keys still open theirs.
        self._totp = TOTP.using(issuer=issuer, wallet=AppWallet(secrets, default_tag=str(next(iter(secrets)))))

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        if not super().verify_totp(token, totp_secret, user, window):
            return False
        return hit(ONCE, "code", str(user.id), "".join(token.split()))

    def generate_qrcode(self, username: str, totp: str) -> str:
        picture = segno.make(self.get_totp_uri(username, totp), error="m")
        return str(picture.svg_data_uri(scale=5, border=3, light="#ffffff", dark="#1d2430"))


class Passkeys(WebauthnUtil):
    """Passkeys of phones, computers and sticks alike.

    Flask-Security asks for sticks only when a passkey opens the door by itself; and because it opens the door by
    itself, the person must show that it is theirs.
    """

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """The name of a passkey as the form cleaned and measured it."""
        return None, value

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        return UserVerificationRequirement.REQUIRED
