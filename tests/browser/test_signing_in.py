"""Signing in, a second factor, a new password, an invitation: each page and what it says when something is wrong."""

import hashlib
import hmac
import re
import struct
from base64 import b32decode

from eventhub import clock
from eventhub.demo.content import LOGIN
from tests.browser.conftest import Opener, sign_in
from tests.browser.looking import Looking

COLLEAGUE, FORGETFUL, NEW = "sosrake@example.org", "seks-maal@example.org", "rotonde.browser@example.org"
KEYHOLDER = "sterk-sociaal-werk@example.org"
NEW_PASSWORD = "zeven-blauwe-stoelen-buiten"


def code_of(key: str, steps: int = 0) -> str:
    """What an authenticator app shows now, or some steps of half a minute later (RFC 6238)."""
    key = re.sub("[^A-Z2-7]", "", key.upper())
    secret = b32decode(key + "=" * (-len(key) % 8))
    digest = hmac.new(secret, struct.pack(">Q", int(clock.now().timestamp()) // 30 + steps), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def link_in_mail(seen: Looking, address: str, looks_like: str) -> str:
    """The link in the newest mail to somebody, as the demo's mailbox shows it."""
    seen.goto("/demo/mail")
    seen.goto(seen.page.locator("li", has_text=address).first.locator("a").first.get_attribute("href") or "")
    return str(seen.page.locator(f".mail-text a[href*='{looks_like}']").first.get_attribute("href"))


def test_sign_in_and_what_it_refuses(look: Opener) -> None:
    seen = look().goto("/manage/account/sign-in").sweep()
    seen.fill(email=LOGIN, password="not the password").click("Sign in").sweep()
    assert seen.page.locator(".summary").count() == 1
    seen.goto("/manage/account/reset").sweep().click("Send me a link").sweep()


def test_forgotten_password_is_replaced(look: Opener) -> None:
    seen = look().goto("/manage/account/reset")
    seen.fill(email=FORGETFUL).click("Send me a link").sweep()
    seen.goto(link_in_mail(look(), FORGETFUL, "/manage/account/reset/")).sweep()
    seen.fill(password=NEW_PASSWORD, password_confirm="something else").click("Keep this password").sweep()
    seen.fill(password=NEW_PASSWORD, password_confirm=NEW_PASSWORD).click("Keep this password").sweep()


def turn_codes_on(seen: Looking) -> str:
    seen.goto("/manage/account/codes").click("Set it up").sweep()
    key = seen.page.locator("main code").first.inner_text()
    seen.fill(code="000000").click("Turn it on").sweep()
    seen.fill(code=code_of(seen.page.locator("main code").first.inner_text())).click("Turn it on").sweep()
    assert seen.page.locator(".codes code").count() == 8
    seen.click("I have kept them").sweep()
    assert "8 left" in seen.text
    return key


def test_second_factor_is_set_up_asked_for_and_recovered_from(look: Opener) -> None:
    seen = look()
    sign_in(seen.page, COLLEAGUE)
    key = turn_codes_on(seen)
    seen.goto("/manage/account").sweep().press("Sign out")
    sign_in(seen.page, COLLEAGUE)
    seen.sweep()
    seen.fill(code="000000").click("Go on").sweep()
    seen.click(re.compile("recovery code"), role="link").sweep()
    seen.fill(code="no such code").click("Go on").sweep()
    sign_in(seen.page, COLLEAGUE)
    seen.fill(code=code_of(key, steps=1)).press("Go on")
    assert seen.page.url.endswith("/manage/")


def test_passkey_is_added_and_signs_in_by_itself(look: Opener) -> None:
    seen = look()
    devices = seen.page.context.new_cdp_session(seen.page)
    devices.send("WebAuthn.enable")
    about = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
             "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": about})
    sign_in(seen.page, KEYHOLDER)
    seen.goto("/manage/account/wan-register").fill(name="  My\ttelephone ")
    with seen.page.expect_navigation(url="**/manage/account"):
        seen.page.get_by_role("button", name="Add a passkey").click()
    assert "My telephone" in seen.sweep().text
    seen.press("Sign out").goto("/manage/account/sign-in")
    with seen.page.expect_navigation(url="**/manage/"):
        seen.page.get_by_role("button", name="Sign in with a passkey").click()


def test_invited_colleague_comes_to_an_empty_dashboard_and_goes(look: Opener) -> None:
    owner = look(organiser=True).goto("/manage/networks/new")
    owner.fill(name="Rotonde in de browser").press("Make the network")
    owner.goto("/manage/networks/rotonde-in-de-browser/team").sweep()
    owner.fill(email=NEW).click("Send the invitation").sweep()
    seen = look().goto(link_in_mail(look(), NEW, "/team-invitation/")).sweep()
    seen.click("Join the team").sweep()
    seen.fill(name="Amina Maes", password=NEW_PASSWORD).press("Join the team")
    seen.goto("/manage/").sweep()
    assert "No events yet" in seen.text
    for path in ("team", "themes", "members", "log"):
        owner.goto(f"/manage/networks/rotonde-in-de-browser/{path}").sweep()
    owner.goto("/manage/networks/rotonde-in-de-browser/team")
    owner.page.locator(".asks", has_text="Amina Maes").locator("summary").click()
    owner.press(re.compile("Remove from the team"))
    assert "/sign-in" in seen.goto("/manage/").page.url
    sign_in(seen.page, NEW, NEW_PASSWORD)
    assert "You do not organise events" in seen.sweep().text
