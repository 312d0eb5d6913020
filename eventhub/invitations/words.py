"""Words about invitations."""

from flask_babel import gettext as _

from eventhub.invitations.lists import Problem
from eventhub.invitations.queries import ALL
from eventhub.registrations.invitation_models import ACCEPTED, ASKED, DECLINED, WITHDRAWN


def state_names() -> dict[str, str]:
    """The states of invitations as people call them."""
    return {
        ALL: _("Everyone"), ASKED: _("Not answered"), ACCEPTED: _("Accepted"), DECLINED: _("Declined"),
        WITHDRAWN: _("Withdrawn"),
    }  # fmt: skip


def problem_names() -> dict[str, str]:
    """Why somebody of a list is not invited."""
    return {
        Problem.NO_ADDRESS: _("This is no whole e-mail address. Mend the line."),
        Problem.TOO_LONG: _("This is too long. Mend the line."),
        Problem.TWICE: _("Stands in the list twice: invited once."),
        Problem.INVITED: _("Invited already."),
        Problem.REGISTERED: _("Registered already."),
        Problem.LEFT_ALONE: _("Asked not to be invited by your network."),
    }
