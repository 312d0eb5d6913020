"""Reads about networks and their teams."""

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.networks.models import OWNER, Membership


def must_have_second_factor(account: Account) -> bool:
    """Whether the account's role in a network asks for a second factor: owners decide over everything there."""
    query = select(Membership.id).where(Membership.account_id == account.id, Membership.role == OWNER).limit(1)
    return db.session.scalar(query) is not None
