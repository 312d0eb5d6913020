"""Reads about networks and their teams."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.networks.mails import INVITATION
from eventhub.networks.models import OWNER, MemberOrganisation, Membership, Network, TeamInvitation, Theme
from eventhub.web.tokens import read


def must_have_second_factor(account: Account) -> bool:
    """Whether the account's role in a network asks for a second factor: owners decide over everything there."""
    query = select(Membership.id).where(Membership.account_id == account.id, Membership.role == OWNER).limit(1)
    return db.session.scalar(query) is not None


def themes_of(network: Network) -> list[Theme]:
    """The network's themes in their order."""
    query = select(Theme).where(Theme.network_id == network.id).order_by(Theme.position, Theme.id)
    return list(db.session.scalars(query))


def members_of(network: Network) -> list[MemberOrganisation]:
    """The network's member organisations by name, those that left last."""
    query = select(MemberOrganisation).where(MemberOrganisation.network_id == network.id)
    return list(db.session.scalars(query.order_by(MemberOrganisation.is_active.desc(), MemberOrganisation.name)))


def team_of(network: Network) -> list[Membership]:
    """Who organises for the network, with their accounts, by name."""
    query = select(Membership).join(Membership.account).options(contains_eager(Membership.account))
    return list(db.session.scalars(query.where(Membership.network_id == network.id).order_by(Account.name)))


def open_invitations_of(network: Network) -> list[TeamInvitation]:
    """Who was asked and has not answered yet."""
    query = select(TeamInvitation).where(TeamInvitation.network_id == network.id, TeamInvitation.accepted_at.is_(None))
    return list(db.session.scalars(query.order_by(TeamInvitation.created_at)))


def invitation_of(token: str, now: datetime) -> TeamInvitation | None:
    """The invitation a link was made for, while it can be accepted."""
    signed = read(INVITATION, token)
    if signed is None:
        return None
    query = select(TeamInvitation).options(joinedload(TeamInvitation.network))
    found = db.session.scalar(query.where(TeamInvitation.key == signed[0]))
    if found is None or found.version != signed[1] or found.accepted_at is not None or found.expires_at <= now:
        return None
    return found
