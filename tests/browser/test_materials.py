"""Several files at once, chosen or dropped: progress, reasons beside what is refused, a list that follows itself."""

from playwright.sync_api import FilePayload, Route, expect

from eventhub.demo.content import LOGIN
from eventhub.demo.documents import one_page_pdf
from tests.browser.conftest import Opener, sign_in
from tests.browser.looking import NARROW

# Drops files on an element as a person does who drags them from a folder.
DROP = """([selector, files]) => {
  const carried = new DataTransfer();
  for (const file of files) carried.items.add(new File([file.text], file.name, {type: file.type}));
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    const event = new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true});
    document.querySelector(selector).dispatchEvent(event);
  }
}"""


def pdf(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": one_page_pdf(name, "De STEK")}


def page_of(slug: str) -> str:
    return f"/manage/events/{slug}/materials"


def test_refused_file_says_why_and_the_others_are_in_the_list(look: Opener) -> None:
    seen = look(organiser=True).open(page_of("uitwisseling-rechten"))
    held: list[Route] = []
    seen.page.route(
        "**/materials", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    program: FilePayload = {
        "name": "kwaad.svg",
        "mimeType": "image/svg+xml",
        "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    seen.page.locator("input[type=file]").set_input_files([pdf("een.pdf"), program, pdf("twee.pdf")])
    seen.page.get_by_role("button", name="Add the files").click()
    for _file in range(3):
        expect(seen.page.locator(".sending progress")).to_have_count(1)
        expect(seen.page.get_by_role("button", name="Add the files")).to_be_disabled()
        held.pop().continue_()
        seen.page.wait_for_function(
            "n => document.querySelectorAll('.sending li:not(:has(progress))').length === n", arg=_file + 1
        )
    expect(seen.page.locator("#so-far .material")).to_have_count(2)
    assert "kwaad.svg" in seen.page.locator(".sending .error").inner_text()
    assert seen.page.locator(".sending .done").all_inner_texts() == ["“een.pdf” was added", "“twee.pdf” was added"]
    summary = seen.page.locator("#upload-result").inner_text()
    assert summary.startswith("2 of 3 files were added.")
    assert "kwaad.svg" in summary
    seen.sweep()
    seen.goto(page_of("uitwisseling-rechten"))
    assert seen.page.locator(".material .what > a").all_inner_texts() == ["een", "twee"]
    assert seen.page.locator(".message").count() == 0


def test_files_can_be_dropped(look: Opener) -> None:
    seen = look(organiser=True).goto(page_of("uitwisseling-vrijwilligers"))
    expect(seen.page.get_by_text("You can also drop files here.")).to_be_visible()
    files = [{"name": "notities.txt", "type": "text/plain", "text": "Wat we afspraken"}]
    seen.page.evaluate(DROP, [".drop", files])
    seen.page.get_by_role("button", name="Add the files").click()
    expect(seen.page.locator("#so-far .material")).to_have_count(1)
    assert seen.page.locator("input[type=file]").input_value() == ""


def test_refused_file_says_why_without_a_script(look: Opener) -> None:
    seen = look(organiser=True, javascript=False, viewport=NARROW).goto(page_of("raportointivalmennus"))
    wrong: FilePayload = {"name": "kwaad.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    seen.page.locator("input[type=file]").set_input_files([pdf("hyva.pdf"), wrong])
    seen.page.get_by_role("button", name="Add the files").click()
    said = seen.page.locator(".message").all_inner_texts()
    assert said[0] == "1 of 2 files were added."
    assert "kwaad.exe" in said[1]
    seen.page.locator("input[type=file]").set_input_files([pdf("toinen.pdf")])
    seen.page.get_by_role("button", name="Add the files").click()
    assert seen.page.locator(".material").count() == 2


def test_sign_in_that_ended_is_said_and_what_was_chosen_is_sent_after_a_new_one(look: Opener) -> None:
    seen = look(organiser=True).open(page_of("uitwisseling-vrijwilligers"))
    seen.page.locator("input[type=file]").set_input_files([pdf("avond.pdf"), pdf("morgen.pdf")])
    seen.page.context.clear_cookies()
    seen.page.get_by_role("button", name="Add the files").click()
    expect(seen.page.locator(".sending .error")).to_contain_text("your sign-in has ended")
    seen.sweep()
    with seen.page.context.expect_page() as opened:
        seen.page.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value, LOGIN)
    seen.page.get_by_role("button", name="Add the files").click()
    expect(seen.page.locator(".sending .done")).to_have_text(["“avond.pdf” was added", "“morgen.pdf” was added"])
