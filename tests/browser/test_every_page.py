"""Every page a visitor can reach: no barrier, no error; on a desk, on a phone, enlarged, in the dark."""

import pytest

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
