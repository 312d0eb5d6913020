"""A small world with one of everything, its double in another network, and everyone who may knock."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventhub import clock
from eventhub.accounts.models import Account
from eventhub.database.model import db
from eventhub.events.models import DRAFT
from eventhub.mail.models import FAILED, OutboxMessage
from eventhub.materials.models import Material
from eventhub.networks.models import (
    HELPER,
    ORGANISER,
    OWNER,
    VIEWER,
    MemberOrganisation,
    Membership,
    Network,
    TeamInvitation,
)
from eventhub.questions.models import Question, QuestionSet
from eventhub.registrations.answer_models import Answer
from eventhub.registrations.delegation_models import Delegation, Representative, Seat, Substitute
from eventhub.registrations.doors import invitation_token
from eventhub.registrations.models import Person
from eventhub.storage import files
from eventhub.web.tokens import sign
from tests.factories import (
    make_administrator,
    make_event,
    make_invitation,
    make_member,
    make_network,
    make_registration,
    make_theme,
    save,
    sign_in,
)

ACTORS = ("anonymous", "helper", "viewer", "organiser", "owner", "other owner", "administrator")


@dataclass
class World:
    """Ids and addresses of one network's things, by the name that routes give them."""

    network: Network
    accounts: dict[str, Account] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def client(self, app: Flask, actor: str) -> FlaskClient:
        client = app.test_client()
        if actor in self.accounts:
            sign_in(client, self.accounts[actor])
        return client


def furnish(network: Network, owner: Account) -> dict[str, Any]:
    """One of everything of a network, and what routes need to name it."""
    event = make_event(network, attendance="both", join_url="https://meet.example.org/room", group_size=3)
    draft = make_event(network, state=DRAFT, published_at=None)
    theme = make_theme(network)
    registration = make_registration(event)
    question = save(Question(event_id=event.id, key="vraag", kind="line", label={"nl": "Vraag"}, answered_version=1))
    save(
        Question(event_id=event.id, key="oud", kind="line", label={"nl": "Oud"}, position=1, is_withdrawn=True)
    )  # fmt: skip
    save(
        Answer(
            registration_id=registration.id, question_id=question.id, version=1, text="Ja", language="nl",
            answered_at=clock.now(),
        )
    )  # fmt: skip
    wants_file = save(
        Question(event_id=event.id, key="bestand", kind="file", label={"nl": "Bestand"}, position=2, answered_version=1)
    )  # fmt: skip
    file_key = files.new_key("answers")
    files.put(file_key, b"%PDF-1.4 small")
    save(
        Answer(
            registration_id=registration.id, question_id=wants_file.id, version=1, text="verslag.pdf", language="nl",
            answered_at=clock.now(), file_key=file_key, file_type="application/pdf", file_size=14, file_sha256="0" * 64,
        )
    )  # fmt: skip
    question_set = save(QuestionSet(network=network, name="Netwerkdag", created_at=clock.now()))
    membership = db.session.scalars(select(Membership).where(Membership.account_id == owner.id)).one()
    member = save(MemberOrganisation(network=network, name=secrets.token_hex(4)))
    network.logo_key, event.picture_key = files.new_key("logos"), files.new_key("pictures")
    for picture in (network.logo_key, event.picture_key):
        files.put(picture, b"RIFF small")
    key = files.new_key("materials")
    files.put(key, b"%PDF-1.4 small")
    material = save(
        Material(
            event=event, kind="file", title="Slides", file_key=key, file_name="slides.pdf",
            media_type="application/pdf",
            size_bytes=14, sha256="0" * 64, created_at=clock.now(), updated_at=clock.now(),
        )
    )  # fmt: skip
    message = save(
        OutboxMessage(
            message_id=f"<{secrets.token_hex(8)}@example.org>", kind="confirmation", to_address="x@example.org",
            language="nl", subject="x", text="x", html="x", network_id=network.id, event_id=event.id, state=FAILED,
            due_at=clock.now(), created_at=clock.now(),
        )
    )  # fmt: skip
    invitation = save(
        TeamInvitation(
            key=secrets.token_hex(16), network=network, email="colleague@example.org", role=ORGANISER,
            created_at=clock.now(), expires_at=clock.now() + timedelta(days=7),
        )
    )  # fmt: skip
    guest = make_invitation(event)
    delegation = Delegation(
        key=secrets.token_hex(16), event_id=event.id, member_id=member.id, seats=2, at_least=1, substitutes=2
    )  # fmt: skip
    save(delegation)
    save(Seat(registration_id=registration.id, delegation_id=delegation.id))
    substitute = save(Substitute(delegation_id=delegation.id, name="Helmi", email="helmi@example.org"))
    representative = save(
        Representative(
            member_id=member.id, name="Aino", email="aino.always@example.org", from_on=clock.now().date(),
            created_at=clock.now(),
        )
    )  # fmt: skip
    person = db.session.get_one(Person, registration.person_id)
    person.feed_key = secrets.token_hex(16)
    db.session.commit()
    return {
        "event": event.slug, "draft": draft.slug, "network": network.slug, "theme": theme.slug, "theme_id": theme.id,
        "question_id": question.id, "question": wants_file.key, "set_id": question_set.id,
        "delegation_id": delegation.id, "substitute_id": substitute.id,
        "representative_id": representative.id,
        "seats token": sign("delegation", delegation.key, delegation.version), "member_id": member.id,
        "material_id": material.id, "registration_id": registration.id, "key": registration.key,
        "registration_key": registration.key, "message_id": message.id, "invitation_id": invitation.id,
        "guest_id": guest.id,
        "account_id": owner.id, "membership_id": membership.id, "filename": "slides.pdf", "year": 2027, "month": 4,
        "person token": sign("person", person.key, person.version),
        "feed token": sign("feed", person.feed_key, person.feed_version),
        "invitation token": sign("team-invitation", invitation.key, invitation.version),
        "revision": event.version, "guest token": invitation_token(guest),
    }  # fmt: skip


def make_world() -> World:
    """A network with its people and things."""
    network = make_network()
    roles = {"helper": HELPER, "viewer": VIEWER, "organiser": ORGANISER, "owner": OWNER}
    world = World(network, {actor: make_member(network, role) for actor, role in roles.items()})
    world.accounts["administrator"] = make_administrator()
    world.accounts["other owner"] = make_member(make_network(), OWNER)
    world.values = furnish(network, world.accounts["owner"])
    return world
