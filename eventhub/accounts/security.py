"""Flask-Security, set up for EventHub: sign in, second factors, passkeys, sessions."""

from datetime import timedelta

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from eventhub.accounts.models import Account, HubRole, WebAuthn
from eventhub.config import Settings
from eventhub.database.model import db

security = Security()


def datastore() -> SQLAlchemyUserDatastore:
    """Where accounts are found and made."""
    return SQLAlchemyUserDatastore(db, Account, HubRole, WebAuthn)


def init_app(app: Flask, settings: Settings) -> None:
    """Configure and attach Flask-Security."""
    app.config.update(
        SECURITY_PASSWORD_SALT=settings.secrets[0][:32],
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_URL_PREFIX="/manage/account",
        SECURITY_POST_LOGIN_VIEW="/manage/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_REGISTERABLE=False,
        SECURITY_TRACKABLE=False,
        SECURITY_FRESHNESS=timedelta(hours=1),
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
    )
    security.init_app(app, datastore())
