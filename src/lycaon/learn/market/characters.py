"""The habits of the sites of the test market."""

from dataclasses import dataclass
from typing import Literal

Markup = Literal["json_ld", "microdata", "open_graph", "none"]
Browsing = Literal["pages", "search", "scroll"]
Ending = Literal["404", "410", "soft_404", "home"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """How one site behaves. A share is the part of addresses a day that it happens to, from 0 to 1.

    What happens to an address on a day follows from the seed: whoever asks again on that day meets the same.
    """

    name: str
    language: Literal["en", "fr", "de", "nl"]
    country: str
    currency: str
    markup: Markup
    browsing: Browsing = "pages"
    """how offers are found: list pages, pages of a search, or a JSON feed behind an endless page"""
    ending: Ending = "404"
    """what stands where an offer was"""
    per_page: int = 24
    redirects: bool = False
    """whether lists lead to offers through a redirect"""
    consent: float = 0
    """share that shows a consent wall instead"""
    login: float = 0
    """share of offers, for good, that only members see"""
    reserved: float = 0
    """share of offers, for good, that stand where robots.txt lets nobody go"""
    captcha: float = 0
    lost: float = 0
    """share of offers that are up, and shown as "not found" with status 200 for a day"""
    bursts: float = 0
    """share that answers 503 the first two times a day"""
    too_many: float = 0
    """share that answers 429 with Retry-After the first time a day"""
    slow: float = 0
    """share that takes ``slow_s`` seconds"""
    slow_s: float = 0.3
    crawl_delay_s: float = 0
    """as robots.txt asks; 0: it does not"""


CHARACTERS = (
    Character(
        name="kleinmarkt", language="de", country="DE", currency="EUR", markup="json_ld", ending="410",
        bursts=0.02, lost=0.01,
    ),
    Character(
        name="grenier", language="fr", country="FR", currency="EUR", markup="microdata", browsing="search",
        ending="soft_404", consent=0.03, lost=0.01,
    ),
    Character(
        name="swapyard", language="en", country="GB", currency="GBP", markup="open_graph", browsing="scroll",
        bursts=0.03, too_many=0.002, reserved=0.02,
    ),
    Character(
        name="tweedehandsplein", language="nl", country="NL", currency="EUR", markup="none", login=0.02,
        crawl_delay_s=0.03,
    ),
    Character(
        name="bidbarn", language="en", country="US", currency="USD", markup="json_ld", ending="404", redirects=True,
        captcha=0.03, slow=0.005, reserved=0.02,
    ),
    # Beyond the five of the measurement: what a watch can say least about.
    Character(
        name="heimweg", language="de", country="AT", currency="EUR", markup="none", browsing="search", ending="home",
        consent=0.2, login=0.1, captcha=0.1,
    ),
)  # fmt: skip
"""Ready-made sites. The first five are those of ``python -m bench.watch``."""
