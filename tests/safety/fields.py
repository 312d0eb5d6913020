"""What is known of a field, and the fields that several forms share; the table is field_table.py."""

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
        **{
            name: Words(PARSED)
            for name in (*days, "capacity", "online_capacity", "offer_hours", "group_size", "member_capacity")
        },
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
        "required_from": Words(PARSED),
        "label-nl": Words(LINE, ("questions.listing", "attendees.totals", *pages)),
        "why-nl": Words(LINE, pages, 300),
        "help-nl": Words(TEXT, pages, 1000),
        **{f"n_{row}_label-nl": Words(LINE, ("questions.listing", *pages)) for row in range(options)},
        **{f"n_{row}_places": Words(PARSED) for row in range(options)},
    }
