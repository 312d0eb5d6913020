"""Every field of EventHub that takes more than a choice, by the address that gets it, and where its words come out.

This table is the documentation of where people's words go. A field that is not in it fails the build.
"""

from dataclasses import dataclass

LINE, TEXT, LINES = "line", "text", "several lines of ;"
ADDRESS, WEB, FILE, SEARCH = "e-mail address", "web address", "file", "search"
PARSED = "day, time, number or colour"
SECRET = "secret"
TARGET = "where to go next"
MACHINE = "written by the page itself"
TRAP = "seen by machines only"
KEPT = frozenset({LINE, TEXT, LINES, ADDRESS, WEB, FILE})


@dataclass(frozen=True)
class Words:
    """One field: what belongs in it, how much fits, and the outputs in which its words must be found."""

    kind: str
    seen_in: tuple[str, ...] = ()
    longest: int = 200
    has_marks: bool = False
    """Whether marks in it (Markdown) are shown as what they mean, so that it does not come out as it was typed."""


def token(*names: str) -> dict[str, Words]:
    return {name: Words(MACHINE) for name in names}


CSRF = token("csrf_token")
PUBLIC = {**token("form_token"), "website": Words(TRAP)}
LISTS, ICS = (
    ("agenda.upcoming", "agenda.network"),
    ("feeds.event", "feeds.hub", "feeds.private", "personal.event_calendar"),
)
TABLES = ("attendees.listing", "csv", "xlsx")
CONFIRMATION = "mail registration_confirmed"


def event_fields(*title: str, place: tuple[str, ...] = (), page: tuple[str, ...] = ()) -> dict[str, Words]:
    """The fields of an event's form; the page of a new one is not among those that are visited."""
    days = (
        "starts_on",
        "starts_time",
        "ends_time",
        "ends_on",
        "opens_on",
        "opens_time",
        "closes_on",
        "closes_time",
        "changes_on",
        "changes_time",
    )
    return {
        **CSRF,
        **token("version", "copied_from", "network", "kept_file"),
        **{name: Words(PARSED) for name in (*days, "capacity", "online_capacity", "offer_hours", "group_size")},
        "title-nl": Words(LINE, (*title, *page)),
        "summary-nl": Words(TEXT, page, 400),
        "description-nl": Words(TEXT, page, has_marks=True),
        "place_directions-nl": Words(TEXT, page, has_marks=True),
        "place_accessibility-nl": Words(TEXT, page, has_marks=True),
        "place_name": Words(LINE, place),
        "place_address": Words(LINE, place),
        "join_url": Words(WEB, ("personal.join",) if page else ()),
        "contact_name": Words(LINE, page),
        "contact_email": Words(ADDRESS, page),
        "contact_phone": Words(LINE, page, 60),
        "picture": Words(FILE),
        "picture_alt": Words(LINE, page, 300),
    }


def wording_fields(*seen_in: str) -> dict[str, Words]:
    """The fields of a mail's words."""
    return {
        **CSRF,
        "subject_nl": Words(LINE, seen_in),
        "message_nl": Words(TEXT, seen_in, 5000, has_marks=True),
    }


def question_fields(*pages: str, options: int = 0) -> dict[str, Words]:
    """The fields of a question, with so many options."""
    return {
        **CSRF,
        **token("kind", *(["rows"] if options else [])),
        "kept_days": Words(PARSED),
        "label-nl": Words(LINE, ("questions.listing", "attendees.totals", *pages)),
        "why-nl": Words(LINE, pages, 300),
        "help-nl": Words(TEXT, pages, 1000),
        **{f"n_{row}_label-nl": Words(LINE, ("questions.listing", *pages)) for row in range(options)},
        **{f"n_{row}_places": Words(PARSED) for row in range(options)},
    }


FIELDS: dict[str, dict[str, Words]] = {
    "networks.create": {**CSRF, "name": Words(LINE, ("every network",))},
    "networks.change": {
        **CSRF,
        "colour": Words(PARSED),
        "logo": Words(FILE),
        **token("kept_file"),
        "name": Words(LINE, ("event.show", "agenda.network", "agenda.networks", "dashboard.home", *ICS, "json-ld")),
        "description_nl": Words(TEXT, ("agenda.network",), has_marks=True),
        "logo_alt": Words(LINE, ("networks.settings",)),
        "contact_name": Words(LINE, ("agenda.network",)),
        "contact_email": Words(ADDRESS, ("agenda.network",)),
    },
    "themes.listing": {**CSRF, "name_nl": Words(LINE, ("themes.listing",), 120)},
    "themes.edit": {**CSRF, "name_nl": Words(LINE, ("themes.listing", "event.show", "agenda.theme", *ICS), 120)},
    "members.listing": {**CSRF, "lines": Words(LINES, ("members.listing",))},
    "members.edit": {
        **CSRF,
        "name": Words(LINE, ("members.listing",)),
        "place": Words(LINE, ("members.listing",)),
        "contact_email": Words(ADDRESS, ("members.edit",)),
    },
    "representatives.remove": CSRF,
    "representatives.listing": {
        **CSRF,
        "name": Words(LINE, ("representatives.listing",)),
        "email": Words(ADDRESS, ("representatives.listing",)),
        "from_on": Words(PARSED),
        "until_on": Words(PARSED),
        "substitute_name": Words(LINE, ("representatives.listing",)),
        "substitute_email": Words(ADDRESS),
    },
    "account.change": {**CSRF, "name": Words(LINE, ("networks.team", "mail team_invitation"))},
    "team.invite_colleague": {**CSRF, "email": Words(ADDRESS, ("networks.team",))},
    "network.accept_invitation": {
        **CSRF,
        **token("username"),
        "name": Words(LINE, ("networks.team",)),
        "password": Words(SECRET),
    },
    "events.new": event_fields("dashboard.home", *LISTS, "feeds.hub"),
    "events.edit": event_fields(
        "dashboard.home",
        *LISTS,
        *ICS,
        "json-ld",
        "registrations.mine",
        CONFIRMATION,
        place=("event.show", "json-ld", *ICS, CONFIRMATION),
        page=("event.show", "events.edit"),
    ),
    "events.step": {
        **CSRF,
        **{name: Words(PARSED) for name in ("starts_on", "starts_time", "ends_time", "ends_on")},
        "reason-nl": Words(TEXT, ("cancelled event", "mail event_cancelled"), 1000),
    },
    "invitation.reply": PUBLIC,
    "invitations.add_list": {
        **CSRF,
        **token("source", "language"),
        "people": Words(TEXT, longest=1000),
        "file": Words(FILE),
    },
    "invitations.invitation": {
        **CSRF,
        "subject-nl": Words(LINE, ("invitations.invitation",)),
        "text-nl": Words(TEXT, ("invitations.invitation",), 5000, has_marks=True),
    },
    "invitations.reminder": {
        **CSRF,
        "subject-nl": Words(LINE, ("invitations.reminder",)),
        "text-nl": Words(TEXT, ("invitations.reminder",), 5000, has_marks=True),
    },
    "invitations.rules": {
        **CSRF,
        **{name: Words(PARSED) for name in ("kept", "kept_on", "kept_time", "members_on", "members_time")},
    },
    "invitations.listing": {"q": Words(SEARCH), **token("state")},
    **dict.fromkeys(("invitations.send_invitations", "invitations.send_reminders", "invitations.withdraw"), CSRF),
    "materials_manage.upload": {
        **CSRF,
        "files": Words(FILE, ("a file",), 100),
        "title": Words(LINE, ("event.show", "materials.mine")),
    },
    "materials_manage.add_link": {
        **CSRF,
        "url": Words(WEB, ("event.show",)),
        "title": Words(LINE, ("event.show", "materials.mine")),
    },
    "materials_manage.edit": {
        **CSRF,
        "file": Words(FILE, ("a file",), 100),
        "title": Words(LINE, ("event.show", "materials_manage.listing")),
        "url": Words(WEB),
    },
    "materials_manage.move": CSRF,
    "attendees.add": {
        **CSRF,
        "name": Words(LINE, TABLES),
        "email": Words(ADDRESS, (*TABLES, CONFIRMATION)),
        "organisation": Words(LINE, TABLES),
        "remark": Words(TEXT, TABLES, 2000),
    },
    "attendees.change": {
        **CSRF,
        "name": Words(LINE, TABLES),
        "email": Words(ADDRESS, TABLES),
        "organisation": Words(LINE, TABLES),
        "why": Words(LINE, ("dashboard.log",), 300),
    },
    "attendees.give_away": {
        **CSRF,
        "name": Words(LINE, TABLES),
        "email": Words(ADDRESS, (*TABLES, "mail place_received")),
        "why": Words(LINE, ("dashboard.log",), 300),
    },
    "attendees.cancel": {**CSRF, "why": Words(LINE, ("dashboard.log",), 300)},
    # Replaced by what the same person then writes on personal.change, which is looked for.
    "attendees.change_answers_of": {
        **CSRF,
        **token("asked"),
        "q_vraag": Words(LINE, longest=300),
        "why": Words(LINE, ("dashboard.log",), 300),
    },
    "questions.edit": question_fields("questions.preview", "registrations.register", "personal.change"),
    "questions.new": question_fields("questions.preview", "registrations.register", "personal.change", options=4),
    "questions.preview": token("q_vraag"),  # to be tried out: it is sent nowhere
    "questions.keep": {**CSRF, "name": Words(LINE, ("questions.listing",), 120)},
    "wording.event_mail": wording_fields("wording.event_mail", CONFIRMATION),
    "wording.network_mail": wording_fields("wording.network_mail"),
    "attendees.decide": {**CSRF, "reason": Words(TEXT, ("mail registration_rejected",), 1000)},
    "attendees.queue": {**CSRF, "place": Words(PARSED), "remark": Words(LINE, ("dashboard.log",), 300)},
    "personal.answer": PUBLIC,
    "registrations.register": {
        **PUBLIC,
        **token("asked"),
        "q_vraag": Words(LINE, TABLES[1:], 300),
        "name": Words(LINE, TABLES),
        "email": Words(ADDRESS, (*TABLES, CONFIRMATION)),
        "organisation": Words(LINE, TABLES),
        "remark": Words(TEXT, TABLES, 2000),
    },
    "personal.change": {
        **PUBLIC,
        **token("asked"),
        "q_vraag": Words(LINE, ("personal.change", "attendees.answered", *TABLES[1:]), 300),
        "name": Words(LINE, (*TABLES, "personal.change")),
        "organisation": Words(LINE, (*TABLES, "personal.change")),
        "remark": Words(TEXT, (*TABLES, "personal.change"), 2000),
    },
    "groups.register": {
        **PUBLIC,
        **token("row", "own-asked", "p1-asked"),
        "own-q_vraag": Words(LINE, TABLES[1:], 300),
        "name": Words(LINE, TABLES),
        "email": Words(ADDRESS, (*TABLES, "mail group_registered")),
        "organisation": Words(LINE, TABLES),
        "p1-name": Words(LINE, TABLES),
        "p1-email": Words(ADDRESS, TABLES),
        "p1-q_vraag": Words(LINE, TABLES[1:], 300),
    },
    "personal.give_away": {
        **PUBLIC,
        "name": Words(LINE, TABLES),
        "email": Words(ADDRESS, (*TABLES, "mail place_received")),
    },
    "representation.seats": {
        **CSRF,
        **{name: Words(PARSED) for name in ("each", "at_least", "substitutes", "wanted", "returns_on", "m_0", "m_1")},
    },
    "representation.ask": {**CSRF, "said": Words(TEXT, ("mail naming_asked",), 2000)},
    "seats.name": {
        **PUBLIC,
        "name": Words(LINE, ("seats.name", "representation.board")),
        "email": Words(ADDRESS),
    },
    "seats.nobody": {**token("form_token"), "reason": Words(LINE, ("representation.board",), 300)},
    "seats.answer": {**PUBLIC, **token("asked"), "q_vraag": Words(LINE, longest=300), "remark": Words(TEXT, (), 2000)},
    **dict.fromkeys(("seats.decline", "seats.remove_substitute", "seats.take_back"), token("form_token")),
    "registrations.send_link": {**PUBLIC, "email": Words(ADDRESS)},
    "personal.cancel": PUBLIC,
    "personal.withdraw": PUBLIC,
    "personal.calendar": PUBLIC,
    "agenda.upcoming": {"q": Words(SEARCH)},
    "people.listing": {"q": Words(SEARCH)},
    "people.lost_telephone": CSRF,
    "agenda.month": {"q": Words(SEARCH)},
    "attendees.listing": {"q": Words(SEARCH), **token("state")},
    "about.set_language": {"back": Words(TARGET)},
    "security.login": {**CSRF, "next": Words(TARGET), "email": Words(ADDRESS), "password": Words(SECRET)},
    "security.verify": {**CSRF, "next": Words(TARGET), "password": Words(SECRET)},
    "security.wan_signin": {**CSRF, "next": Words(TARGET)},
    "security.wan_verify": CSRF,
    "security.forgot_password": {**CSRF, "email": Words(ADDRESS)},
    "security.change_email": {**CSRF, "email": Words(ADDRESS, ("mail account_new_address",))},
    "security.change_password": {
        **CSRF,
        "password": Words(SECRET),
        "new_password": Words(SECRET),
        "new_password_confirm": Words(SECRET),
    },
    "account.change_codes": {**CSRF, **token("step")},
    "security.mf_recovery_codes": {**CSRF, **token("step")},
    "account.end_one_sign_in": {**CSRF, **token("key")},
    "security.wan_register": {**CSRF, "name": Words(LINE, ("account.show",), 64), **token("usage")},
    "security.wan_delete": {**CSRF, **token("passkey")},
    **dict.fromkeys(
        (
            "account.sign_out_elsewhere",
            "attendees.send_again",
            "dashboard.send_mail_again",
            "materials_manage.remove",
            "questions.ask_again",
            "questions.copy",
            "questions.forget",
            "questions.move",
            "questions.remove",
            "representation.renew",
            "questions.take",
            "security.logout",
            "team.give_role",
            "team.lost_telephone",
            "team.remove_colleague",
            "team.resend",
            "team.withdraw_invitation",
            "themes.move",
            "themes.remove",
        ),
        CSRF,
    ),
}
