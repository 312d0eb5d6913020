"""Several people registered on a phone, with a question that depends on an answer."""

from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.looking import PHONE, Looking

PAGE = "/events/stek-dag/register/group"


def answer(seen: Looking, who: str, workshop: int, eats: int) -> None:
    """What somebody's part asks: which workshop, whether they eat with us."""
    seen.page.locator(f"[name='{who}-q_werkgroep']").nth(workshop).check()
    seen.page.locator(f"[name='{who}-q_eet_mee']").nth(eats).check()


def test_a_practice_registers_its_people_on_a_phone(look: Opener) -> None:
    seen = look(viewport=PHONE).goto(PAGE).sweep()
    seen.fill(name="Hanne Claes", email="hanne.browser@example.org")
    diets = seen.page.get_by_text("Waar houden we in de keuken rekening mee?")
    answer(seen, "own", 2, 0)
    seen.page.locator("[name='p1-name']").fill("Noor Peeters")
    answer(seen, "p1", 2, 1)
    assert [diet.is_visible() for diet in diets.all()] == [True, False]
    seen.press("One person more")
    assert seen.page.locator("[name='p1-name']").input_value() == "Noor Peeters"
    assert seen.page.evaluate("document.activeElement.name") == "p2-name"
    seen.press("Register all of us")
    assert seen.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    seen.sweep()
    seen.page.get_by_role("button", name="Remove – Person 2").click()
    assert seen.page.evaluate("document.activeElement.name") == "add"
    seen.page.locator("[name='consent']").check()
    seen.press("Register all of us")
    expect(seen.page.locator("main")).to_contain_text("2 people have a place.")
    seen.sweep()
    mailbox = look().open("/demo/mail")
    expect(mailbox.page.locator("main")).to_contain_text("hanne.browser@example.org", timeout=15_000)
    mailbox.page.get_by_role("link", name="The people you registered").first.click()
    link = mailbox.page.frame_locator("iframe").get_by_role("link", name="To my page")
    mine = look(viewport=PHONE).goto(str(link.get_attribute("href")))
    assert "Noor Peeters" in mine.text
    mine.sweep()
    mine.press("Give it to a colleague: Noor Peeters", role="link")
    mine.sweep()
    mine.fill(name="Lars Maes", email="lars.browser@example.org")
    mine.press("Give the place to my colleague")
    assert "The place goes to your colleague." in mine.text
    assert "Noor Peeters" not in mine.text


def test_who_does_not_come_hides_their_own_questions(look: Opener) -> None:
    seen = look(viewport=PHONE).goto(PAGE)
    part = seen.page.locator("[name='own-q_eet_mee']").first
    assert part.is_visible()
    seen.page.locator("[name='comes']").uncheck()
    assert not part.is_visible()
