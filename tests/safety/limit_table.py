"""How often each address that changes something may be used, and why some need no limit of their own.

This table is the documentation of the limits. A route that answers POST and is not in it fails the build.
"""

from dataclasses import dataclass

ADDRESS, ACCOUNT, TOKEN, TYPED = "network address", "account", "token", "typed e-mail address"


@dataclass(frozen=True)
class Limit:
    """`most` answers in `seconds` for each of what it is counted by; the next one is 429."""

    most: int
    seconds: int
    by: str


QUARTER, HOUR = 15 * 60, 3600
BY_ADDRESS = Limit(50, QUARTER, ADDRESS)
LIMITS: dict[str, Limit] = {
    "registrations.register POST": Limit(60, 600, ADDRESS),
    "groups.register POST": Limit(60, 600, ADDRESS),
    "registrations.send_link POST": Limit(20, HOUR, ADDRESS),
    "personal.withdraw POST": Limit(20, HOUR, ADDRESS),
    "personal.give_away POST": Limit(20, HOUR, ADDRESS),
    "personal.change POST": Limit(60, 600, ADDRESS),
    "seats.answer POST": Limit(60, 600, ADDRESS),
    "seats.name POST": Limit(60, 600, ADDRESS),
    "seats.nobody POST": Limit(60, 600, ADDRESS),
    "attendees.download GET": Limit(10, HOUR, ACCOUNT),
    "invitations.export GET": Limit(10, HOUR, ACCOUNT),
    "feeds.private GET": Limit(60, HOUR, TOKEN),
    "security.login POST": Limit(5, QUARTER, TYPED),
    "security.verify POST": Limit(5, QUARTER, ACCOUNT),
    "security.change_password POST": Limit(5, QUARTER, ACCOUNT),
    "security.forgot_password POST": BY_ADDRESS,
    "security.reset_password POST": BY_ADDRESS,
    "security.wan_signin_response POST": BY_ADDRESS,
    "security.two_factor_token_validation POST": Limit(5, QUARTER, ACCOUNT),
    "security.mf_recovery POST": Limit(5, QUARTER, ACCOUNT),
}
ORGANISER = "only somebody who signed in, with a role, for their own network; written down in the log"
OWN_ACCOUNT = "only somebody who signed in, for themselves"
OWN_LINK = "only the holder of the signed link, for themselves; repeating it changes nothing more"
LINK_WORKS_ONCE = "only the holder of an invitation, once"
NOTHING_KEPT = "keeps nothing but a cookie"
MAILS_ARE_COUNTED = "its mails are counted by the address they go to"
UNLIMITED: dict[str, str] = {
    "about.set_language": NOTHING_KEPT,
    "account.": OWN_ACCOUNT,
    "attendees.": ORGANISER,
    "dashboard.": ORGANISER,
    "events.": ORGANISER,
    "invitation.": OWN_LINK,
    "invitations.": ORGANISER,
    "materials_manage.": ORGANISER,
    "members.": ORGANISER,
    "network.accept_invitation": LINK_WORKS_ONCE,
    "networks.": ORGANISER,
    "people.": ORGANISER,
    "personal.": OWN_LINK,
    "questions.": ORGANISER,
    "representation.": ORGANISER,
    "representatives.": ORGANISER,
    "seats.decline": OWN_LINK,
    "seats.remove_substitute": OWN_LINK,
    "seats.take_back": OWN_LINK,
    "security.change_email": MAILS_ARE_COUNTED,
    "security.logout": OWN_ACCOUNT,
    "security.mf_recovery_codes": OWN_ACCOUNT,
    "security.tf_select": OWN_ACCOUNT,
    "security.two_factor_": OWN_ACCOUNT,
    "security.wan_": OWN_ACCOUNT,
    "team.": ORGANISER,
    "wording.": ORGANISER,
    "themes.": ORGANISER,
}
