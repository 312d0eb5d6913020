"""Reads for the page on which administrators find people."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.networks.models import Membership, Network

PEOPLE_A_PAGE = 50
LONGEST_SEARCH = 200


def found_people(text: str, page: int) -> tuple[list[Account], int, int]:
    """One page of the accounts whose name or address holds this text; how many there are, on how many pages."""
    held = or_(Account.name.icontains(text, autoescape=True), Account.email.icontains(text, autoescape=True))
    count = db.session.scalar(select(func.count(Account.id)).where(held)) or 0
    query = select(Account).options(selectinload(Account.webauthn)).where(held)
    rows = query.order_by(func.lower(Account.name), Account.email).limit(PEOPLE_A_PAGE)
    people = db.session.scalars(rows.offset((page - 1) * PEOPLE_A_PAGE))
    return list(people), count, -(-count // PEOPLE_A_PAGE)


def roles_of_people(account_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Account id to the name and role of each network this person works for."""
    query = select(Membership.account_id, Network.name, Membership.role).join(Membership.network)
    roles: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for account_id, name, role in db.session.execute(
        query.where(Membership.account_id.in_(account_ids)).order_by(Network.name)
    ):
        roles[account_id].append((name, role))
    return roles
