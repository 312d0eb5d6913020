"""Mails about a network's team."""

from datetime import datetime

from flask import url_for

from eventhub.mail.service import queue_mail
from eventhub.mail.words import in_language
from eventhub.networks.models import Network, TeamInvitation
from eventhub.web.tokens import settings, sign

INVITATION = "team-invitation"


def invitation_link(invitation: TeamInvitation) -> str:
    """The address that accepts an invitation."""
    token = sign(INVITATION, invitation.key, invitation.version)
    return settings().base_url + url_for("network.join", token=token, _external=False)


def mail_invitation(
    network: Network, invitation: TeamInvitation, *, invited_by: str, language: str, now: datetime
) -> None:
    """Ask a colleague to join the team."""
    words = in_language(
        "team_invitation", language, network=network.name, invited_by=invited_by, role=invitation.role,
        link=invitation_link(invitation),
    )  # fmt: skip
    queue_mail(
        kind="team_invitation", to_address=invitation.email, language=language, words=words, now=now,
        network_id=network.id,
    )  # fmt: skip
