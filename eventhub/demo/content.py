"""The five demo networks: read from `data/*.toml`, placed around today."""

import secrets
import tomllib
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventhub.accounts.models import Account
from eventhub.accounts.service import create_account
from eventhub.database.model import db
from eventhub.demo.days import CLOSES_AT, OPENS_AT, a_week_before, days_before, in_working_hours, span_of
from eventhub.demo.delegations import add_seats
from eventhub.demo.documents import one_page_pdf
from eventhub.demo.groups import gather_groups
from eventhub.demo.invitations import add_invitations
from eventhub.demo.people import invented
from eventhub.demo.questions import add_answers, add_questions, give_files
from eventhub.events.kinds import KINDS
from eventhub.events.models import BOTH, CANCELLED, DRAFT, ON_SITE, ONLINE, Event
from eventhub.events.revisions import revise_event
from eventhub.events.search import refresh_search_text
from eventhub.materials.models import FILE, LINK, Material
from eventhub.networks.models import ORGANISER, OWNER, MemberOrganisation, Membership, Network, Theme
from eventhub.registrations.models import CONFIRMED, PENDING, WAITING, Person, Registration
from eventhub.storage import files
from eventhub.text.slugs import slugify

FOLDER = Path(__file__).parent / "data"
ORDER = ("de-stek", "sosrake", "aikuissosiaalityo", "sterk-sociaal-werk", "seks-maal")
LOGIN, PASSWORD = "demo@example.org", "open-huis-zonder-drempel"
SAME = (
    "slug",
    "kind",
    "state",
    "place_name",
    "place_address",
    "join_url",
    "capacity",
    "online_capacity",
    "waiting_list",
    "needs_approval",
    "group_size",
    "member_capacity",
    "attendance",
    "invited_only",
)
COUNTED = {CONFIRMED: "registrations", PENDING: "pending", WAITING: "waiting"}
TEXTS = ("title", "summary", "description", "place_directions", "place_accessibility")


def is_empty() -> bool:
    """Whether the database has no network and no account yet."""
    return not db.session.scalar(select(Network.id).limit(1)) and not db.session.scalar(select(Account.id).limit(1))


def welcome(address: str) -> str:
    """What the terminal says when the demo serves."""
    return (
        f"\nEventHub is at {address}\n"
        f"  organisers sign in at {address}/manage/ as {LOGIN} with the password {PASSWORD}\n"
        f"  mail that the demo sends can be read at {address}/demo/mail\n"
    )


def load(*, now: datetime) -> None:
    """Fill an empty database."""
    administrator = create_account(
        email=LOGIN, name="Robin Demo", password=PASSWORD, language="en", now=now, administrator=True
    )
    networks: dict[str, Network] = {}
    for slug in ORDER:
        data = tomllib.loads((FOLDER / f"{slug}.toml").read_text(encoding="utf-8"))
        networks[slug] = _add_network(data, administrator, now)
        for entry in data["events"]:
            _add_event({"silent": data.get("silent", []), **entry}, networks[slug], networks, now)
    db.session.flush()


def _add_network(data: dict[str, Any], administrator: Account, now: datetime) -> Network:
    plain = ("slug", "name", "languages", "zone", "colour", "contact_name", "contact_email", "description")
    network = Network(**{key: data[key] for key in plain}, created_at=now, updated_at=now)
    db.session.add(network)
    for text in data["members"]:
        name, _, place = text.partition(", ")
        address = f"{slugify(name)}.{network.slug}@example.org"
        db.session.add(MemberOrganisation(network=network, name=name, place=place, contact_email=address))
    for position, theme in enumerate(data["themes"]):
        db.session.add(Theme(network=network, position=position, **theme))
    colleague = next(invented(network.language, f"team {network.slug}"))
    account = create_account(
        email=f"{network.slug}@example.org", name=colleague.name, password=PASSWORD, language=network.language, now=now
    )
    for person, role in ((administrator, OWNER), (account, ORGANISER)):
        db.session.add(Membership(account=person, network=network, role=role, created_at=now))
    db.session.flush()
    return network


def _add_event(entry: dict[str, Any], network: Network, networks: dict[str, Network], now: datetime) -> None:
    zone = ZoneInfo(network.zone)
    today = now.astimezone(zone).date()
    starts_at, ends_at = span_of(entry, today, zone)
    made = min(now, starts_at) - timedelta(days=40)
    kind = KINDS[entry["kind"]]
    event = Event(
        uid=str(uuid.uuid4()), network=network, zone=network.zone, starts_at=starts_at, ends_at=ends_at,
        is_all_day=entry.get("all_day", False), has_open_end=entry.get("open_end", False),
        languages=list(entry["title"]), shown_parts=list(kind.shown_parts),
        contact_name=network.contact_name, contact_email=network.contact_email,
        state_reason=entry.get("reason", {}), created_at=made, updated_at=made,
        announced_at=None if entry["state"] == DRAFT else made,
        published_at=made if "registrations" in entry else None,
        cancelled_at=made + timedelta(days=20) if entry["state"] == CANCELLED else None,
        registration_opens_at=_registration(entry, "opens", starts_at, OPENS_AT),
        registration_closes_at=_registration(entry, "closes", starts_at, CLOSES_AT),
        **{key: entry[key] for key in SAME if key in entry}, **{key: entry[key] for key in TEXTS if key in entry},
    )  # fmt: skip
    event.themes = list(db.session.scalars(select(Theme).where(Theme.slug.in_(entry.get("themes", [])))))
    event.co_networks = [networks[slug] for slug in entry.get("together", [])]
    db.session.add(event)
    db.session.flush()
    refresh_search_text(event)
    revise_event(event, made)
    if entry.get("moved"):
        event.moved_from_at, event.moved_from_zone = a_week_before(starts_at), network.zone
        event.moved_at, event.moved_sequence, event.sequence = made, 1, 1
    registrations = _add_registrations(event, entry, made, now)
    add_seats(event, entry, registrations, made)
    db.session.flush()
    questions = add_questions(event, entry.get("questions", []))
    add_answers(registrations, questions, event.slug)
    give_files(registrations, questions, entry.get("questions", []))
    add_invitations(event, entry.get("invitations", {}), registrations, since=made, now=now)
    _add_materials(event, entry, now)


def _registration(entry: dict[str, Any], key: str, starts_at: datetime, clock: time) -> datetime | None:
    days = entry.get(f"{key}_days_before")
    return None if days is None else days_before(starts_at, days, clock)


def _add_registrations(event: Event, entry: dict[str, Any], since: datetime, now: datetime) -> list[Registration]:
    query = select(MemberOrganisation).where(MemberOrganisation.network_id == event.network_id)
    organisations = [one for one in db.session.scalars(query) if one.name not in entry["silent"]]
    is_limited = event.member_capacity is not None
    people = invented(event.network.language, event.slug)
    states = [state for state, name in COUNTED.items() for _ in range(entry.get(name, 0))]
    step = (min(now, event.starts_at or now) - since) / (len(states) + 1)
    added = []
    for count, state in enumerate(states):
        someone, moment = next(people), in_working_hours(since + step * (count + 1), count, event.tz)
        moment = min(moment, now)
        # Where each organisation sends only some, the first one has as many as two.
        comes_from = organisations[max(0, count - is_limited) % len(organisations)]
        person = Person(
            key=secrets.token_hex(16), email=someone.email, language=event.network.language, created_at=moment
        )
        added.append(
            Registration(
                key=secrets.token_hex(16), event=event, person=person, name=someone.name, email=someone.email,
                organisation=comes_from.name, member_id=comes_from.id if is_limited else None, language=person.language,
                registered_at=moment, updated_at=moment, told_sequence=event.sequence, state=state,
                queue_number=count if state == WAITING else None,
                may_be_invited=count % 2 == 0,
                attendance=(ON_SITE, ONLINE)[count % 3 == 0] if event.attendance == BOTH else "",
            )
        )  # fmt: skip
    gather_groups(event, added, entry.get("groups", []))
    db.session.add_all(added)
    return added


def _add_materials(event: Event, entry: dict[str, Any], now: datetime) -> None:
    moment = min(now, (event.ends_at or now) + timedelta(days=2))
    position = 0
    for title, language, audience in entry.get("files", []):
        key, data = files.new_key("materials"), one_page_pdf(title, event.network.name)
        files.put(key, data)
        db.session.add(
            Material(
                event=event, kind=FILE, title=title, language=language, audience=audience, position=position,
                file_key=key, file_name=f"{event.slug}-{position + 1}.pdf", media_type="application/pdf",
                size_bytes=len(data), created_at=moment, updated_at=moment,
            )
        )  # fmt: skip
        position += 1
    for title, url, kind, audience in entry.get("links", []):
        db.session.add(
            Material(
                event=event, kind=LINK, title=title, url=url, link_kind=kind, audience=audience, position=position,
                language=event.network.language, created_at=moment, updated_at=moment,
            )
        )  # fmt: skip
        position += 1
