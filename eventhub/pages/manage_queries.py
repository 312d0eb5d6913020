"""Reads for the organisers' own pages."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from eventhub.accounts.models import Account
from eventhub.audit.models import AuditEntry
from eventhub.database.model import db
from eventhub.events.models import DRAFT, Event, EventNetwork
from eventhub.mail.models import FAILED, OutboxMessage
from eventhub.networks.models import Network
from eventhub.pages.audit_words import LOOKS
from eventhub.registrations.retention import FORGOTTEN

UPCOMING_AT_MOST = 200
PAST_A_PAGE = 25
LOG_A_PAGE = 100


def _organised_by(network_ids: Collection[int]) -> ColumnElement[bool]:
    """Events that one of these networks leads or organises with another."""
    together = select(EventNetwork.event_id).where(EventNetwork.network_id.in_(network_ids))
    return or_(Event.network_id.in_(network_ids), Event.id.in_(together))


def upcoming_events(network_ids: Collection[int], now: datetime) -> list[Event]:
    """What is to come or goes on, by date; drafts first, those without a date before the others."""
    query = select(Event).options(joinedload(Event.network)).where(
        _organised_by(network_ids), or_(Event.ends_at.is_(None), Event.ends_at > now)
    )  # fmt: skip
    order = (Event.state != DRAFT, Event.starts_at.is_not(None), Event.starts_at, Event.id)
    return list(db.session.scalars(query.order_by(*order).limit(UPCOMING_AT_MOST)))


def past_events(network_ids: Collection[int], now: datetime, page: int) -> tuple[list[Event], int]:
    """One page of what has been, the latest first, and how many pages there are."""
    mine = and_(_organised_by(network_ids), Event.ends_at <= now)
    counted = select(func.count(Event.id)).where(mine).correlate(None).scalar_subquery()
    query = select(Event, counted).options(joinedload(Event.network)).where(mine)
    query = query.order_by(Event.starts_at.desc(), Event.id.desc()).limit(PAST_A_PAGE).offset((page - 1) * PAST_A_PAGE)
    rows = db.session.execute(query).all()
    return [row[0] for row in rows], -(-(rows[0][1] if rows else 0) // PAST_A_PAGE)


def changeable_events(
    event_ids: Collection[int], changing: Collection[Network], shown: Collection[Network]
) -> Collection[int]:
    """Which of these events of the networks `shown` somebody may change who may do so in the networks `changing`."""
    if set(shown) <= set(changing):
        return event_ids
    query = select(Event.id).where(Event.id.in_(event_ids), _organised_by([network.id for network in changing]))
    return set(db.session.scalars(query))


def failed_mail_counts(event_ids: Collection[int], network_ids: Collection[int] = ()) -> tuple[Counter[int], int]:
    """How many mails could not be sent: of each event, and of these networks together, about an event or not."""
    event, network = OutboxMessage.event_id, OutboxMessage.network_id
    asked = or_(event.in_(event_ids), network.in_(network_ids))
    query = select(event, network, func.count()).where(OutboxMessage.state == FAILED, asked).group_by(event, network)
    of_events: Counter[int] = Counter()
    of_networks = 0
    for event_id, network_id, count in db.session.execute(query):
        of_networks += count if network_id in network_ids else 0
        if event_id is not None:
            of_events[event_id] += count
    return of_events, of_networks


def log_of(
    network_id: int, page: int, *, everything: bool = False
) -> tuple[list[tuple[AuditEntry, str | None, Event | None]], int]:
    """One page of what was done for a network, the latest first, with who and on which event; and how many pages.

    Unless `everything` is wanted, looks at lists and what participants did are left out: they drown the rest.
    """
    wanted = AuditEntry.network_id == network_id
    if not everything:
        of_participants = AuditEntry.user_id.is_(None) & AuditEntry.action.startswith("registration.")
        wanted &= AuditEntry.action.not_in(LOOKS) & (~of_participants | (AuditEntry.action == FORGOTTEN))
    count = db.session.scalar(select(func.count(AuditEntry.id)).where(wanted)) or 0
    query = (
        select(AuditEntry, func.coalesce(func.nullif(Account.name, ""), Account.email), Event)
        .outerjoin(Account, Account.id == AuditEntry.user_id)
        .outerjoin(Event, Event.id == AuditEntry.event_id)
        .where(wanted)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(LOG_A_PAGE)
        .offset((page - 1) * LOG_A_PAGE)
    )
    return [tuple(row) for row in db.session.execute(query)], -(-count // LOG_A_PAGE)
