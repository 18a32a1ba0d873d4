"""The whole path: from a scan to a removal that was seen, as its people walk it, each at a browser of their own.

Nothing is made up on the way: the findings come from ``lycaon scan``, pages are captured from a marketplace on this
machine, the notice reaches a mail server, the marketplace takes the offer down. Keys and addresses lead through it, never
words, so that the same walk is walked in every language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import served
from tests.browser.seed_agreements import PLATFORM_MAIL
from tests.browser.town import (
    Mailbox,
    Marketplace,
    a_worker,
    letter_of,
    open_mailbox,
    open_marketplace,
    scanned,
    taken_in,
)
from tests.browser.visitor import PHOTOS, Visitor, Visitors
from tests.workbench.harness import Embedded

SAYS = "as seen on the page of the offer"
LOOKED = ("taxon", "law", "links")
WITHOUT_WAIT = "#{}:not([hx-get])"
"""A part of a page that waits asks again by itself, until what it waits for is there."""


@dataclass(frozen=True)
class Town:
    """Where the path leads through."""

    visitors: Visitors
    market: Marketplace
    mailbox: Mailbox


@pytest.fixture(scope="module")
def town(embedded: Embedded, template: str, chromium: Browser, tmp_path_factory) -> Iterator[Town]:
    """A house with its partners and no offer but those that a scan of the marketplace brings."""
    folder: Path = tmp_path_factory.mktemp("town")
    with open_marketplace() as market, open_mailbox() as mailbox:
        environ = {
            "EMAIL_URL": mailbox.url, "EMAIL_FROM": "desk@host.example", "CAPTURE_ALLOW": market.place,
            "LYCAON_TESTS_EVIDENCE": str(folder / "evidence"),
        }  # fmt: skip
        with served(embedded, "walk", "--people", **environ) as (site, database):
            there = environ | {"DATABASE_URL": database.application_url}
            with a_worker(there):
                taken_in(scanned(market, folder), there | {"DATABASE_OWNER_URL": database.owner_url})
                visitors = Visitors(site, chromium)
                yield Town(visitors, market, mailbox)
                visitors.leave()


class Walk:
    """One walk in one language."""

    def __init__(self, town: Town, language: str) -> None:
        self.town, self.language = town, language
        self.people: dict[str, Visitor] = {}
        self.step = 0
        self.offer = self.case = self.notice = ""

    def at(self, role: str, address: str) -> Page:
        """Have a person open a page."""
        page = self.person(role).open(address)
        assert page.locator("html").get_attribute("lang") == self.language
        return page

    def person(self, role: str) -> Visitor:
        """Return a person at a browser of their own."""
        if role not in self.people:
            self.people[role] = self.town.visitors.fresh(role, language=self.language)
        return self.people[role]

    def seen(self, role: str, name: str) -> None:
        """Keep photographs of what a person sees, where they are asked for."""
        self.step += 1
        if not PHOTOS:
            return
        looks = [(1440, "light"), (390, "dark")] + ([(1440, "dark"), (390, "light")] if self.language == "en" else [])
        for width, theme in looks:
            with self.person(role).seen_by(width=width, theme=theme):
                path = Path(PHOTOS) / f"walk-{self.language}-{self.step:02d}-{name}-{width}-{theme}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                self.person(role).page.screenshot(path=path, full_page=True)

    def done(self) -> None:
        """Nobody's browser had anything to complain about, and nothing was asked of another host."""
        assert {name: one.complaints for name, one in self.people.items() if one.complaints} == {}


@pytest.mark.parametrize("language", ["en", "fr", "de", "nl"])
def test_from_a_scan_to_a_removal_that_was_seen(language: str, town: Town) -> None:
    walk = Walk(town, language)
    _decide(walk)
    _capture(walk)
    _two_sign_and_the_lead_chooses(walk)
    _notice_is_drafted_reviewed_and_sent(walk)
    _platform_removes_and_says_why(walk)
    _removal_is_seen(walk)
    _case_is_closed(walk)
    walk.done()


def _decide(walk: Walk) -> None:
    """The analyst finds what waits, reads it, and opens a case with one key."""
    page = walk.at("analyst", "/")
    walk.seen("analyst", "today")
    page.locator("a[href^='/triage/']").first.click()
    page.wait_for_url(re.compile(r"/triage/F-"))
    walk.offer = page.url.rstrip("/").rpartition("/")[2]
    walk.seen("analyst", "triage")
    page.keyboard.press("o")
    page.wait_for_url("**/cases/open/**")
    assert walk.offer in page.locator("[name=offers]").input_value()
    page.locator("[name=title]").fill({"en": "Raw ivory, one account", "fr": "Ivoire brut, un compte",
                                       "de": "Rohes Elfenbein, ein Konto", "nl": "Ruw ivoor, één account"}[walk.language])  # fmt: skip
    walk.seen("analyst", "open-case")
    _send(page)
    page.wait_for_url(re.compile(r"/cases/C-"))
    walk.case = page.url.rstrip("/").rpartition("/")[2]
    walk.seen("analyst", "case")


def _capture(walk: Walk) -> None:
    """The page is fetched before anybody outside hears of the case; a colleague who reviews is let in."""
    page = walk.at("analyst", f"/cases/{walk.case}/")
    page.keyboard.press("c")
    page.wait_for_selector(".happened")
    page.wait_for_selector(WITHOUT_WAIT.format("offers"))
    page.locator(f"#offers a[href='/offers/{walk.offer}/evidence/']").click()
    page.wait_for_selector("ol.line, table.cards")
    walk.seen("analyst", "evidence")
    _step(walk, "analyst", "capture")
    _step(walk, "analyst", "triage")
    lead = walk.at("lead", f"/cases/{walk.case}/members/")
    lead.locator(f"[name=members][value='{walk.person('lead').site.names['reviewer']}']").check()
    walk.seen("lead", "members")
    _send(lead)
    lead.wait_for_url(f"**/cases/{walk.case}/")
    _step(walk, "analyst", "deconflict")


def _two_sign_and_the_lead_chooses(walk: Walk) -> None:
    """Two persons sign what the case says; the lead takes the route that the rules propose."""
    for role in ("analyst", "reviewer"):
        page = walk.at(role, f"/cases/{walk.case}/")
        page.keyboard.press("s")
        page.wait_for_url("**/sign/")
        for name in LOOKED:
            page.locator(f"[name=agrees][value={name}]").check()
        walk.seen(role, "sign")
        _send(page)
        page.wait_for_url(f"**/cases/{walk.case}/")
    lead = walk.at("lead", f"/cases/{walk.case}/route/")
    assert lead.locator("[name=route]:checked").get_attribute("value") == "platform"
    walk.seen("lead", "route")
    _send(lead)
    lead.wait_for_url(f"**/cases/{walk.case}/")
    _step(walk, "analyst", "enrich")
    _step(walk, "lead", "refer")
    _leave_out(walk, "preserve")


def _notice_is_drafted_reviewed_and_sent(walk: Walk) -> None:
    """Who drafts does not review, who reviews does not send, and what left stands in the mail of the platform."""
    page = walk.at("analyst", f"/cases/{walk.case}/")
    page.keyboard.press("m")
    page.wait_for_url("**/notices/draft/**")
    assert page.locator("[name=recipient]").input_value() == walk.person("analyst").site.names["platform"]
    assert page.locator("[name=offer]").input_value() == walk.offer
    walk.seen("analyst", "draft")
    _send(page)
    page.wait_for_url(re.compile(r"/notices/N-"))
    walk.notice = page.url.rstrip("/").rpartition("/")[2]
    why = page.locator("[name=why_evident]")
    if not why.input_value():
        why.fill(SAYS)
    page.locator("[name=good_faith]").check()
    _send(page)
    page.wait_for_selector(".happened")
    walk.seen("analyst", "notice")
    reviewer = walk.at("reviewer", f"/notices/{walk.notice}/")
    walk.seen("reviewer", "review")
    reviewer.keyboard.press("r")
    reviewer.wait_for_selector(".happened")
    lead = walk.at("lead", f"/notices/{walk.notice}/")
    lead.keyboard.press("s")
    lead.wait_for_url("**/send/")
    assert lead.locator("[name=channel]:checked").get_attribute("value") == "email"
    walk.seen("lead", "send")
    _send(lead)
    lead.wait_for_url(f"**/notices/{walk.notice}/")
    mail = walk.town.mailbox.about(walk.notice)
    assert mail["To"] == PLATFORM_MAIL
    assert walk.town.market.place in letter_of(mail)
    walk.at("lead", f"/notices/{walk.notice}/")
    walk.seen("lead", "sent")


def _platform_removes_and_says_why(walk: Walk) -> None:
    """The platform reads the notice in the portal, decides, gives its reasons, and takes the offer down."""
    page = walk.at("platform_agent", "/")
    walk.seen("platform_agent", "today")
    page.locator(f"a[href='/portal/notices/{walk.notice}/']").first.click()
    page.wait_for_url(f"**/portal/notices/{walk.notice}/")
    address = page.locator("main").inner_text()
    [language] = set(re.findall(rf"http://{re.escape(walk.town.market.place)}/a/(\w+)", address))
    walk.seen("platform_agent", "notice")
    page.keyboard.press("d")
    page.wait_for_url("**/answer/")
    page.locator("[name=decision][value=removed]").check()
    page.locator("[name=ground]").fill("Art. 5")
    page.locator("[name=facts]").fill(SAYS)
    page.locator("[name=redress]").fill("https://swapyard.example/complaints")
    walk.seen("platform_agent", "decide")
    _send(page)
    page.wait_for_url(f"**/portal/notices/{walk.notice}/")
    walk.seen("platform_agent", "decided")
    walk.town.market.removed.add(language)


def _removal_is_seen(walk: Walk) -> None:
    """The analyst has the address asked; a capture says that the offer is gone, and the outcome follows from it."""
    page = walk.at("analyst", f"/notices/{walk.notice}/")
    walk.seen("analyst", "statement")
    page.keyboard.press("l")
    page.wait_for_url("**/look-again/")
    page.keyboard.press("c")
    page.wait_for_selector(".happened")
    page.wait_for_selector(WITHOUT_WAIT.format("visited") + " dl")
    page = walk.at("analyst", f"/notices/{walk.notice}/look-again/")
    assert page.locator("[name=seen]:checked").get_attribute("value") == "confirmed"
    walk.seen("analyst", "gone")
    _send(page)
    page.wait_for_url(f"**/notices/{walk.notice}/")
    walk.seen("analyst", "verified")
    for name in ("notify", "follow_up", "outcome"):
        _step(walk, "analyst", name)


def _case_is_closed(walk: Walk) -> None:
    """The lead closes the case; the clock of retention runs, and the record holds every act of the way."""
    page = walk.at("lead", f"/cases/{walk.case}/")
    page.keyboard.press("s")
    page.wait_for_url("**/close/")
    page.locator("[name=reason]").fill(SAYS)
    walk.seen("lead", "close")
    _send(page)
    page.wait_for_url(f"**/cases/{walk.case}/")
    closed, kept_until = (time.get_attribute("datetime") for time in page.locator(".lede time").all())
    assert closed is not None
    assert kept_until is not None
    assert int(kept_until[:4]) >= int(closed[:4]) + 6
    walk.seen("lead", "closed")
    walk.at("analyst", f"/offers/{walk.offer}/")
    walk.seen("analyst", "offer")
    walk.at("data_protection_officer", "/privacy/record/")
    walk.seen("data_protection_officer", "record")


def _step(walk: Walk, role: str, name: str) -> None:
    """Complete a step of the case, which must be the one that comes next."""
    page = walk.at(role, f"/cases/{walk.case}/")
    page.keyboard.press("s")
    page.wait_for_url(f"**/steps/{name}/")
    page.locator("[name=says]").fill(SAYS)
    if name == "capture":
        walk.seen(role, "step")
    _send(page)
    page.wait_for_url(f"**/cases/{walk.case}/")


def _leave_out(walk: Walk, name: str) -> None:
    page = walk.at("lead", f"/cases/{walk.case}/steps/{name}/leave-out/")
    page.locator("[name=reason]").fill(SAYS)
    _send(page)
    page.wait_for_url(f"**/cases/{walk.case}/")


def _send(page: Page) -> None:
    """Press the one filled button of the page."""
    page.locator("main form button.btn--first").click()
