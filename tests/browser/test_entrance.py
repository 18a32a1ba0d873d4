"""The entrance in a real browser: a security key that enrols, lets in and cannot be copied; a session that is not planted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.browser.conftest import served
from tests.browser.seed import PASSWORD
from tests.browser.visitor import Site
from tests.workbench.harness import Embedded

ENTER = "**/account/second-factor/enter/**"


@dataclass
class Key:
    """A security key that a browser believes to be plugged in."""

    session: CDPSession
    id: str

    @classmethod
    def plugged_into(cls, page: Page) -> "Key":
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True,
                   "automaticPresenceSimulation": True}  # fmt: skip
        return cls(session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])

    @property
    def credentials(self) -> list[dict[str, Any]]:
        return self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def take(self, credential: dict[str, Any]) -> None:
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})


@dataclass
class Door:
    """The site by a name that security keys accept: an address of numbers is none."""

    site: Site
    browser: Browser

    @property
    def url(self) -> str:
        return self.site.url.replace("127.0.0.1", "localhost")

    def open(self) -> Page:
        page = self.browser.new_context(locale="en-GB").new_page()
        page.set_default_timeout(120_000)
        return page

    def password(self, page: Page) -> None:
        page.goto(f"{self.url}/account/log-in/")
        page.locator("input[name=login]").fill(self.site.names["mail"])
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")

    def is_open_to(self, page: Page) -> bool:
        return page.goto(f"{self.url}/offers/") is not None and "/account/" not in page.url


@pytest.fixture(scope="module")
def entrance(embedded: Embedded, template: str) -> Iterator[Site]:
    with served(embedded, "entrance", "--people") as (there, _):
        yield there


@pytest.fixture
def door(entrance: Site, chromium: Browser) -> Iterator[Door]:
    there = Door(entrance, chromium)
    before = list(chromium.contexts)
    yield there
    for context in chromium.contexts:
        if context not in before:
            context.close()


def enrolled(door: Door) -> tuple[Page, Key]:
    """Somebody who signed in with a password and added a key."""
    page = door.open()
    key = Key.plugged_into(page)
    door.password(page)
    page.wait_for_url(f"{door.url}/")
    page.goto(f"{door.url}/account/second-factor/keys/add/")
    if "/confirm/" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url("**/keys/add/**")
    page.locator("input[name=name]").fill("Blue key")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/keys/add/" not in url)
    assert len(key.credentials) == 1
    return page, key


def leave(door: Door, page: Page) -> None:
    page.goto(f"{door.url}/offers/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert not door.is_open_to(page)


def enter(door: Door, page: Page) -> str:
    """Sign in with password and key; return what the browser sent as the key's answer."""
    door.password(page)
    page.wait_for_url(ENTER)
    assert not door.is_open_to(page), "a password alone is half of it"
    page.goto(f"{door.url}/account/second-factor/enter/")
    with page.expect_navigation(), page.expect_request(lambda request: request.method == "POST") as sent:
        page.locator("#mfa_webauthn_authenticate").click()
    told = sent.value.post_data_json
    assert isinstance(told, dict)
    return str(told["credential"])


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(door: Door) -> None:
    page = door.open()
    planted = planted_session(door, page)
    door.password(page)
    page.wait_for_url(f"{door.url}/")
    [now] = [one for one in page.context.cookies() if one.get("name") == door.site.cookie]
    assert now.get("value") != planted
    assert now.get("httpOnly") is True
    assert page.evaluate("document.cookie.includes('sessionid')") is False
    attacker = door.open()
    plant(door, attacker.context, planted)
    assert not door.is_open_to(attacker)
    stolen = str(now.get("value"))
    leave(door, page)
    plant(door, attacker.context, stolen)
    assert not door.is_open_to(attacker), "a session that was signed out of opens nothing"


def test_a_key_enrols_lets_in_and_cannot_be_copied(door: Door) -> None:
    page, key = enrolled(door)
    copy = key.credentials[0]
    leave(door, page)
    first = enter(door, page)
    assert door.is_open_to(page)
    assert json.loads(first)["type"] == "public-key"
    leave(door, page)
    enter(door, page)
    assert door.is_open_to(page), "again with the same key"

    # What went over the line once, sent again: the question it answers is another now.
    replayer = door.open()
    door.password(replayer)
    replayer.wait_for_url(ENTER)
    with replayer.expect_navigation():
        replayer.evaluate(
            "told => { const form = document.getElementById('webauthn_form');"
            " form.querySelector('[name=credential]').value = told; form.submit(); }",
            first,
        )
    assert not door.is_open_to(replayer)

    # The key itself, copied as it was at the beginning: it counts from there, and we have seen those numbers.
    thief = door.open()
    Key.plugged_into(thief).take({**copy, "rpId": "localhost"})
    enter(door, thief)
    assert not door.is_open_to(thief)
    # One that nobody enrolled has no answer at all.
    assert door.is_open_to(page)


def planted_session(door: Door, victim: Page) -> str:
    """A session that really exists on the site, put into the browser of somebody who is about to sign in."""
    attacker = door.open()
    attacker.goto(f"{door.url}/account/password/reset/")
    attacker.locator("input[name=email]").fill("nobody@example.org")
    attacker.locator("input[name=email]").press("Enter")
    attacker.wait_for_load_state()
    value = next(
        (str(one.get("value")) for one in attacker.context.cookies() if one.get("name") == door.site.cookie), ""
    )
    value = value or "x" * 32
    plant(door, victim.context, value)
    return value


def plant(door: Door, context: BrowserContext, value: str) -> None:
    context.add_cookies([{"name": door.site.cookie, "value": value, "url": door.url}])
