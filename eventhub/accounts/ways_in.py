"""The ways into an account besides its password: codes of an app, passkeys; and what to do when they are lost."""

import secrets
from datetime import datetime

from sqlalchemy import delete

from eventhub.accounts.mails import mail_second_factor_reset
from eventhub.accounts.models import Account, WebAuthn
from eventhub.accounts.second_factor import new_recovery_codes, recovery_codes_of
from eventhub.accounts.sign_ins import end_sign_ins
from eventhub.audit.service import record
from eventhub.database.model import db

APP = "authenticator"


class NothingToReset(ValueError):  # noqa: N818 - a refusal says what happened
    """The account has neither codes nor passkeys: its password alone signs in."""


def turn_codes_on(account: Account, *, secret: str, here: str, now: datetime) -> bool:
    """Ask for codes of this app from now on. Who signed in before is signed out, besides here.

    Whoever has no recovery codes gets them in the same breath: True says that there are new ones to show.
    """
    account.tf_primary_method, account.tf_totp_secret = APP, secret
    end_sign_ins(account.id, besides=here)
    record("account.codes_on", now=now, user_id=account.id, object_id=account.id)
    if recovery_codes_of(account):
        return False
    make_recovery_codes(account, now=now)
    return True


def make_recovery_codes(account: Account, *, now: datetime) -> None:
    """Replace the recovery codes of an account, whether or not it had any."""
    new_recovery_codes(account)
    record("account.recovery_codes", now=now, user_id=account.id, object_id=account.id)


def turn_codes_off(account: Account, *, here: str, now: datetime) -> None:
    """Ask for the password only. Who signed in before is signed out, besides here."""
    account.tf_primary_method = account.tf_totp_secret = account.mf_recovery_codes = None
    end_sign_ins(account.id, besides=here)
    record("account.codes_off", now=now, user_id=account.id, object_id=account.id)


def remove_passkey(account: Account, passkey_id: int, *, now: datetime) -> str | None:
    """Let a passkey of the account sign nobody in any more; its name, or None where there is no such passkey."""
    name = db.session.scalar(
        delete(WebAuthn).where(WebAuthn.id == passkey_id, WebAuthn.user_id == account.id).returning(WebAuthn.name)
    )
    if name is not None:
        record("account.passkey_removed", now=now, user_id=account.id, object_id=account.id)
    return name


def has_more_than_a_password(account: Account) -> bool:
    """Whether there are codes or passkeys to reset."""
    return bool(account.tf_primary_method or account.mf_recovery_codes or account.webauthn)


def reset_second_factor(
    account: Account, *, actor: Account | None, now: datetime, network_id: int | None = None
) -> None:
    """Help somebody who lost their telephone: without codes, recovery codes and passkeys, and signed out everywhere.

    The password stays, so whoever resets gets in no more than before. The person is told by mail. No actor: the
    command line. Raises NothingToReset.
    """
    if not has_more_than_a_password(account):
        raise NothingToReset
    account.tf_primary_method = account.tf_totp_secret = account.mf_recovery_codes = None
    db.session.execute(delete(WebAuthn).where(WebAuthn.user_id == account.id))
    account.fs_uniquifier = secrets.token_hex(32)  # links that were mailed before, too, are over
    end_sign_ins(account.id)
    mail_second_factor_reset(account, by=actor.name if actor else "", now=now)
    record(
        "account.second_factor_reset", now=now, user_id=actor.id if actor else None, network_id=network_id,
        object_id=account.id,
    )  # fmt: skip
