"""Who organises for a network: inviting colleagues, their roles, taking leave."""

import secrets
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update

from eventhub.accounts.models import Account
from eventhub.accounts.service import create_account, find_account, normal_address
from eventhub.accounts.sign_ins import end_sign_ins
from eventhub.audit.service import record
from eventhub.database.model import db
from eventhub.database.session import lock_row
from eventhub.networks.mails import mail_invitation
from eventhub.networks.models import OWNER, Membership, Network, TeamInvitation

VALID_FOR = timedelta(days=7)


class TeamRefused(ValueError):  # noqa: N818 - it says what happened
    """The team cannot be changed like this."""


class LastOwner(TeamRefused):
    """A network without an owner could not be led any more."""


class OnTheTeamAlready(TeamRefused):
    """This colleague is on the team already."""


class NotTheNetworksAlone(TeamRefused):
    """The colleague works elsewhere too, or runs the hub: one network's owner does not decide for the others."""


class InvitationOver(TeamRefused):
    """The invitation was accepted, withdrawn or is too old."""


class NotTheirInvitation(TeamRefused):
    """The invitation was sent to somebody else."""


def invite(network: Network, *, email: str, role: str, actor: Account, now: datetime) -> TeamInvitation:
    """Ask a colleague by mail; who was asked before is asked again. Raises OnTheTeamAlready."""
    address = normal_address(email)
    lock_row("network", network.id)
    if _membership_of(network.id, find_account(address)) is not None:
        raise OnTheTeamAlready
    invitation = db.session.scalar(
        select(TeamInvitation).where(
            TeamInvitation.network_id == network.id,
            TeamInvitation.email == address,
            TeamInvitation.accepted_at.is_(None),
        )
    )
    if invitation is None:
        invitation = TeamInvitation(
            key=secrets.token_hex(16), version=0, network_id=network.id, email=address, role=role,
            invited_by_id=actor.id, created_at=now, expires_at=now + VALID_FOR,
        )  # fmt: skip
        db.session.add(invitation)
    invitation.role = role
    send_invitation(network, invitation, actor=actor, now=now)
    record("team.invited", now=now, user_id=actor.id, network_id=network.id, object_id=invitation.id, role=role)
    return invitation


def send_invitation(network: Network, invitation: TeamInvitation, *, actor: Account, now: datetime) -> None:
    """Send the mail with a fresh link; older links stop working."""
    invitation.version += 1
    invitation.expires_at = now + VALID_FOR
    db.session.flush()
    known = find_account(invitation.email)
    language = known.language if known else network.language
    mail_invitation(network, invitation, invited_by=actor.name, language=language, now=now)


def withdraw(invitation: TeamInvitation, *, actor: Account, now: datetime) -> None:
    """Take an invitation back; its link stops working."""
    record("team.withdrawn", now=now, user_id=actor.id, network_id=invitation.network_id, object_id=invitation.id)
    db.session.delete(invitation)


def accept(invitation: TeamInvitation, account: Account, *, now: datetime) -> Membership:
    """Join the team, once. Raises NotTheirInvitation or InvitationOver."""
    if account.email != invitation.email:
        raise NotTheirInvitation
    _use_up(invitation, now)
    membership = _membership_of(invitation.network_id, account)
    if membership is None:
        membership = Membership(
            account_id=account.id, network_id=invitation.network_id, role=invitation.role, created_at=now
        )
        db.session.add(membership)
        db.session.flush()
    record("team.joined", now=now, user_id=account.id, network_id=invitation.network_id, role=membership.role)
    return membership


def accept_with_new_account(
    invitation: TeamInvitation, *, name: str, password: str, language: str, now: datetime
) -> Account:
    """Make an account for the invited address and join. Raises InvitationOver or AccountRefused."""
    lock_row("team_invitation", invitation.id)
    db.session.refresh(invitation)
    if invitation.accepted_at is not None:
        raise InvitationOver
    account = create_account(email=invitation.email, name=name, password=password, language=language, now=now)
    accept(invitation, account, now=now)
    return account


def _use_up(invitation: TeamInvitation, now: datetime) -> None:
    """Only one of those who come at the same time changes the row."""
    result = db.session.execute(
        update(TeamInvitation)
        .where(
            TeamInvitation.id == invitation.id,
            TeamInvitation.version == invitation.version,
            TeamInvitation.accepted_at.is_(None),
            TeamInvitation.expires_at > now,
        )
        .values(accepted_at=now)
    )
    if cast(CursorResult[Any], result).rowcount != 1:
        raise InvitationOver


def _membership_of(network_id: int, account: Account | None) -> Membership | None:
    if account is None:
        return None
    query = select(Membership).where(Membership.network_id == network_id, Membership.account_id == account.id)
    return db.session.scalar(query)


def change_role(membership: Membership, role: str, *, actor: Account, now: datetime) -> None:
    """Give a colleague another role, from their next request on. Raises LastOwner."""
    _keep_an_owner(membership, role)
    membership.role = role
    record(
        "team.role_changed", now=now, user_id=actor.id, network_id=membership.network_id,
        object_id=membership.account_id, role=role,
    )  # fmt: skip


def remove(membership: Membership, *, actor: Account, now: datetime) -> None:
    """Take a colleague off the team, from their next request on. Raises LastOwner."""
    _keep_an_owner(membership, None)
    record("team.removed", now=now, user_id=actor.id, network_id=membership.network_id, object_id=membership.account_id)
    account_id = membership.account_id
    db.session.delete(membership)
    db.session.flush()
    if not _works_for(account_id) and not db.session.get_one(Account, account_id).is_administrator:
        end_sign_ins(account_id)


def _works_for(account_id: int) -> set[int]:
    """Ids of the networks somebody works for."""
    return set(db.session.scalars(select(Membership.network_id).where(Membership.account_id == account_id)))


def colleague_to_help(membership: Membership, *, actor: Account) -> Account:
    """The account whose second factor may be reset by who leads the network. Raises NotTheNetworksAlone."""
    account = db.session.get_one(Account, membership.account_id)
    is_here_only = not account.is_administrator and _works_for(account.id) == {membership.network_id}
    if not is_here_only and not actor.is_administrator:
        raise NotTheNetworksAlone
    return account


def _keep_an_owner(membership: Membership, role: str | None) -> None:
    lock_row("network", membership.network_id)
    db.session.refresh(membership)
    if membership.role != OWNER or role == OWNER:
        return
    owners = select(func.count()).where(Membership.network_id == membership.network_id, Membership.role == OWNER)
    if db.session.scalar(owners) == 1:
        raise LastOwner
