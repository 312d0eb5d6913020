"""Where somebody is signed in: one row a browser, so that signing out ends it for every copy of its cookie."""

import hashlib
import secrets
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, delete, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from eventhub import clock
from eventhub.accounts.browsers import described
from eventhub.accounts.models import IDLE, LONGEST, SignIn
from eventhub.database.model import db
from eventhub.database.session import small_write, transaction

NOTED_EVERY = timedelta(minutes=1)
log = structlog.get_logger("eventhub.accounts")


def key_of(token: str) -> str:
    """What a cookie's token is kept under."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin_sign_in(account_id: int, *, user_agent: str, now: datetime) -> str:
    """Note a new sign-in; the token for its cookie."""
    token = secrets.token_urlsafe(32)
    browser, system = described(user_agent)
    db.session.add(
        SignIn(
            key=key_of(token), account_id=account_id, signed_in_at=now, last_seen_at=now,
            browser=browser, system=system,
        )
    )  # fmt: skip
    return token


def sign_in_of(token: str) -> SignIn | None:
    """The sign-in that a cookie holds, with its account, in one look by primary key."""
    return db.session.scalar(
        select(SignIn).options(joinedload(SignIn.account, innerjoin=True)).where(SignIn.key == key_of(token))
    )


def sign_ins_of(account_id: int, now: datetime) -> list[SignIn]:
    """Where the account is signed in now, the latest used first."""
    query = select(SignIn).where(
        SignIn.account_id == account_id, SignIn.signed_in_at > now - LONGEST, SignIn.last_seen_at > now - IDLE
    )
    return list(db.session.scalars(query.order_by(SignIn.last_seen_at.desc(), SignIn.key)))


def end_sign_in(key: str, *, account_id: int) -> None:
    """Sign the account out in one browser."""
    db.session.flush()
    db.session.execute(delete(SignIn).where(SignIn.key == key, SignIn.account_id == account_id))


def end_sign_ins(account_id: int, *, besides: str = "") -> None:
    """Sign the account out everywhere, besides in the browser of this key."""
    db.session.flush()
    db.session.execute(delete(SignIn).where(SignIn.account_id == account_id, SignIn.key != besides))


def note_use(engine: Engine, key: str, now: datetime) -> None:
    """Note that a sign-in is in use, in a transaction of its own. Where others are writing, the next request does."""
    try:
        with small_write(engine) as connection:
            connection.execute(
                update(SignIn)
                .where(SignIn.key == key, SignIn.last_seen_at <= now - NOTED_EVERY)
                .values(last_seen_at=now)
            )
    except OperationalError:
        log.info("a sign-in's use is noted with its next request")


def forget_old_sign_ins() -> None:
    """Delete the rows of sign-ins that are over."""
    now = clock.now()
    with transaction():
        db.session.execute(
            delete(SignIn).where(or_(SignIn.signed_in_at <= now - LONGEST, SignIn.last_seen_at <= now - IDLE))
        )
