"""The small world of the permission tests with what its forms need besides, and how each form is reached."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from eventhub import clock
from eventhub.accounts.models import WebAuthn
from eventhub.database.model import db
from eventhub.events.kinds import ALL_PARTS
from eventhub.events.models import Event
from eventhub.materials.models import Material
from eventhub.networks.models import MemberOrganisation, Network
from eventhub.registrations.delegation_models import Delegation, Seat
from eventhub.registrations.models import Person
from eventhub.web.tokens import seal, sign
from tests.factories import PASSWORD, make_event, make_invitation, make_registration, save
from tests.house.world import World, make_world
from tests.materials.samples import pdf

FILE = (pdf(), "slides.pdf")


def make_town() -> World:
    """One of everything, and the pages that only some circumstances show."""
    world = make_world()
    network: Network = world.network
    event = db.session.scalars(select(Event).where(Event.slug == world.values["event"])).one()
    ending = make_event(network, title="Wat niet doorgaat", capacity=1)  # full, whoever of those below goes
    ending.sequence = 1  # one change that those who registered were not told of yet
    make_registration(ending)
    asked = [make_registration(ending, state="pending").id for _ in range(2)]
    waits = make_registration(ending, state="waiting", queue_number=1)
    offered = make_registration(ending, state="offered", offered_until=clock.now() + timedelta(days=1))
    giving = make_registration(event)
    giver = db.session.get_one(Person, giving.person_id)
    hopeful = db.session.get_one(Person, offered.person_id)
    world.accounts["owner"].tf_primary_method = "authenticator"  # whose recovery codes have a page
    make_invitation(event, sent_at=None)  # so that there is somebody to write to
    event.members_open_at = clock.now()  # so that there is a link for them
    network.contact_email = event.contact_email = "info@example.org"
    link = save(
        Material(
            event=event,
            kind="link",
            title="Opname",
            url="https://example.org/film",
            link_kind="recording",
            created_at=clock.now(),
            updated_at=clock.now(),
        )
    )
    world.values.update(_seats(event, network))
    passkey = WebAuthn(
        credential_id=secrets.token_bytes(16),
        public_key=b"2",
        backup_state=False,
        device_type="single",
        name="Sleutel",
        usage="first",
        user_id=world.accounts["owner"].id,
        lastuse_datetime=clock.now().replace(tzinfo=None),
    )
    save(passkey)
    world.values.update(
        {
            "ending": ending.slug,
            "asked": asked,
            "waits": waits.id,
            "offered": offered.key,
            "offered token": sign("person", hopeful.key, hopeful.version),
            "link_id": link.id,
            "sending token": seal("sending", "x", "a@example.org"),
            "group token": seal("sending", "x", "a@example.org", "1", "1", "1", "1"),
            **{name: make_registration(event).id for name in ("changed", "given", "left")},
            "giving": giving.key,
            "giving token": sign("person", giver.key, giver.version),
        }
    )
    return world


def _seats(event: Event, network: Network) -> dict[str, Any]:
    """An organisation that named nobody yet, and somebody who was named by another."""
    member = save(MemberOrganisation(network=network, name="Kainuu", contact_email="kainuu@example.org"))
    shared = {"key": secrets.token_hex(16), "event_id": event.id, "seats": 1, "at_least": 1, "substitutes": 1}
    silent = save(Delegation(member_id=member.id, **shared))
    seated = select(Delegation).where(Delegation.event_id == event.id, Delegation.id != silent.id)
    seated_at = db.session.scalars(seated).one()
    seated_at.seats, seated_at.asked_at = 4, clock.now()
    own = {}
    for name in ("named", "still asked"):
        registration = make_registration(event, state="offered", offered_until=clock.now() + timedelta(days=1))
        save(Seat(registration_id=registration.id, delegation_id=seated_at.id))
        person = db.session.get_one(Person, registration.person_id)
        own[name] = f"/me/{sign('person', person.key, person.version)}/seats/{registration.key}"
    return {"silent": sign("delegation", silent.key, silent.version), **own}


def more_pages(world: World) -> dict[str, tuple[str, str]]:
    """Pages that differ by what is asked for: a name, who opens them, their address."""
    value = world.values
    return {
        "a new event's form": ("owner", f"/manage/events/new?network={value['network']}&kind=other"),
        "a new question's form": ("owner", f"/manage/events/{value['event']}/questions/new?kind=choice"),
        "a link's form": ("owner", f"/manage/events/{value['event']}/materials/{value['link_id']}/edit"),
        "another date": ("owner", f"/manage/events/{value['ending']}/reschedule"),
        "postponing": ("owner", f"/manage/events/{value['ending']}/postpone"),
        "cancelled event": ("anonymous", f"/events/{value['ending']}"),
        "every network": ("administrator", "/manage/networks"),
        "who asked": ("owner", f"/manage/events/{value['ending']}/attendees?state=pending"),
        "who waits": ("owner", f"/manage/events/{value['ending']}/attendees/{value['waits']}/queue"),
        "an offer": ("anonymous", f"/me/{value['offered token']}/places/{value['offered']}/answer"),
        "a contact who named nobody": ("anonymous", f"/seats/{value['silent']}"),
        "somebody who was named": ("anonymous", value["still asked"]),
        "confirmation of a search": ("owner", f"/manage/events/{value['event']}/attendees?q=tag&state=all"),
    }


@dataclass(frozen=True)
class Way:
    """How somebody gets to a form: who, on which page; the choices made there besides its words."""

    endpoint: str
    actor: str
    page: str
    choices: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    """Tells two ways to the same endpoint apart."""

    @property
    def name(self) -> str:
        return self.key or self.endpoint


def _of_event(world: World) -> list[Way]:
    value = world.values
    event, themes = f"/manage/events/{value['event']}", {"themes": [str(value["theme_id"])]}
    complete = {
        **themes,
        "starts_on": (clock.now() + timedelta(days=40)).date().isoformat(),
        "starts_time": "9:30",
        "ends_time": "12:00",
        "attendance": "both",
        "takes_registrations": "y",
        "shown_parts": list(ALL_PARTS),
    }
    new = {**complete, "then": "publish", "picture": ""}
    return [
        Way("events.edit", "owner", f"{event}/edit", {**themes, "shown_parts": complete["shown_parts"], "picture": ""}),
        Way("events.new", "owner", more_pages(world)["a new event's form"][1], new),
        Way("invitations.add_list", "owner", f"{event}/invitations/add"),
        Way("invitations.invitation", "owner", f"{event}/invitations/letter"),
        Way("invitations.reminder", "owner", f"{event}/invitations/reminder"),
        Way("materials_manage.upload", "owner", f"{event}/materials", {"files": FILE}),
        Way("materials_manage.add_link", "owner", f"{event}/materials/link"),
        Way("materials_manage.edit", "owner", f"{event}/materials/{value['material_id']}/edit", {"file": FILE}),
        Way("wording.network_mail", "owner", f"/manage/networks/{value['network']}/wording/registration_confirmed"),
        Way("wording.event_mail", "owner", f"{event}/wording/registration_confirmed"),
        Way("questions.edit", "owner", f"{event}/questions/{value['question_id']}"),
        Way("questions.new", "owner", more_pages(world)["a new question's form"][1]),
        Way("questions.keep", "owner", f"{event}/questions"),
        Way(
            "attendees.change_answers_of",
            "owner",
            f"{event}/attendees/{value['registration_id']}/answers",
            {"q_bestand": FILE},
        ),
        Way("attendees.add", "owner", f"{event}/attendees/add", {"tell": "y", "attendance": "online"}),
        Way(
            "registrations.register",
            "anonymous",
            f"/events/{value['event']}/register",
            {"consent": "y", "attendance": "on_site", "q_bestand": FILE},
        ),
        Way("attendees.change", "owner", f"{event}/attendees/{value['changed']}/change", {"attendance": "on_site"}),
        Way("attendees.give_away", "owner", f"{event}/attendees/{value['given']}/hand-over"),
        Way("attendees.cancel", "owner", f"{event}/attendees/{value['left']}/cancel"),
        Way(
            "groups.register",
            "anonymous",
            f"/events/{value['event']}/register/group",
            {"consent": "y", "comes": "y", "own-attendance": "on_site", "p1-attendance": "online"},
        ),
        Way("personal.give_away", "anonymous", f"/me/{value['giving token']}/places/{value['giving']}/hand-over"),
        Way("personal.change", "anonymous", f"/me/{value['person token']}/places/{value['key']}", {"q_bestand": FILE}),
        Way("registrations.send_link", "anonymous", "/my-link"),
        Way(
            "attendees.decide",
            "owner",
            f"/manage/events/{value['ending']}/attendees?state=pending",
            {"people": [str(number) for number in value["asked"]], "action": "reject", "tell": "y"},
        ),
        Way(
            "attendees.queue",
            "owner",
            f"/manage/events/{value['ending']}/attendees/{value['waits']}/queue",
            {"place": "1", "action": "move"},
        ),
        Way("representation.ask", "owner", f"{event}/representation/ask"),
        Way("seats.nobody", "anonymous", f"/seats/{value['silent']}"),
        Way("seats.name", "anonymous", f"/seats/{value['seats token']}", {"role": "seat"}),
        Way("seats.answer", "anonymous", value["named"], {"consent": "y", "q_bestand": FILE}),
        Way("events.step", "owner", f"/manage/events/{value['ending']}/cancel"),
    ]


def ways(world: World) -> list[Way]:
    """A way to every form that takes words, in an order in which each still works after those before it."""
    value = world.values
    network = f"/manage/networks/{value['network']}"
    invited = f"/team-invitation/{value['invitation token']}"
    return [
        Way("account.change", "owner", "/manage/account"),
        Way("networks.create", "administrator", "/manage/networks/new"),
        Way("networks.change", "owner", network, {"logo": ""}),
        Way("themes.edit", "owner", f"{network}/themes/{value['theme_id']}"),
        Way("themes.listing", "owner", f"{network}/themes"),
        Way("members.listing", "owner", f"{network}/members"),
        Way("members.edit", "owner", f"{network}/members/{value['member_id']}"),
        Way(
            "representatives.listing",
            "owner",
            f"{network}/members/{value['member_id']}/representatives",
            {"from_on": clock.now().date().isoformat()},
        ),
        Way("team.invite_colleague", "owner", f"{network}/team"),
        *_of_event(world),
        Way("security.change_email", "owner", "/manage/account/change-email"),
        Way("network.accept_invitation", "anonymous", invited, {"password": PASSWORD}),
    ]


def ways_of_signing_in() -> list[Way]:
    """Ways to forms whose words are compared or looked up, and kept nowhere but in the form that comes back."""
    return [
        Way("security.login", "anonymous", "/manage/account/sign-in"),
        Way("security.forgot_password", "anonymous", "/manage/account/reset"),
        Way("security.wan_register", "owner", "/manage/account/wan-register"),
    ]
