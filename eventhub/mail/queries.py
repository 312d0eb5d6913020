"""What the outbox tells: to organisers about their events, to the demo about everything."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from eventhub.database.model import db
from eventhub.mail.models import DROPPED, FAILED, QUEUED, SENDING, SENT, OutboxMessage

PAGE = 100


def failed_messages(network_ids: Collection[int], limit: int = PAGE) -> Sequence[OutboxMessage]:
    """Mails of these networks that were given up, the newest first."""
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.state == FAILED, OutboxMessage.network_id.in_(network_ids))
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    ).all()


def failed_message(message_id: int, network_ids: Collection[int]) -> OutboxMessage | None:
    """One mail that was given up, where it belongs to one of these networks."""
    return db.session.scalar(
        select(OutboxMessage).where(
            OutboxMessage.id == message_id,
            OutboxMessage.state == FAILED,
            OutboxMessage.network_id.in_(network_ids),
        )
    )


def sent_lately(network_ids: Collection[int], limit: int = PAGE) -> Sequence[OutboxMessage]:
    """Mails of these networks that left, the newest first."""
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.state == SENT, OutboxMessage.network_id.in_(network_ids))
        .order_by(OutboxMessage.sent_at.desc(), OutboxMessage.id.desc())
        .limit(limit)
    ).all()


def waiting_count(network_ids: Collection[int]) -> int:
    """How many mails of these networks are still on their way."""
    waiting = select(func.count(OutboxMessage.id)).where(
        OutboxMessage.state.in_((QUEUED, SENDING)), OutboxMessage.network_id.in_(network_ids)
    )
    return db.session.scalar(waiting) or 0


def counts_about(event_id: int) -> Counter[str]:
    """How many mails about one event are in each state; those that were no longer needed do not count."""
    mine = (OutboxMessage.event_id == event_id, OutboxMessage.state != DROPPED)
    query = select(OutboxMessage.state, func.count()).where(*mine)
    return Counter(dict(iter(db.session.execute(query.group_by(OutboxMessage.state)))))


def newest(limit: int = PAGE) -> Sequence[OutboxMessage]:
    """What went into the outbox last, whoever it is for."""
    return db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(limit)).all()


def message(message_id: int) -> OutboxMessage | None:
    """One mail."""
    return db.session.get(OutboxMessage, message_id)
