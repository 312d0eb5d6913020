"""Every page of an organiser, as it opens and with what is wrong in it: no barrier at any width, in any colours."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from eventhub.app import create_app
from tests.browser.looking import Looking
from tests.browser.manage_pages import EVENT, NETWORK, NO_PAGES, PAGES, SIGNING_IN, Way
from tests.conftest import test_settings

# The form that is sent as it stands: its page, what is filled in before, and the button.
WRONG = (
    ("/manage/events/new?network=de-stek&kind=network_meeting", {"capacity": "-4"}, "Publish"),
    ("/manage/events/borrel/edit", {"starts_on": "", "contact_email": "nobody"}, "Publish"),
    (f"{EVENT}/cancel", {}, "Cancel the event"),
    ("/manage/events/focusgroep-energiearmoede/reschedule", {"starts_on": "2027-09-16", "starts_time": ""}, None),
    (f"{EVENT}/attendees/add", {"email": "nobody"}, None),
    ("/manage/events/regionaal-platform-limburg/attendees?state=pending", {}, "Give them a place"),
    (f"{EVENT}/materials", {}, "Add the files"),
    (f"{EVENT}/materials/link", {"url": "nowhere"}, None),
    ("/manage/networks/new", {}, None),
    (NETWORK, {"name": "", "colour": "#ffff00"}, None),
    (f"{NETWORK}/themes", {}, "Add"),
    (f"{NETWORK}/members", {}, "Add"),
    (f"{NETWORK}/team", {"email": "nobody"}, "Send the invitation"),
    ("/manage/account", {"name": ""}, "Save"),
    ("/manage/account/change-email", {"email": "nobody"}, None),
    ("/manage/account/change", {"new_password": "short"}, None),
)


def test_no_page_of_organisers_is_left_out(tmp_path: Path) -> None:
    rules = create_app(test_settings(tmp_path)).url_map.iter_rules()
    found = {rule.endpoint for rule in rules if rule.rule.startswith("/manage") and "GET" in (rule.methods or ())}
    assert found == set(PAGES) | SIGNING_IN | set(NO_PAGES)


def follow(seen: Looking, way: Way) -> None:
    """Open a page, or follow the first link on it that ends so, and on the page behind it."""
    if isinstance(way, str):
        seen.goto(way)
        return
    start, *hops = way
    seen.goto(start)
    for looks_like in hops:
        links = seen.page.locator("main a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
        seen.goto(next(link for link in links if re.search(looks_like, link)))


@pytest.mark.parametrize("endpoint", PAGES)
def test_page_of_organisers_has_no_barrier(organiser: Looking, endpoint: str) -> None:
    for number, way in enumerate(PAGES[endpoint]):
        follow(organiser, way)
        organiser.sweep(forced=number == 0)
        assert "/sign-in" not in organiser.page.url


FAILED_MAIL = """INSERT INTO outbox_message
    (message_id, kind, to_address, to_name, reply_to, language, subject, text, html,
    calendar_method, network_id, state, attempts, due_at, last_error, created_at)
    SELECT ?, 'test', ?, ?, '', 'nl', ?, '', '', '', min(id), 'failed', 5, '2026-11-01 10:00', ?, '2026-11-01 10:00'
    FROM network"""


@pytest.fixture
def failed_mails(site: str, folder: Path) -> Iterator[None]:
    """Three mails of a network that were given up, one of them with long words."""
    with closing(sqlite3.connect(folder / "eventhub.db", timeout=20)) as database, database:
        for number, name in enumerate(("Noor Peeters", "", "x" * 120)):
            said = "550 5.1.1 No such person here" * number
            values = (f"<{number}@failed>", f"n{name[-50:]}@example.org", name, f"Je bent ingeschreven {name}", said)
            database.execute(FAILED_MAIL, values)
    yield
    with closing(sqlite3.connect(folder / "eventhub.db", timeout=20)) as database, database:
        database.execute("DELETE FROM outbox_message WHERE message_id LIKE '%@failed>'")


@pytest.mark.usefixtures("failed_mails")
def test_mails_that_failed_are_listed_without_barrier(organiser: Looking) -> None:
    seen = organiser.goto("/manage/").sweep().goto("/manage/mails").sweep()
    assert seen.page.locator(".failed-mails li").count() == 3
    seen.click(re.compile("^Send again")).sweep()
    assert "The mail is on its way again." in seen.text


@pytest.mark.parametrize(("path", "values", "button"), WRONG)
def test_what_is_wrong_is_said_without_barrier(
    organiser: Looking, path: str, values: dict[str, str], button: str | None
) -> None:
    seen = organiser.goto(path).fill(**values)
    buttons = seen.page.locator("main form button[type=submit]:visible, main form button:not([type]):visible")
    (seen.page.get_by_role("button", name=button, exact=True) if button else buttons).last.click()
    seen.page.wait_for_load_state()
    assert seen.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    seen.sweep()


def test_form_filled_in_stands_when_something_is_wrong(organiser: Looking) -> None:
    seen = organiser.goto("/manage/events/new?network=de-stek&kind=training")
    title = seen.page.locator("[name^='title']")
    title.fill("Vorming met een lange titel die over meer dan een regel gaat")
    seen.fill(place_name="Buurthuis Zuid", capacity="12").click("Publish").sweep()
    assert title.input_value() == "Vorming met een lange titel die over meer dan een regel gaat"
    assert seen.page.locator("[name='capacity']").input_value() == "12"


def test_asking_before_a_colleague_is_removed_has_no_barrier(organiser: Looking) -> None:
    seen = organiser.goto(f"{NETWORK}/team")
    seen.page.locator(".asks summary").first.click()
    seen.sweep()


def test_open_details_of_the_form_have_no_barrier(organiser: Looking) -> None:
    seen = organiser.goto("/manage/events/new?network=sterk-sociaal-werk&kind=conference")
    seen.page.evaluate("document.querySelectorAll('details.more').forEach(part => { part.open = true; })")
    seen.sweep()
