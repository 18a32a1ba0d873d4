"""What is particular about one site, as data: where its lists keep offers, where a page keeps what, how it says "gone".

schema.org comes first; a profile fills what it leaves out; the main text is the last resort. A profile brings saved
pages with what they must give, and ``lycaon watch plan.yaml --check`` holds it to them.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from lycaon.collect.nesting import is_too_deep
from lycaon.collect.targets import joined

FIELDS = frozenset({"title", "text", "price", "seller", "place", "category", "images"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Feed(_Strict):
    """A list of offers as JSON, behind a page without end. Names with full stops lead inwards: ``data.items``."""

    offers: str
    url: str = "url"
    next: str = ""


class Saved(_Strict):
    """A saved page, and what the profile must read out of it."""

    page: str
    address: str
    gives: dict[str, str] = {}
    offers: list[str] | None = None
    next: str | None = None
    gone: bool = False


class Profile(_Strict):
    """One site's peculiarities; all of it may be left out."""

    ad_id: str = ""
    """pattern on an offer's address; its first group is the number of the ad"""
    offers: str = ""
    """selector of links to offers on a list; without it, every link that ``ad_id`` matches"""
    next: str = 'a[rel="next"], link[rel="next"]'
    feed: Feed | None = None
    fields: dict[str, str] = {}
    """selectors by field: title, text, price, seller, place, category, images"""
    seller_link: str = ""
    """selector of the link to the seller's page, on the page of an offer; schema.org says it where this is empty"""
    says_gone: list[str] = []
    """patterns by which a page says, with a good status, that this ad has ended; a mere "not found" does not belong
    here, for sites say it for many reasons"""
    saved: list[Saved] = []
    folder: str = Field(default="", exclude=True)
    """where the saved pages stand; set when the profile is read from a file"""

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        if unknown := set(self.fields) - FIELDS:
            raise ValueError(f"fields: there is no field {min(unknown)!r}; there are {', '.join(sorted(FIELDS))}")
        for pattern in (self.ad_id, *self.says_gone):
            try:
                groups = re.compile(pattern).groups
            except re.error as error:
                raise ValueError(f"{pattern}: not a pattern ({error})") from error
            if pattern and pattern == self.ad_id and groups < 1:
                raise ValueError(f"ad_id: {pattern}: needs a group in brackets around the number of the ad")
        for selector in filter(None, (self.offers, self.next, self.seller_link, *self.fields.values())):
            _check_selector(selector)
        if not self.ad_id and not self.offers and self.feed is None and self.saved:
            raise ValueError("a profile with saved pages says where offers stand: ad_id, offers or feed")
        return self

    def number_of(self, url: str) -> str:
        """Return the number of the ad at an address, or "" where it is none."""
        found = _compiled(self.ad_id).search(url) if self.ad_id else None
        return found[1] if found else ""

    def ended(self, words: str) -> str:
        """Return the words by which a page says that its ad has ended, or ""."""
        found = (_compiled(pattern).search(words) for pattern in self.says_gone)
        return next((match[0] for match in found if match), "")


@dataclass(frozen=True, slots=True)
class Found:
    """What a list page leads to."""

    offers: tuple[str, ...]
    next: str


def read_list(profile: Profile, body: bytes, text: str, url: str) -> Found | None:
    """Return the offers that a list names, and the page after it; None where it cannot be read as a list."""
    return _from_feed(profile.feed, body, url) if profile.feed else _from_page(profile, text, url)


def _from_feed(feed: Feed, body: bytes, url: str) -> Found | None:
    try:
        data: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    offers = _inward(data, feed.offers)
    if not isinstance(offers, list):
        return None
    named = (_inward(offer, feed.url) for offer in cast("list[object]", offers))
    following = _inward(data, feed.next) if feed.next else None
    return Found(
        tuple(dict.fromkeys(joined(url, name) for name in named if isinstance(name, str) and name)),
        joined(url, following) if isinstance(following, str) and following else "",
    )


def _inward(data: object, names: str) -> object:
    for name in names.split("."):
        if not isinstance(data, dict):
            return None
        data = cast("dict[str, Any]", data).get(name)
    return data


def _from_page(profile: Profile, text: str, url: str) -> Found | None:
    if is_too_deep(text):
        return None
    tree = LexborHTMLParser(text)
    links = (joined(url, _attribute(node, "href")) for node in tree.css(profile.offers or "a[href]"))
    offers = [link.partition("#")[0] for link in links if link.startswith("http")]
    if profile.ad_id:
        offers = [link for link in offers if profile.number_of(link)]
    elif not profile.offers:
        offers = []  # without any hint, no link is an offer
    following = _attribute(tree.css_first(profile.next), "href") if profile.next else ""
    return Found(tuple(dict.fromkeys(offers)), joined(url, following) if following else "")


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node is not None else ""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _check_selector(selector: str) -> None:
    try:
        LexborHTMLParser("<p></p>").css(selector)
    except (SelectolaxError, ValueError) as error:
        raise ValueError(f"{selector}: not a CSS selector") from error


def saved_page(profile: Profile, saved: Saved) -> bytes:
    """Return the bytes of a saved page.

    Raises:
        OSError: it cannot be read.
    """
    return (Path(profile.folder) / saved.page).read_bytes()
