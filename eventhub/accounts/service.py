"""Making and changing accounts."""

import secrets
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventhub.accounts.mails import mail_address_changed
from eventhub.accounts.models import ADMINISTRATOR, Account, HubRole
from eventhub.accounts.passwords import weakness
from eventhub.audit.service import record
from eventhub.database.model import db


class AccountRefused(ValueError):  # noqa: N818 - a refusal says what happened
    """An account cannot be made or changed like this; the text says why."""


class AddressTaken(AccountRefused):
    """Someone signs in with this e-mail address already."""


class AddressInvalid(AccountRefused):
    """That is no e-mail address."""


class PasswordTooWeak(AccountRefused):
    """The password is too short or too easily guessed."""


def normal_address(email: str) -> str:
    """An e-mail address as it is kept. Raises AddressInvalid."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise AddressInvalid(_("Write an e-mail address such as name@example.org.")) from None


def find_account(email: str) -> Account | None:
    """The account that signs in with this address."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def create_account(
    *, email: str, name: str, password: str, language: str, now: datetime, administrator: bool = False
) -> Account:
    """A new account. Raises AddressInvalid, AddressTaken or PasswordTooWeak."""
    address = normal_address(email)
    if find_account(address) is not None:
        raise AddressTaken(_("There is an account with this e-mail address already."))
    problem = weakness(password, email=address, name=name)
    if problem:
        raise PasswordTooWeak(problem)
    account = Account(
        email=address, name=name, language=language, password=hash_password(password), active=True,
        fs_uniquifier=secrets.token_hex(32), fs_webauthn_user_handle=secrets.token_hex(32),
    )  # fmt: skip
    if administrator:
        account.roles.append(_administrator_role())
    db.session.add(account)
    db.session.flush()
    record("account.created", now=now, object_id=account.id, administrator=administrator)
    return account


def _administrator_role() -> HubRole:
    role = db.session.scalar(select(HubRole).where(HubRole.name == ADMINISTRATOR))
    return role or HubRole(name=ADMINISTRATOR, description="Runs the whole hub")


def change_profile(account: Account, *, name: str, language: str) -> None:
    """A new name or language."""
    account.name, account.language = name, language


def change_address(account: Account, *, email: str, now: datetime) -> None:
    """Another address to sign in with; the former one is told. Raises AddressInvalid or AddressTaken."""
    address, former = normal_address(email), account.email
    try:
        with db.session.begin_nested():
            account.email = address
    except IntegrityError:
        raise AddressTaken(_("There is an account with this e-mail address already.")) from None
    mail_address_changed(account, former=former, now=now)
    record("account.address_changed", now=now, user_id=account.id, object_id=account.id)
