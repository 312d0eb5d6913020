"""Every field × every output: whatever people type does nothing anywhere, and comes out as they typed it."""

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from flask import Flask
from icalendar import Component
from sqlalchemy import update

from eventhub.accounts.models import WebAuthn
from eventhub.database.model import db
from tests.conftest import SQLITE, empty_tables
from tests.house.world import World
from tests.safety import inert
from tests.safety.documents import Document
from tests.safety.field_table import FIELDS
from tests.safety.fields import ADDRESS, FILE, KEPT, LINES, TEXT, WEB, Words
from tests.safety.outputs import Mail, Output, mails, pages_and_files
from tests.safety.payloads import PAYLOADS, PLAIN, TAG, Payload
from tests.safety.sending import Changes, submit
from tests.safety.town import FILE as A_FILE
from tests.safety.town import Way, make_town, ways

KINDS_OF_CALENDAR = {"feeds.event": "download", "feeds.private": "private", "personal.event_calendar": "download"}
MARKS: dict[tuple[str, str], str] = {}
for _endpoint, _fields in FIELDS.items():
    for _name in _fields:
        MARKS[_endpoint, _name] = f"t{len(MARKS):02d}q"


# Signing the link of such a mail takes a second: it is done for two payloads only.
SLOW = {"security.change_email"}
FULL = (PLAIN, PAYLOADS["tags"])


def typed(words: Words, payload: Payload, mark: str) -> str:
    """What is typed into a field: the payload where it fits, else something plain."""
    if words.kind == ADDRESS:
        return payload.address.replace("TAG", mark).replace("tag", mark)
    if words.kind == WEB:
        return f"https://example.org/{mark}?a=\"'><script>alert(1)</script>&b={{{{1337*1331}}}}"
    text = payload.typed.replace(TAG, mark)
    return text if len(text) <= words.longest else PLAIN.typed.replace(TAG, mark)


def kept(words: Words, payload: Payload, mark: str) -> str:
    """What must come out."""
    text = typed(words, payload, mark)
    if words.kind in {ADDRESS, WEB} or text == PLAIN.typed.replace(TAG, mark):
        return text
    return payload.kept(words.kind == TEXT).replace(TAG, mark)


def changes_for(way: Way, payload: Payload) -> Changes:
    """The payload in each field of a form."""
    changes: dict[str, object] = dict(way.choices)
    for name, words in FIELDS[way.endpoint].items():
        mark = MARKS[way.endpoint, name]
        if words.kind == FILE and isinstance(changes.get(name), tuple):
            changes[name] = (A_FILE[0], f"{typed(words, payload, mark)} {mark}.pdf")
        elif words.kind in KEPT and words.kind != FILE and name not in changes:
            changes[name] = typed(words, payload, mark)
    return changes  # type: ignore[return-value]


def tell_everyone(app: Flask, world: World, payload: Payload) -> None:
    """Type the payload into every field there is; Flask-Security answers some with a page."""
    for way in ways(world):
        if way.endpoint in SLOW and payload not in FULL:
            continue
        client = world.client(app, way.actor)
        answer = submit(client, way.page, way.endpoint, changes_for(way, payload))
        assert answer.status_code in {200, 302, 303}, f"{way.endpoint}: {answer.status_code} {complaints(answer.text)}"
    # A passkey cannot be made without a device that holds one.
    name = kept(FIELDS["security.wan_register"]["name"], payload, MARKS["security.wan_register", "name"])
    db.session.execute(update(WebAuthn).values(name=name))
    db.session.commit()


def complaints(html: str) -> list[str]:
    """What a page says is wrong with a form."""
    return re.findall(r'class="error[^"]*"[^>]*>([^<]+)', html)


@dataclass(frozen=True)
class Baseline:
    """What outputs are made of when nobody types anything strange."""

    elements: inert.Vocabulary
    mail_elements: inert.Vocabulary
    mail_headers: set[str]
    calendars: dict[str, Counter[str]]
    structured: set[str]


# Markdown may add these to the words of an event.
OF_MARKDOWN = {(tag, "") for tag in ("p", "br", "strong", "em", "a", "code", "ul", "li")} | {
    ("a", "href"),
    ("a", "rel"),
}


def baseline_of(app: Flask) -> Baseline:
    world = make_town()
    tell_everyone(app, world, PLAIN)
    outputs, sent = pages_and_files(app, world), mails()
    pages = [Document(output.body.decode()) for output in outputs if output.kind == "page"]
    letters = [Document(mail.part("text/html")) for mail in sent]
    calendars = {output.name: inert.shape(calendar_of(output)) for output in outputs if output.kind == "calendar"} | {
        mail.name: inert.shape(inert.calendar(mail.calendar, "download")) for mail in sent if mail.calendar
    }
    shown = next(Document(output.body.decode()) for output in outputs if output.name == "event.show")
    empty_tables()
    return Baseline(
        OF_MARKDOWN.union(*map(inert.vocabulary, pages)), OF_MARKDOWN.union(*map(inert.vocabulary, letters)),
        {name for mail in sent for name in mail.message}, calendars, set(inert.structured(shown)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def known() -> dict[str, Baseline]:
    return {}


def calendar_of(output: Output) -> list[Component]:
    return inert.calendar(output.body, KINDS_OF_CALENDAR.get(output.name, "feed"))


def read(output: Output, base: Baseline) -> dict[str, str]:
    """The words of an output by its name, after it proved to be inert."""
    name, file_name = output.name, inert.disposition(output.disposition) if output.disposition else ""
    if output.kind == "page":
        document = inert.page(output.body.decode(), base.elements)
        if name != "event.show":
            return {name: document.seen()}
        found = inert.structured(document)
        assert set(found) == base.structured
        return {name: document.seen(), "json-ld": "\n".join(strings(found))}
    if output.kind == "calendar":
        components = calendar_of(output)
        assert inert.shape(components) == base.calendars[name]
        return {name: inert.calendar_words(components)}
    if output.kind == "table":
        return {name: "\n".join(cell for row in inert.table(output.body) for cell in row)}
    if output.kind == "sheet":
        return {name: "\n".join(str(cell) for row in inert.sheet(output.body) for cell in row)}
    return {name: file_name}


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [str(value)]


def read_mail(mail: Mail, base: Baseline) -> dict[str, str]:
    """The words of a mail and of the calendar that came with it."""
    words = inert.mail(mail, base.mail_headers, base.mail_elements)
    if mail.calendar:
        components = inert.calendar(mail.calendar, "download")
        assert inert.shape(components) == base.calendars[mail.name]
        words += inert.calendar_words(components)
    return {mail.name: words}


def everything(app: Flask, world: World, base: Baseline) -> tuple[dict[str, str], list[str]]:
    """What is read in each output, and which of them are not inert."""
    words: dict[str, str] = {}
    faults = []
    for output in [*pages_and_files(app, world), *mails()]:
        try:
            found = read_mail(output, base) if isinstance(output, Mail) else read(output, base)
        except AssertionError as fault:
            faults.append(f"{output.name}: {fault}")
        else:
            words.update({name: words.get(name, "") + text for name, text in found.items()})
    return words, faults


def missing(words: dict[str, str], payload: Payload) -> list[str]:
    """Fields whose words did not come out where the table promises them."""
    lost = []
    for (endpoint, name), mark in MARKS.items():
        if endpoint in SLOW and payload not in FULL:
            continue
        field = FIELDS[endpoint][name]
        wanted = mark if field.has_marks or field.kind in {FILE, LINES} else kept(field, payload, mark)
        lost += [
            f"{endpoint} {name} in {output}: {wanted!r}"
            for output in field.seen_in if " ".join(wanted.split()) not in " ".join(words.get(output, "").split())
        ]  # fmt: skip
    return lost


@SQLITE
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_whatever_is_typed_does_nothing_and_comes_out(app: Flask, known: dict[str, Baseline], payload: Payload) -> None:
    if "base" not in known:
        known["base"] = baseline_of(app)
    world = make_town()
    tell_everyone(app, world, payload)
    words, faults = everything(app, world, known["base"])
    assert "\n".join(faults) == ""
    assert "\n".join(missing(words, payload)) == ""
