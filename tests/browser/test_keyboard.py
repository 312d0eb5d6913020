"""With the keyboard alone: Tab, Enter, Space and arrows, and always a visible mark of where one is."""

from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.looking import PHONE, Looking

FURTHEST = 120
FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const box = e.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  const middle = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
  const top = document.elementFromPoint(box.left + box.width / 2, middle);
  const labels = [...(e.labels || [])];
  const covered = top && !e.contains(top) && !top.contains(e) && !labels.some(label => label.contains(top));
  const words = (labels.length ? labels[0].innerText : e.innerText || e.value || '').trim();
  return {words, marked, seen, covered, name: e.name || '', html: e.outerHTML.slice(0, 120)};
}"""


def tab_to(seen: Looking, words: str = "", name: str = "") -> Page:
    """Press Tab until the focus is on what is called so; each stop must be marked, in sight and not covered."""
    for _stop in range(FURTHEST):
        seen.page.keyboard.press("Tab")
        here = seen.page.evaluate(FOCUS)
        if here["html"].startswith("<body"):
            continue
        if not here["marked"] or not here["seen"] or here["covered"]:
            seen.problems.append(f"{seen.page.url}: focus cannot be seen: {here}")
        if (name and here["name"].startswith(name)) or (words and here["words"].startswith(words)):
            return seen.page
    raise AssertionError(f"Tab does not reach {words or name!r}")


def type_into(seen: Looking, name: str, text: str) -> None:
    tab_to(seen, name=name).keyboard.type(text)


def enter(seen: Looking, words: str) -> None:
    page = tab_to(seen, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    seen.check()


def test_guest_registers_with_the_keyboard(look: Opener) -> None:
    seen = look(viewport=PHONE).goto("/")
    tab_to(seen, "Skip to the content").keyboard.press("Enter")
    enter(seen, "Mindre papir, mere tid")
    enter(seen, "Register")
    type_into(seen, "name", "Mette Holm")
    type_into(seen, "email", "mette.keys@example.org")
    tab_to(seen, name="consent").keyboard.press("Space")
    enter(seen, "Register")
    assert "/register/done/" in seen.page.url


def test_organiser_makes_and_publishes_an_event_with_the_keyboard(look: Opener) -> None:
    seen = look(organiser=True).goto("/manage/?network=de-stek")
    enter(seen, "New event")
    enter(seen, "Network meeting")
    type_into(seen, "title", "Met het toetsenbord gemaakt")
    tab_to(seen, "Description, themes and more").keyboard.press("Enter")
    tab_to(seen, name="themes").keyboard.press("Space")
    type_into(seen, "starts_on", "09162027")
    tab_to(seen, name="attendance").keyboard.press("ArrowDown")
    assert seen.page.locator("[name='attendance'][value='online']").is_checked()
    seen.page.keyboard.press("ArrowUp")
    type_into(seen, "place_name", "Buurthuis De Brug")
    enter(seen, "Publish")
    assert seen.page.locator("h1").inner_text() == "Met het toetsenbord gemaakt"
    enter(seen, "Attendees")
    assert "Nobody is on the list yet" in seen.text


def test_menus_open_and_close_with_the_keyboard(look: Opener) -> None:
    seen = look().goto("/events/stek-dag")
    tab_to(seen, "Add to my calendar").keyboard.press("Enter")
    tab_to(seen, "Google Calendar").keyboard.press("Escape")
    assert seen.page.evaluate(
        "[document.activeElement.tagName, document.querySelectorAll('details.menu[open]').length]"
    ) == ["SUMMARY", 0]
