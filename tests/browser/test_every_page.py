"""Every page a visitor can reach: no barrier, no error; on a desk, on a phone, enlarged, in the dark."""

import pytest

from eventhub import clock
from tests.browser.conftest import Opener
from tests.browser.looking import NARROW, PHONE, Looking

PUBLIC = (
    "/", "/?past=1", "/?q=nabijheid", "/?q=nothing-has-this-word", "/calendar/2027/04", "/networks",
    "/networks/de-stek", "/themes", "/themes/nabijheid", "/events/de-kracht-van-nabijheid-en-samenwerking",
    "/events/stek-dag",
    "/events/werkgroep-onthaal", "/events/focusgroep-energiearmoede", "/events/tieto-vaikuttaminen-hyvinvointi",
    "/events/european-social-work-conference", "/events/vorming-model-de-stek", "/events/stek-dag/register",
    "/events/vorming-model-de-stek/register", "/events/werkgroep-onthaal/register", "/my-link", "/accessibility",
    "/privacy", "/help", "/no-such-page", "/demo/mail",
)  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_has_no_barrier(visitor: Looking, path: str) -> None:
    visitor.goto(path).sweep(forced=True)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_fits_long_words(visitor: Looking, path: str) -> None:
    visitor.page.set_viewport_size(NARROW)
    visitor.goto(f"{path}{'&' if '?' in path else '?'}lang=fi").stand()


@pytest.mark.parametrize("language", ["nl", "sv", "fr"])
@pytest.mark.parametrize("path", ["/events/stek-dag", "/events/stek-dag/register"])
def test_page_people_come_for_fits_on_a_phone(visitor: Looking, path: str, language: str) -> None:
    visitor.page.set_viewport_size(PHONE)
    visitor.goto(f"{path}?lang={language}").stand()


def test_public_pages_set_no_cookie_and_keep_nothing(look: Opener) -> None:
    seen = look()
    for path in PUBLIC[:20]:
        seen.goto(path)
    assert seen.page.context.cookies() == []
    assert seen.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


@pytest.mark.parametrize("path", ["/", "/events/stek-dag", "/events/stek-dag/register", "/networks/de-stek"])
def test_public_page_is_light(look: Opener, path: str) -> None:
    seen = look().goto(path)
    weights = [request.sizes() for request in seen.requests]
    assert len(seen.requests) <= 6
    assert sum(weight["responseBodySize"] + weight["responseHeadersSize"] for weight in weights) <= 60 * 1024


def test_month_is_as_wide_as_the_page_and_its_events_stay_in_their_days(look: Opener) -> None:
    seen = look().goto(f"/calendar/{clock.now():%Y/%m}")
    page, grid = (seen.page.locator(name).bounding_box() for name in (".search-line", ".month-grid"))
    assert page is not None
    assert grid is not None
    assert abs(grid["width"] - page["width"]) <= 8
    outside = "days => days.filter(day => day.scrollWidth > day.clientWidth).map(day => day.innerText)"
    assert seen.page.locator(".month-grid td").evaluate_all(outside) == []


@pytest.mark.parametrize(("path", "is_organiser"), [("/calendar/2027/04", False), ("/manage/", True)])
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_menu_takes_one_line_on_a_phone(look: Opener, path: str, is_organiser: bool, language: str) -> None:
    seen = look(viewport=PHONE, language=language, organiser=is_organiser).goto(path)
    heights = "links => [...new Set(links.map(link => Math.round(link.getBoundingClientRect().top)))]"
    assert len(seen.page.locator("header nav a").evaluate_all(heights)) == 1
    months = seen.page.locator(".months .btn").evaluate_all(heights)
    assert len(months) <= 1


def test_search_says_all_of_what_may_be_typed_on_a_narrow_phone(look: Opener) -> None:
    for language in ("en", "nl", "fi", "da", "sv", "fr"):
        field = look(viewport=NARROW, language=language).goto("/").page.locator("#q")
        room = """field => {
          const pen = document.createElement('canvas').getContext('2d'), look = getComputedStyle(field);
          pen.font = look.font;
          return field.clientWidth - parseFloat(look.paddingLeft) * 2 - pen.measureText(field.placeholder).width; }"""
        assert field.evaluate(room) >= 0, language
