"""What the acts in the audit log are called."""

from flask_babel import gettext as _

LOOKS = frozenset({"attendees.viewed", "invitation.viewed"})
BY_ITSELF = frozenset({
    "registration.expired", "registration.forgotten", "registration.offered", "registration.promoted",
})  # fmt: skip
"""What the site does when nobody asks."""
"""Acts that changed nothing and took nothing along: so many that they hide the others."""


def act_in_words(action: str) -> str:
    """An act in the reader's language; one that has no words yet by its own name."""
    return _words().get(action, action)


def _words() -> dict[str, str]:
    return {**_of_events(), **_of_questions(), **_of_people(), **_of_invitations(), **_of_networks()}


def _of_events() -> dict[str, str]:
    return {
        "event.create": _("made an event"),
        "event.change": _("changed an event"),
        "event.announce": _("announced an event"),
        "event.publish": _("published an event"),
        "event.cancel": _("cancelled an event"),
        "event.postpone": _("postponed an event"),
        "event.reschedule": _("gave an event a new date"),
        "event.reinstate": _("took a cancellation back"),
        "event.withdraw": _("took an announcement back"),
        "event.delete": _("deleted a draft"),
        "material.added": _("added a material"),
        "material.changed": _("changed a material"),
        "material.replaced": _("replaced a material"),
        "material.moved": _("moved a material"),
        "material.removed": _("removed a material"),
    }


def _of_questions() -> dict[str, str]:
    return {
        "question.added": _("added a question"),
        "question.changed": _("changed a question"),
        "question.moved": _("moved a question"),
        "question.removed": _("removed a question"),
        "question.withdrawn": _("asks a question no more"),
        "question.asked_again": _("asks a question again"),
        "question.taken": _("took over questions"),
        "question.kept": _("kept questions for the network"),
        "question.set_removed": _("keeps questions no longer"),
        "attendees.answers_viewed": _("looked at the answers of an attendee"),
        "attendees.answers_changed": _("changed the answers of an attendee"),
        "attendees.file_taken": _("took a file that an attendee gave"),
        "attendees.special_viewed": _("looked at the numbers for the kitchen"),
        "consent.withdrawn": _("took an agreement back"),
    }


def _of_people() -> dict[str, str]:
    return {
        "registration.added": _("added an attendee"),
        "registration.made": _("registered"),
        "registration.asked": _("asked for a place"),
        "registration.queued": _("joined the waiting list"),
        "registration.approved": _("gave a place to somebody who asked for it"),
        "registration.rejected": _("refused somebody a place"),
        "registration.promoted": _("gave a place to somebody who waited"),
        "registration.named": _("was named for a seat"),
        "registration.offered": _("offered somebody a place"),
        "registration.accepted": _("took a place that was offered"),
        "registration.declined": _("left a place that was offered"),
        "registration.expired": _("ended an offer that nobody answered"),
        "registration.moved": _("moved somebody in the queue"),
        "registration.changed": _("changed a registration"),
        "registration.reopened": _("changed something that organisers look at once more"),
        "registration.handed_over": _("gave a place to a colleague"),
        "registration.cancelled": _("cancelled a registration"),
        "registration.confirmation_sent": _("sent a confirmation again"),
        "registration.forgotten": _("deleted the names and addresses, some time after the event"),
        "delegation.seats": _("gave member organisations seats"),
        "delegation.nobody": _("sends nobody this time"),
        "delegation.asked": _("asked member organisations to name people"),
        "delegation.link": _("made a contact’s link useless"),
        "attendees.viewed": _("looked at the attendees"),
        "attendees.exported": _("exported the attendees"),
    }


def _of_invitations() -> dict[str, str]:
    return {
        "invitation.viewed": _("looked at the invitations"),
        "invitation.exported": _("exported the invitations"),
        "invitation.taken_over": _("looked up people to invite"),
        "invitation.added": _("put people on the list of invitations"),
        "invitation.sent": _("sent invitations"),
        "invitation.reminded": _("sent reminders"),
        "invitation.withdrawn": _("withdrew an invitation"),
        "invitation.accepted": _("accepted an invitation"),
        "invitation.declined": _("declined an invitation"),
        "invitation.left_alone": _("asked not to be invited any more"),
        "invitation.members_link": _("made a new link for members"),
        "invitation.rules": _("changed for whom the places are"),
    }


def _of_networks() -> dict[str, str]:
    return {
        "network.changed": _("changed the network"),
        "network.created": _("made the network"),
        "wording.changed": _("changed the words of a mail"),
        "theme.added": _("added a theme"),
        "theme.renamed": _("renamed a theme"),
        "theme.moved": _("moved a theme"),
        "theme.removed": _("removed a theme"),
        "member.added": _("added a member organisation"),
        "member.changed": _("changed a member organisation"),
        "representative.added": _("added somebody who represents a member organisation"),
        "representative.removed": _("removed somebody who represented a member organisation"),
        "team.invited": _("invited a colleague"),
        "team.joined": _("joined the team"),
        "team.role_changed": _("gave a colleague another role"),
        "team.removed": _("removed a colleague"),
        "account.second_factor_reset": _("helped a colleague who lost their telephone sign in"),
    }
