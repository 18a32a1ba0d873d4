"""Ways through the site: with keys alone, without a script, in the language and light of the reader."""

import pytest
from playwright.sync_api import Browser

from tests.browser.pseudo import LANGUAGE
from tests.browser.seed import PASSWORD
from tests.browser.visitor import Site, Visitors


def test_signing_in_with_keys_alone_and_out_again(visitors: Visitors) -> None:
    reader = visitors.fresh()
    page = reader.open("/offers/")
    assert "/account/log-in/" in page.url
    page.locator("input[name=login]").focus()
    page.keyboard.type(reader.site.names["mail"])
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "password":
        page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/offers/")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url("**/")
    assert reader.open("/offers/").url.startswith(reader.site.url + "/account/log-in/")
    assert not reader.complaints


@pytest.fixture
def letters(visitors: Visitors):
    return visitors.fresh("analyst")


def test_letters_move_and_press(letters) -> None:
    page = letters.open("/offers/")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.href")
    assert first != second
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.href") == first
    page.keyboard.press("Enter")
    page.wait_for_url(first)
    page.keyboard.press("s")
    page.wait_for_url("**/seller/")
    page.keyboard.press("?")
    page.wait_for_url("**/keys/")


def test_letters_are_letters_in_a_field(letters) -> None:
    page = letters.open("/offers/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "words"
    page.keyboard.type("jks?")
    assert page.locator("[name=words]").input_value() == "jks?"
    assert page.url.endswith("/offers/")


def test_a_number_leads_to_its_note(letters) -> None:
    page = letters.open("/offers/{offer}/")
    page.keyboard.press("2")
    assert page.evaluate("document.activeElement.id") == "note-2"


def test_letters_can_be_switched_off(letters) -> None:
    page = letters.open("/keys/")
    page.get_by_role("button", name="Switch letters off").click()
    page.wait_for_selector("text=Switch letters on")
    page = letters.open("/offers/{offer}/")
    page.keyboard.press("s")
    page.wait_for_timeout(200)
    assert "/seller/" not in page.url


@pytest.mark.parametrize("script", [True, False])
def test_a_photo_is_covered_until_asked_for(script: bool, visitors: Visitors) -> None:
    reader = visitors.fresh("analyst", script=script)
    page = reader.open("/offers/{offer}/")
    assert page.locator(".frame.covered").count() == 2
    page.locator("#photo-2 a.cover").click()
    page.wait_for_selector("#photo-2 .frame:not(.covered)")
    assert page.locator(".frame.covered").count() == 1
    assert page.locator("#photo-2 img").get_attribute("src").endswith("?as=kept")
    page.locator("#photo-2 a.cover").click()
    page.wait_for_selector("#photo-2 .frame.covered")
    assert not reader.complaints


@pytest.mark.parametrize("script", [True, False])
def test_language_and_light_are_kept(script: bool, visitors: Visitors) -> None:
    reader = visitors.fresh("analyst", script=script, language="en")
    page = reader.open("/offers/{offer}/evidence/")
    page.get_by_role("button", name="Nederlands").click()
    page.wait_for_selector("html[lang=nl]")
    assert page.url.endswith("/evidence/")
    page.get_by_role("button", name="donker").click()
    page.wait_for_selector("html[data-theme=dark]")
    page = reader.open("/offers/")
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 20, 22)"


def test_a_page_on_paper_has_no_buttons_and_no_navigation(visitors: Visitors) -> None:
    reader = visitors.fresh("analyst", theme="dark")
    page = reader.open("/offers/{offer}/evidence/")
    page.emulate_media(media="print")
    seen = "e => [...document.querySelectorAll(e)].filter(e => e.getClientRects().length).length"
    assert page.evaluate(seen, ".mast nav, .tabs, .acts, .switches, kbd, .skip") == 0
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(21, 23, 26)"
    reader.photograph("offer-evidence-print")


def test_the_harness_finds_what_it_looks_for(visitors: Visitors) -> None:
    """A check that cannot fail is no check: each is shown a page that breaks it."""
    from tests.browser import checks

    reader = visitors.fresh("analyst", width=360, language=LANGUAGE)
    page = reader.open("/offers/")
    page.evaluate(
        """() => {
          const main = document.querySelector("main");
          main.insertAdjacentHTML("beforeend", '<p>never marked</p><input name="n"><div class="wide-one">x</div>'
            + '<a href="/x" tabindex="-1">⟦x⟧</a>');
          const wide = document.querySelector(".wide-one");
          wide.style.inlineSize = "900px";
          new Image().src = "https://elsewhere.example/pixel.png";
          console.error("broken");
        }"""
    )
    page.wait_for_timeout(100)
    assert "not translated: never marked" in checks.untranslated(page)
    assert any("px beyond the screen" in one for one in checks.overflow(page))
    assert any(one.startswith("label:") for one in checks.axe(page))
    assert any("not reached by keyboard" in one for one in checks.keyboard(page))
    assert any("elsewhere.example" in one for one in reader.complaints)
    assert any("broken" in one for one in reader.complaints)


def test_the_first_run_ends_at_the_door(empty_site: Site, chromium: Browser) -> None:
    """Whoever has the secret says who runs the installation; afterwards the page is gone."""
    from tests.browser import checks

    visitors = Visitors(empty_site, chromium)
    longer = visitors.of(width=360, theme="dark", language=LANGUAGE)
    page = longer.open("/first-run/?secret={secret}")
    longer.photograph("first-run")
    found = [*checks.untranslated(page), *checks.overflow(page), *checks.axe(page), *checks.keyboard(page)]
    assert not found

    reader = visitors.of()
    page = reader.open("/first-run/?secret={secret}")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector("#errors")
    for name, value in (
        ("organisation", "Wildlife desk"), ("country", "be"), ("controller_name", "Wildlife desk asbl"),
        ("controller_address", "Rue 1, Liège"), ("controller_email", "data@desk.example"), ("name", "A. Lead"),
        ("email", "lead@desk.example"), ("password", PASSWORD),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=languages][value=fr]").check()
    page.locator("[name=leads]").check()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/account/log-in/")
    page.locator("[name=login]").fill("lead@desk.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".mast nav")
    reader.open("/first-run/?secret={secret}", status=404)
    visitors.leave()
