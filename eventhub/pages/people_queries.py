"""Reads for the page on which administrators find people."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.networks.models import Membership, Network
from eventhub.text.slugs import folded

PEOPLE_A_PAGE = 50
LONGEST_SEARCH = 200


def found_people(text: str, page: int) -> tuple[list[Account], int, int]:
    """One page of the accounts whose name or address holds this text; how many there are, on how many pages.

    Accents and capitals do not matter. A hub has few enough accounts to compare them here.
    """
    wanted, named = folded(text), db.session.execute(select(Account.id, Account.name, Account.email))
    found = sorted((folded(f"{name}\n{email}"), number) for number, name, email in named)
    ids = [number for words, number in found if wanted in words]
    shown = ids[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE]
    query = select(Account).options(selectinload(Account.webauthn)).where(Account.id.in_(shown))
    people = sorted(db.session.scalars(query), key=lambda account: shown.index(account.id))
    return people, len(ids), -(-len(ids) // PEOPLE_A_PAGE)


def roles_of_people(account_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Account id to the name and role of each network this person works for."""
    query = select(Membership.account_id, Network.name, Membership.role).join(Membership.network)
    roles: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for account_id, name, role in db.session.execute(
        query.where(Membership.account_id.in_(account_ids)).order_by(Network.name)
    ):
        roles[account_id].append((name, role))
    return roles
