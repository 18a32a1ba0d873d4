"""The page of an offer, read: is it the page at all, what does it offer, does it say that it has ended?"""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lycaon.collect.capture import page_of
from lycaon.collect.health import Seen, health_of
from lycaon.collect.mapping import guess
from lycaon.collect.pages import read_page as read_marked_up
from lycaon.collect.records import Record, to_listing
from lycaon.values.evidence import Ailment, Health
from lycaon.values.listing import Listing, Rejected
from lycaon.watch.asking import Answer
from lycaon.watch.plan import SitePlan
from lycaon.watch.profile import read_fields
from lycaon.watch.visits import Page

_MERE_TEXT = frozenset({"title", "text", "language", "url"})
"""What the main text of a page gives; a page with data for machines gives more."""


def read_offer(site: SitePlan, ad: str, answer: Answer, now: datetime) -> Page:
    """Read an answer as the page of an ad; pure.

    Args:
        site: with its profile.
        ad: id of the ad.
        answer: of the site.
        now: when it came.
    """
    health, words = looked_at(answer)
    if health.ailment is Ailment.GONE:
        return Page(health, says_gone=health.signs[0] if health.signs else f"HTTP status {answer.status}")
    if health.ailment in {Ailment.NONE, Ailment.SOFT_404} and (ended := site.profile.ended(words)):
        return Page(health, says_gone=ended)
    if not health.is_healthy:
        return Page(health)
    listing = listing_of(site, ad, answer, now)
    if listing is None:
        return Page(Health(ailment=Ailment.EMPTY, signs=("no offer could be read out of the page",)))
    return Page(health, listing)


def looked_at(answer: Answer) -> tuple[Health, str]:
    """Return the health of an answer, and the words that a reader would see."""
    kind = answer.header("Content-Type").lower()
    is_page = "html" in kind or not kind
    page = page_of(answer.text) if is_page else None
    seen = Seen(
        asked_url=answer.asked_url, url=answer.url, status=answer.status, headers=answer.headers,
        title=page.title if page else "", text=page.text if page else "", html=page.html if page else "",
        pictures=len(page.pictures) if page else 0, password_fields=page.password_fields if page else 0,
        is_page=is_page, cut=answer.cut,
    )  # fmt: skip
    return health_of(seen), f"{seen.title}\n{seen.text}"


def listing_of(site: SitePlan, ad: str, answer: Answer, now: datetime) -> Listing | None:
    """Return what a page offers: as marked up for machines, else by the profile, else its main text."""
    marked_up = read_marked_up(answer.body, answer.url, charset=answer.charset) or {}
    own = read_fields(site.profile, answer.text)
    found: dict[str, object] = {**marked_up, **own} if set(marked_up) <= _MERE_TEXT else {**own, **marked_up}
    if not found:
        return None
    values = {**found, "id": ad, "site": site.id, "url": answer.url, "seen": now, "country": site.country}
    values.setdefault("language", site.languages[0] if len(site.languages) == 1 else "")
    listing = to_listing(Record(answer.url, values), guess(values))
    if isinstance(listing, Rejected):
        return None
    return replace(listing, images=tuple(urljoin(answer.url, name) for name in listing.images))


def name_of(site: SitePlan, url: str) -> str:
    """Return the id of the ad at an address: by its number, else by the address without its query."""
    number = site.profile.number_of(url)
    parts = urlsplit(url)
    return f"{site.id}:{number or f'{parts.netloc}{parts.path}'}"
