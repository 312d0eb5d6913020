"""The main path of each door, walked in a browser."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.looking import PHONE


def test_guest_registers_on_a_phone_in_two_pages_with_two_fields(look: Opener) -> None:
    seen = look(viewport=PHONE, language="nl").open("/events/mindre-papir-mere-tid")
    seen.press("Inschrijven", role="link")
    seen.fill(name="Noor Peeters", email="noor.browser@example.org")
    seen.page.locator("[name='consent']").check()
    seen.press("Inschrijven")
    assert "/register/done/" in seen.page.url
    mailbox = look(language="nl").open("/demo/mail")
    expect(mailbox.page.locator("main")).to_contain_text("noor.browser@example.org", timeout=15_000)


def test_guest_registers_without_a_script_and_sees_every_error(look: Opener) -> None:
    seen = look(javascript=False, language="fi", viewport={"width": 320, "height": 640})
    seen.page.goto(seen.site + "/events/osaamiskyselyn-tulokset/register")
    seen.page.locator("[name='name']").fill("Aino Korhonen")
    seen.page.locator("form button[type=submit]").last.click()
    assert seen.page.locator("[name='name']").input_value() == "Aino Korhonen"
    assert seen.page.locator("[aria-invalid='true']").count() == 2
    seen.page.locator("[name='email']").fill("aino.browser@example.org")
    seen.page.locator("[name='consent']").check()
    seen.page.locator("form button[type=submit]").last.click()
    assert "/register/done/" in seen.page.url


def test_errors_of_the_form_take_the_focus(look: Opener) -> None:
    seen = look().open("/events/forskning-til-frokost/register").press("Register")
    assert seen.page.evaluate("document.activeElement.getAttribute('role')") == "alert"


def test_organiser_publishes_an_event_in_two_pages_and_three_fields(look: Opener) -> None:
    seen = look(organiser=True).goto("/manage/?network=de-stek")
    seen.press("New event", role="link")
    seen.page.get_by_role("link", name=re.compile("Network meeting")).first.click()
    seen.check()
    title = seen.page.locator("[name^='title']").first
    title.fill("A meeting made in a browser")
    seen.page.locator("[name='starts_on']").fill("2027-09-16")
    seen.page.locator("[name='place_name']").fill("Buurthuis De Brug")
    seen.press(re.compile("^Publish"))
    assert seen.page.locator("h1").inner_text() == "A meeting made in a browser"


def test_list_as_csv_takes_two_clicks(look: Opener) -> None:
    seen = look(organiser=True).goto("/manage/")
    seen.press(re.compile(r"of 70 places taken"), role="link")
    with seen.page.expect_download() as download:
        seen.page.get_by_role("link", name=re.compile("CSV")).first.click()
    assert download.value.suggested_filename.startswith("stek-dag-")
