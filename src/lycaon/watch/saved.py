"""Holding a profile to its saved pages: a site that was built anew shows here before it shows as silence."""

from collections.abc import Iterator
from datetime import UTC, datetime

from lycaon.watch.asking import Answer
from lycaon.watch.offers import name_of, read_offer
from lycaon.watch.plan import SitePlan
from lycaon.watch.profile import Saved, read_list, saved_page


def differences(site: SitePlan) -> Iterator[str]:
    """Yield one line for each thing that a saved page does not give as the profile says.

    Raises:
        OSError: a saved page cannot be read.
    """
    for saved in site.profile.saved:
        body = saved_page(site.profile, saved)
        headers = (("Content-Type", "application/json" if site.profile.feed and saved.offers else "text/html"),)
        answer = Answer(asked_url=saved.address, url=saved.address, status=200, headers=headers, body=body)
        for what, expected, found in (*_of_offer(site, saved, answer), *_of_list(site, saved, answer)):
            if expected != found:
                yield f"{site.id}: {saved.page}: {what}: the profile says {expected!r}, the page gives {found!r}"


def _of_offer(site: SitePlan, saved: Saved, answer: Answer) -> Iterator[tuple[str, object, object]]:
    if not saved.gives and not saved.gone:
        return
    page = read_offer(site, name_of(site, saved.address), answer, datetime(2000, 1, 1, tzinfo=UTC))
    yield "gone", saved.gone, bool(page.says_gone)
    for name, expected in saved.gives.items():
        yield name, expected, getattr(page.listing, name, "") if page.listing else ""


def _of_list(site: SitePlan, saved: Saved, answer: Answer) -> Iterator[tuple[str, object, object]]:
    if saved.offers is None and saved.next is None:
        return
    found = read_list(site.profile, answer.body, answer.text, answer.url)
    if saved.offers is not None:
        yield "offers", saved.offers, list(found.offers) if found else None
    if saved.next is not None:
        yield "next", saved.next, found.next if found else None
