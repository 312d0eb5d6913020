"""An organiser's stories on the narrowest screen, without JavaScript."""

from tests.browser.conftest import Opener, sign_in
from tests.browser.looking import NARROW, Looking


def fits(seen: Looking) -> None:
    """No script may measure here: a picture of the whole page is as wide as what is on it."""
    picture = seen.page.screenshot(full_page=True)
    width = int.from_bytes(picture[16:20], "big")
    if width != NARROW["width"]:
        seen.problems.append(f"{seen.page.url}: {width} px wide")


def press(seen: Looking, name: str, role: str = "button") -> None:
    seen.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
    fits(seen)


def test_event_is_made_published_and_its_list_downloaded(look: Opener) -> None:
    seen = look(javascript=False, viewport=NARROW)
    sign_in(seen.page, "de-stek@example.org")
    fits(seen)
    seen.goto("/manage/?lang=en")
    press(seen, "New event", "link")
    press(seen, "Training", "link")
    seen.page.locator("[name^='title']").fill("Zonder script gemaakt")
    seen.fill(capacity="12")
    press(seen, "Publish")
    assert seen.page.locator("[name^='title']").input_value() == "Zonder script gemaakt"
    seen.fill(starts_on="2027-09-16", place_name="Buurthuis Zuid")
    press(seen, "Publish")
    assert seen.page.locator("h1").inner_text() == "Zonder script gemaakt"
    press(seen, "Attendees", "link")
    press(seen, "Add someone", "link")
    seen.fill(name="Jef Maes", email="jef.maes.browser@example.org")
    press(seen, "Add to the list")
    assert "1 person registered" in seen.text, seen.text
    with seen.page.expect_download() as download:
        seen.page.get_by_role("link", name="CSV with everything").first.click()
    assert "jef.maes.browser@example.org" in download.value.path().read_text(encoding="utf-8-sig")


def test_event_is_cancelled_after_one_question(look: Opener) -> None:
    seen = look(javascript=False, viewport=NARROW, organiser=True).goto("/manage/events/uitwisseling-vrijwilligers")
    press(seen, "Cancel the event", "link")
    seen.page.locator("[name^='reason']").fill("De begeleider is ziek.")
    press(seen, "Cancel the event")
    assert seen.page.locator(".state", has_text="Cancelled").count() == 1
