"""The table of fields is whole: what pages ask for stands in it, and what stands in it is asked for."""

from flask import Flask

from tests.conftest import SQLITE
from tests.safety.documents import Document
from tests.safety.field_table import FIELDS
from tests.safety.fields import KEPT
from tests.safety.sending import forms_of
from tests.safety.town import make_town, more_pages, ways, ways_of_signing_in
from tests.safety.walking import visits

CHOICES = frozenset({"select", "checkbox", "radio", "button", "submit"})


def asked_for(app: Flask) -> set[str]:
    """Every field of every page that takes more than a choice."""
    world = make_town()
    pages = {visit.address: visit.answer.text for visit in visits(app, world) if visit.is_html}
    for actor, where in more_pages(world).values():
        pages[where] = world.client(app, actor).get(where).text
    return {
        f"{endpoint} {name}"
        for where, html in pages.items()
        for endpoint, _address, form in forms_of(app, where, html)
        for name, kind in form.kinds.items()
        if kind not in CHOICES
    }


@SQLITE
def test_every_field_of_a_page_stands_in_the_table(app: Flask) -> None:
    in_table = {f"{endpoint} {name}" for endpoint, fields in FIELDS.items() for name in fields}
    found = asked_for(app)
    assert sorted(found - in_table) == []
    assert sorted(in_table - found - ELSEWHERE) == []


# One form has two uses; a new event has no version yet, and one that is there is no copy.
# Only a refused form keeps a file.
ELSEWHERE = {
    "events.edit network", "events.edit copied_from", "events.new version",
    *(f"{form} q_bestand-kept" for form in ("registrations.register", "personal.change", "seats.answer")),
    "attendees.change_answers_of q_bestand-kept", "materials_manage.upload kept", "materials_manage.edit kept",
    "events.edit kept_file", "events.new kept_file", "networks.change kept_file",
}  # fmt: skip


@SQLITE
def test_words_of_every_form_are_followed(app: Flask) -> None:
    """Each form that takes words has a way to it, so that the other tests type into it."""
    reached = {way.endpoint for way in (*ways(make_town()), *ways_of_signing_in())}
    takes_words = {endpoint for endpoint, fields in FIELDS.items() if any(one.kind in KEPT for one in fields.values())}
    assert sorted(takes_words - reached) == []


def test_a_document_is_read_as_browsers_read_it() -> None:
    document = Document('<form method="post"><input name="a" value="1"><textarea name="b">\nx &lt;</textarea></form>')
    assert document.forms[0].values == [("a", "1"), ("b", "x <")]
