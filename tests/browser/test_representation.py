"""Regions name their people: the organiser writes, a contact answers on a phone, who was named says yes."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.looking import PHONE, Looking

BOARD = "/manage/events/kokopaivan-tapaaminen/representation"
CONTACT = "kainuu.aikuissosiaalityo@example.org"


def mailed(mailbox: Looking, address: str, link: str) -> str:
    """Where a mail to somebody leads; the newest that has such a link."""
    for _ in range(40):
        mailbox.goto("/demo/mail")
        row = mailbox.page.locator("li", has_text=address)
        if row.count():
            mailbox.page.goto(mailbox.site + str(row.first.get_by_role("link").first.get_attribute("href")))
            found = re.search(link, mailbox.page.locator("main").inner_text())
            if found is not None:
                return found[0]
        mailbox.page.wait_for_timeout(500)
    raise AssertionError(f"no mail to {address}")


def name(contact: Looking, who: str, role: str = "seat") -> None:
    """Name somebody whose address is theirs alone."""
    contact.fill(name=who, email=f"{who.split(maxsplit=1)[0].lower()}.kainuu@example.org")
    contact.page.locator(f"[name='role'][value='{role}']").check()
    contact.press("Name somebody")


def test_a_region_names_its_people_on_a_phone_and_swaps_one(look: Opener) -> None:
    organiser, mailbox = look(organiser=True).goto(BOARD).sweep(), look()
    tile = organiser.page.locator(".tiles li", has_text="Kainuu")
    expect(tile).to_contain_text("nobody named")
    organiser.press("Write to 2 contacts", role="link")
    organiser.fill(said="Kerro meille, ketkä tulevat.")
    organiser.press("Write to 2 contacts")
    expect(organiser.page.locator("main")).to_contain_text("Their contacts were written to today")
    organiser.goto(f"{BOARD}/ask").check()
    expect(organiser.page.locator("main")).to_contain_text("There is nobody to write to")

    contact = look(viewport=PHONE).goto(mailed(mailbox, CONTACT, r"/seats/\S+"))
    expect(contact.page.locator("li.open")).to_have_count(2)
    contact.sweep().page.set_viewport_size(PHONE)
    contact.press("Name somebody")
    assert contact.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    contact.check()
    for who in ("Aino Laine", "Eero Niemi"):
        name(contact, who)
    name(contact, "Helmi Hakala", "substitute")
    expect(contact.page.locator("main")).not_to_contain_text("Nobody yet")
    contact.sweep().page.set_viewport_size(PHONE)

    named = look(viewport=PHONE).goto(mailed(mailbox, "aino.kainuu@example.org", r"/me/\S+/answer"))
    named.check().press("I come")
    assert named.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    named.check().page.locator("[name='consent']").check()
    named.press("I come")
    expect(named.page.locator("main")).to_contain_text("Kokopäivän tapaaminen")

    contact.page.reload()
    expect(contact.page.locator(".seats li", has_text="Aino Laine")).to_contain_text("Comes")
    contact.press("Take back Eero Niemi")
    expect(contact.page.locator("li.open")).to_have_count(1)
    name(contact, "Juho Mattila")
    expect(contact.page.locator(".seats li", has_text="Juho Mattila")).to_contain_text("Has not answered yet")

    declining = look(viewport=PHONE).goto(mailed(mailbox, "juho.kainuu@example.org", r"/me/\S+/answer"))
    declining.press("I do not come")
    mailed(mailbox, "helmi.kainuu@example.org", r"/me/\S+/answer")  # the substitute is asked at once
    organiser.goto(BOARD).check()
    expect(tile).to_contain_text("2 named, 1 confirmed")
    expect(organiser.page.locator("tbody tr", has_text="Kainuu")).to_contain_text("Aino Laine, Helmi Hakala")
