"""Invitations in the browser: a list is pasted and mended, sent, answered on a telephone, and the rest reminded."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.looking import PHONE, Looking

PAGE = "/manage/events/kokopaivan-tapaaminen/invitations"
LIST = "Aino Laine <aino.laine@example.org>\nEero Niemi\nhelmi@example.org; Helmi Hakala; Lappi\njuho@\n"
MENDED = "Eero Niemi <eero.niemi@example.org>\njuho@example.org; Juho Mattila"


def mailed_link(mailbox: Looking, address: str, kind: str = "kutsu") -> str:
    """Where the newest mail to somebody leads."""
    for _ in range(30):
        mailbox.goto("/demo/mail")
        row = mailbox.page.locator("li", has_text=address)
        if row.count():
            break
        mailbox.page.wait_for_timeout(500)
    mailbox.page.goto(mailbox.site + str(row.first.get_by_role("link").first.get_attribute("href")))
    found = re.search(r"(/invitations/\S+)", mailbox.page.locator("main").inner_text())
    assert found is not None
    return found[1]


def test_a_list_is_mended_sent_answered_and_the_rest_reminded(look: Opener) -> None:
    seen, mailbox = look(organiser=True).goto(PAGE), look()
    seen.check().press("Invite people", role="link")
    seen.fill(people=LIST)
    seen.press("Look through the list")
    expect(seen.page.locator("main")).to_contain_text("2 lines are to be mended")
    seen.press("Put 2 people on the list")
    seen.fill(people=MENDED)
    seen.press("Look through the list")
    seen.press("Put 2 people on the list")
    expect(seen.page.locator("tbody tr")).to_have_count(4)

    seen.press("Write and send the invitation", role="link")
    seen.page.locator("[name='text-fi']").fill("Tervetuloa, {name}! Tapaamme {when}.")
    seen.press("Keep, and read it as it arrives")
    expect(seen.page.locator(".mail-text")).to_contain_text("Tervetuloa, Aino Laine!")
    seen.press("Send to 4 people")

    guest = look(viewport=PHONE, language="en")
    guest.open(mailed_link(mailbox, "aino.laine@example.org")).press("Yes, register", role="link")
    assert guest.page.locator("[name='email']").input_value() == "aino.laine@example.org"
    guest.page.locator("[name='consent']").check()
    guest.press("Register")
    assert "/register/done/" in guest.page.url

    other = look(viewport=PHONE, language="en").open(mailed_link(mailbox, "helmi@example.org"))
    other.press("No, I cannot come")
    expect(other.page.locator("main")).to_contain_text("You can still change your mind")
    other.check()

    seen.press("Remind who has not answered", role="link")
    for box in seen.page.locator("[name='people']").all():
        box.uncheck()
    seen.press("Send to those who are ticked")
    expect(seen.page.locator("main")).to_contain_text("Choose at least one person.")
    seen.page.get_by_label("Eero Niemi").check()
    seen.press("Send to those who are ticked")
    expect(seen.page.locator("main")).to_contain_text("reminded 1 time")
    seen.check()


def test_an_event_by_invitation_says_so_kindly(look: Opener) -> None:
    seen = look(viewport=PHONE).open("/events/teematyopaja")
    expect(seen.page.locator("main")).to_contain_text("This event is by invitation.")
    seen.open("/events/teematyopaja/register")
    expect(seen.page.locator("h1")).to_have_text("This event is by invitation")
