"""The page of the account that offers: found on the page of the offer, and asked for like any other.

A profile says since when, from where and what else; and it is gone as fast as the offer. Only what the site shows
everybody: the account as published, never who is behind it.
"""

from dataclasses import dataclass
from urllib.parse import urldefrag

from selectolax.lexbor import LexborHTMLParser

from lycaon.collect.fetching import Exchange
from lycaon.collect.nesting import is_too_deep
from lycaon.collect.pages import seller_link
from lycaon.collect.recording import Recorder, SellerWanted
from lycaon.collect.targets import joined
from lycaon.errors import CollectError, TargetRefusedError, UnreachableError
from lycaon.values.evidence import Health, SellerPage

FOLDER = "seller"
"""Below which the files of a seller's page stand in a capture."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a page names its seller."""

    url: str
    how: str
    """``given``, ``selector`` or ``markup``"""


@dataclass(frozen=True, slots=True)
class Answered:
    """The seller's page as it was answered; its health is not judged yet."""

    found: Found
    answer: Exchange
    robots: str

    def value(self, health: Health) -> SellerPage:
        """Return what stands in the manifest."""
        return SellerPage(
            asked_url=self.found.url,
            url=self.answer.target.url,
            found=self.found.how,
            robots=self.robots,
            health=health,
        )


def find_seller(html: str, base: str, wanted: SellerWanted) -> Found | None:
    """Return the address of a page's seller, or None where the page names none but itself.

    Args:
        html: the page.
        base: its address.
        wanted: how to look.

    >>> find_seller('<a class="s" href="/u/7">Ann</a>', "https://m.example/a/1", SellerWanted(selector="a.s"))
    Found(url='https://m.example/u/7', how='selector')
    """
    if wanted.address:
        return Found(wanted.address, "given")
    link, how = _selected(html, wanted.selector), "selector"
    if not link:
        link, how = seller_link(html.encode("utf-8", "replace"), "utf-8"), "markup"
    url = urldefrag(joined(base, link.strip()))[0] if link else ""
    is_other = url.startswith(("http://", "https://")) and url != urldefrag(base)[0]
    return Found(url, how) if is_other else None


def _selected(html: str, selector: str) -> str:
    if not selector or is_too_deep(html):
        return ""
    node = LexborHTMLParser(html).css_first(selector)
    return (node.attributes.get("href") or "") if node is not None else ""


def ask_seller(recorder: Recorder, html: str, base: str, wanted: SellerWanted) -> Answered | str:
    """Return the answer of the seller's page, or in words why there is none.

    The page of an offer is worth keeping without it: nothing is raised.
    """
    found = find_seller(html, base, wanted)
    if found is None:
        return "the page names no page of its seller"
    try:
        answer = recorder.get(found.url, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    except (TargetRefusedError, UnreachableError) as error:
        return _short(error)
    return Answered(found, answer, recorder.robots(answer.target.url))


def _short(error: CollectError) -> str:
    return f"{error.code}: {error}"[:400]
