"""A file as an answer on a phone: it stays when the form is refused, and its giver finds it again."""

import pytest

from tests.browser.conftest import Opener
from tests.browser.looking import PHONE
from tests.materials.samples import pdf


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_file_stays_with_a_form_that_is_refused(look: Opener, javascript: bool) -> None:
    seen = look(viewport=PHONE, javascript=javascript).goto("/events/stek-dag/register")
    page = seen.page
    poster = {"name": "Onze poster.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    page.get_by_label("Een poster over jullie praktijk").set_input_files(poster)  # type: ignore[arg-type]
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    assert page.get_by_text("“Onze poster.pdf” is here already.").is_visible()
    if javascript:
        seen.check()
    page.get_by_label("Your name").fill("Noor Peeters")
    page.get_by_label("Your e-mail address").fill(f"noor.{'met' if javascript else 'zonder'}@example.org")
    page.locator("#q_werkgroep-2").check()
    page.locator("#q_eet_mee-1").check()
    page.locator("#consent").check()
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/register/done/**")
