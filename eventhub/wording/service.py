"""Keeping what organisers say in mails."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from eventhub.accounts.models import Account
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.types import Texts
from eventhub.events.models import Event
from eventhub.mail.models import OutboxMessage
from eventhub.networks.models import Network
from eventhub.registrations.wording_models import MailWording

TRIAL_MAIL = "trial"


def trials_lately(account: Account, now: datetime) -> int:
    """How many mails to try the words out an organiser got within the last hour."""
    query = select(func.count()).where(
        OutboxMessage.to_address == account.email, OutboxMessage.kind == TRIAL_MAIL,
        OutboxMessage.created_at > now - timedelta(hours=1),
    )  # fmt: skip
    return db.session.scalar(query) or 0


def wordings(network: Network, event: Event | None) -> dict[str, MailWording]:
    """Own words by kind of mail: those of the event, or without one those of the network."""
    mine = MailWording.event_id == event.id if event else MailWording.event_id.is_(None)
    query = select(MailWording).where(MailWording.network_id == network.id, mine)
    return {one.kind: one for one in db.session.scalars(query)}


def keep_wording(
    network: Network, event: Event | None, kind: str, *, subject: Texts, message: Texts, actor: Account, now: datetime
) -> bool:
    """Keep these words for a kind of mail, or our own again where nothing is written; whether anything changed."""
    kept = wordings(network, event).get(kind)
    before = (kept.subject, kept.message) if kept else ({}, {})
    if before == (subject, message):
        return False
    if kept is not None and not subject and not message:
        db.session.delete(kept)
    else:
        row = kept or MailWording(network_id=network.id, event_id=event.id if event else None, kind=kind)
        row.subject, row.message, row.updated_at, row.updated_by_id = subject, message, now, actor.id
        db.session.add(row)
    record(
        "wording.changed", now=now, user_id=actor.id, network_id=network.id, event_id=event.id if event else None,
        mail=kind,
    )  # fmt: skip
    return True


def copy_wordings(source: Event, copy: Event, *, now: datetime, actor_id: int) -> int:
    """Say in the mails about a copy what was said about its source; how many kinds of mail that are."""
    found = db.session.scalars(select(MailWording).where(MailWording.event_id == source.id)).all()
    for one in found:
        words = {"subject": dict(one.subject), "message": dict(one.message)}
        about = {"network_id": copy.network_id, "event_id": copy.id, "kind": one.kind}
        db.session.add(MailWording(**about, **words, updated_at=now, updated_by_id=actor_id))
    return len(found)
