"""A form that is refused comes back with everything that was typed, and nothing of it does anything."""

import pytest
from flask import Flask

from tests.conftest import SQLITE
from tests.house.world import World
from tests.safety import inert
from tests.safety.documents import Document
from tests.safety.field_table import FIELDS
from tests.safety.fields import FILE, KEPT, SECRET
from tests.safety.payloads import PAYLOADS, PLAIN, Payload
from tests.safety.sending import forms_of, submit
from tests.safety.test_words_everywhere import MARKS, changes_for, kept
from tests.safety.town import Way, make_town, ways, ways_of_signing_in

TOO_LONG = "W" * 1200
WRONG: dict[str, dict[str, str]] = {
    "account.change": {"language": "xx"},
    "networks.create": {"zone": "Mars/North"},
    "networks.change": {"zone": "Mars"},
    "themes.edit": {"name_nl": TOO_LONG},
    "themes.listing": {"name_nl": TOO_LONG},
    "members.listing": {"lines": "W" * 60_001},
    "members.edit": {"contact_email": "nobody"},
    "representatives.listing": {"email": "nobody"},
    "representation.ask": {"said": "W" * 2001},
    "seats.nobody": {"reason": "W" * 301},
    "seats.name": {"role": "king"},
    "seats.answer": {"remark": "W" * 2001},
    "team.invite_colleague": {"role": "king"},
    "events.edit": {"zone": "Mars"},
    "events.new": {"zone": "Mars"},
    "invitations.add_list": {"language": "xx"},
    "invitations.invitation": {"subject-nl": TOO_LONG},
    "invitations.reminder": {"subject-nl": TOO_LONG},
    "materials_manage.upload": {"audience": "nobody"},
    "materials_manage.add_link": {"audience": "nobody"},
    "materials_manage.edit": {"audience": "nobody"},
    "attendees.add": {"email": "nobody"},
    "attendees.change_answers_of": {"asked": "an older page"},
    "questions.edit": {"kept_days": "999"},
    "questions.new": {"kept_days": "999"},
    "questions.keep": {"name": TOO_LONG},
    "wording.event_mail": {"subject_nl": TOO_LONG},
    "wording.network_mail": {"message_nl": "{whoever}"},
    "attendees.change": {"email": "nobody"},
    "attendees.give_away": {"email": "nobody"},
    "attendees.cancel": {"why": TOO_LONG},
    "groups.register": {"p1-email": "nobody"},
    "personal.give_away": {"email": "nobody"},
    "attendees.decide": {"people": ""},
    "attendees.queue": {"place": "-1"},
    "registrations.register": {"email": "nobody"},
    "personal.change": {"language": "xx"},
    "registrations.send_link": {"email": "nobody"},
    "events.step": {"reason-nl": TOO_LONG},
    "security.change_email": {"email": "nobody"},
    "network.accept_invitation": {"password": "kort"},
    "security.login": {"password": "not this one"},
    "security.forgot_password": {"email": "nobody"},
    "security.wan_register": {"name": TOO_LONG},
}
TRIED = ("tags", "attributes", "entities and templates", "headers and components", "what nobody can see")


def refused(app: Flask, world: World, way: Way, payload: Payload) -> str:
    """The page that comes back."""
    changes = {**changes_for(way, payload), **WRONG[way.endpoint]}
    answer = submit(world.client(app, way.actor), way.page, way.endpoint, changes)
    assert answer.status_code == 422, f"{way.endpoint}: {answer.status_code}"
    return answer.text


@SQLITE
@pytest.mark.parametrize("payload", [PAYLOADS[name] for name in TRIED], ids=TRIED)
def test_a_refused_form_keeps_what_was_typed(app: Flask, payload: Payload) -> None:
    world, lost = make_town(), []
    for way in (*ways(world), *ways_of_signing_in()):
        usual = refused(app, world, way, PLAIN)
        html = refused(app, world, way, payload)
        inert.page(html, inert.vocabulary(Document(usual)))
        form = next(form for endpoint, _where, form in forms_of(app, way.page, html) if endpoint == way.endpoint)
        for name, words in FIELDS[way.endpoint].items():
            wanted = WRONG[way.endpoint].get(name) or kept(words, payload, MARKS[way.endpoint, name])
            if words.kind == SECRET:
                assert form.value(name) in {None, ""}
            elif name in form.kinds and words.kind in KEPT - {FILE} and form.value(name) != wanted:
                lost.append(f"{way.endpoint} {name}: {form.value(name)!r}")
    assert lost == []


SEARCHES = ("/", "/calendar/2027/4", "/networks/{network}", "/themes/{theme}", "/manage/events/{event}/attendees")


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_whatever_is_searched_for_finds_nothing_and_does_nothing(app: Flask, payload: Payload) -> None:
    world = make_town()
    client = world.client(app, "owner")
    for search in SEARCHES:
        where = search.format(**world.values)
        usual = client.get(where, query_string={"q": "zzzzz"})
        found = client.get(where, query_string={"q": payload.typed})
        assert (usual.status_code, found.status_code) == (200, 200)
        document = inert.page(found.text, inert.vocabulary(Document(usual.text)))
        assert world.values["event"] not in "".join(text for _tag, text in document.texts)


@pytest.mark.parametrize("wildcard", ["%", "_", "\\", "%%", "__", "a%", "*", '"', "'", "NEAR(", ":*", "!", "("])
def test_wildcards_mean_themselves(app: Flask, wildcard: str) -> None:
    world = make_town()
    client, event = world.client(app, "owner"), world.values["event"]
    listed = client.get(f"/manage/events/{event}/attendees", query_string={"q": wildcard, "state": "all"})
    assert listed.status_code == 200
    assert "Noor Peeters" not in listed.text
    agenda = client.get("/", query_string={"q": wildcard})
    assert agenda.status_code == 200
