"""Who may do what for a network: one table, deny unless it allows."""

from typing import Any, NoReturn

from flask import abort
from flask_security import current_user
from sqlalchemy import and_, select

from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.networks.models import HELPER, ORGANISER, OWNER, VIEWER, Membership, Network
from eventhub.web.errors import MayNot

ALLOWED: dict[str, frozenset[str]] = {
    "network.read": frozenset({OWNER, ORGANISER, HELPER, VIEWER}),
    "network.change": frozenset({OWNER}),
    "team.change": frozenset({OWNER}),
    "events.read": frozenset({OWNER, ORGANISER, VIEWER}),
    "events.change": frozenset({OWNER, ORGANISER}),
    "registrations.read": frozenset({OWNER, ORGANISER, VIEWER}),
    "registrations.change": frozenset({OWNER, ORGANISER}),
    "registrations.export": frozenset({OWNER, ORGANISER}),
    "registrations.special": frozenset({OWNER, ORGANISER}),
    "materials.change": frozenset({OWNER, ORGANISER}),
    "mails.change": frozenset({OWNER, ORGANISER}),
    "audit.read": frozenset({OWNER}),
}


def signed_in() -> Account:
    """The account that asks. Only behind a sign-in."""
    account: Any = current_user._get_current_object()
    if not isinstance(account, Account):
        abort(401)
    return account


def roles_of(account: Account) -> dict[int, str]:
    """Network id to role, of all networks the account works for."""
    rows = db.session.execute(select(Membership.network_id, Membership.role).where(Membership.account_id == account.id))
    return dict(iter(rows))


def may(account: Account, network_id: int, permission: str) -> bool:
    """Whether the account may do this for the network. Administrators may do all, elsewhere the role decides."""
    if permission not in ALLOWED:
        raise KeyError(permission)
    if account.is_administrator:
        return True
    return roles_of(account).get(network_id) in ALLOWED[permission]


def refuse_colleague(network_id: int) -> NoReturn:
    """Say to someone who works for a network that their role does not reach, and who may change that."""
    owners = select(Account.name).join(Membership, Membership.account_id == Account.id)
    query = owners.where(Membership.network_id == network_id, Membership.role == OWNER, Account.name != "")
    raise MayNot(list(db.session.scalars(query.order_by(Account.name))))


def managed_network_or_404(slug: str, account: Account, permission: str) -> Network:
    """The network, if the account works for it and may do this: 404 for strangers, 403 for colleagues."""
    network = db.session.scalar(select(Network).where(Network.slug == slug))
    if network is None or not (account.is_administrator or network.id in roles_of(account)):
        abort(404)
    if not may(account, network.id, permission):
        refuse_colleague(network.id)
    return network


def permissions_of(account: Account) -> dict[Network, set[str]]:
    """The networks that the account works for, by name, with all it may do for each; administrators may do all."""
    query = select(Network, Membership.role).order_by(Network.name)
    mine = and_(Membership.network_id == Network.id, Membership.account_id == account.id)
    is_outer = account.is_administrator
    rows = db.session.execute(query.join(Membership, mine, isouter=is_outer))
    return {network: {name for name, roles in ALLOWED.items() if is_outer or role in roles} for network, role in rows}


def networks_of(account: Account, permission: str) -> list[Network]:
    """The networks for which the account may do this, by name."""
    return [network for network, allowed in permissions_of(account).items() if permission in allowed]
