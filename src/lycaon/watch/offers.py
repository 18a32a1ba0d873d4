"""The page of an offer, read: is it the page at all, what does it offer, does it say that it has ended?"""

from datetime import datetime
from urllib.parse import urlsplit

from lycaon.collect.capture import page_of
from lycaon.collect.extracting import listing_of, offered
from lycaon.collect.health import Seen, health_of
from lycaon.values.evidence import Ailment, Health, Hints
from lycaon.values.listing import Listing
from lycaon.watch.asking import Answer
from lycaon.watch.plan import SitePlan
from lycaon.watch.visits import Page


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
    listing = read_listing(site, ad, answer, now)
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


def read_listing(site: SitePlan, ad: str, answer: Answer, now: datetime) -> Listing | None:
    """Return what a page offers: as marked up for machines, else by the profile, else its main text."""
    found = offered(answer.body, answer.url, answer.charset, answer.text, site.profile.fields)
    return listing_of(found, answer.url, now, hints_of(site, ad)) if found else None


def hints_of(site: SitePlan, ad: str) -> Hints:
    """Return what the plan knows of a page before it is read."""
    language = site.languages[0] if len(site.languages) == 1 else ""
    selectors = tuple(site.profile.fields.items())
    return Hints(id=ad, site=site.id, country=site.country, language=language, selectors=selectors)


def name_of(site: SitePlan, url: str) -> str:
    """Return the id of the ad at an address: by its number, else by the address without its query."""
    number = site.profile.number_of(url)
    parts = urlsplit(url)
    return f"{site.id}:{number or f'{parts.netloc}{parts.path}'}"
