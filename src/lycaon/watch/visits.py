"""What one look at an ad means, given what was known of it. Pure: no clock, no network, no store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from lycaon.values.evidence import Health
from lycaon.values.listing import Listing, TextField
from lycaon.watch.events import Change, Event, EventKind

_COMPARED: Final[tuple[TextField, ...]] = ("title", "text", "price", "seller", "place")


class Standing(StrEnum):
    """How an ad stands, as far as we know."""

    LISTED = "listed"
    """a list names it; its page has not been read yet"""
    UP = "up"
    GONE = "gone"
    REFUSED = "refused"
    """robots.txt keeps us from it, or it stands on a host outside the plan: its page is not asked for"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one ad. Times are UTC."""

    id: str
    site: str
    url: str
    standing: Standing = Standing.LISTED
    first_listed: datetime
    last_listed: datetime
    not_listed: datetime | None
    """when all lists of the site were last read without it, before it appeared"""
    first_read: datetime | None = None
    last_up: datetime | None = None
    """when its page was last read, healthy"""
    gone: datetime | None = None
    """when it was last seen gone; None while it is not"""
    checked: int = -1
    """number of the last round in which its page was asked for"""
    listing: Listing | None = None
    again: str = ""
    """the earlier ad of which it is a re-post or a move"""

    @property
    def last_known_up(self) -> datetime:
        """When its page was read or a list named it, whichever was later."""
        return max(self.last_listed, self.last_up or self.last_listed)


@dataclass(frozen=True, slots=True)
class Page:
    """What came of asking for an ad."""

    health: Health
    listing: Listing | None = None
    says_gone: str = ""
    """words of the page, or its status, that say that the ad has ended"""


def is_due(ad: Known, today: date, revisit_days: Sequence[int], *, is_absent: bool) -> bool:
    """Tell whether an ad is to be looked at today.

    Args:
        ad: what is known.
        today: UTC.
        revisit_days: days after the first look; each is made up for when it was missed.
        is_absent: all lists of its site were read today and none names it: a reason to look at once.

    >>> read = datetime.fromisoformat("2026-03-02T06:00Z")
    >>> ad = Known(id="m:1", site="m", url="", standing=Standing.UP, first_listed=read, last_listed=read,
    ...            not_listed=None, first_read=read, last_up=read)
    >>> [day for day in range(10) if is_due(ad, read.date() + timedelta(day), (1, 3, 7), is_absent=False)]
    [1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    match ad.standing:
        case Standing.LISTED | Standing.REFUSED:
            return True  # of what robots.txt refuses only its rules are asked anew
        case Standing.UP if ad.first_read and ad.last_up:
            first, last = ad.first_read.date(), ad.last_up.date()
            return is_absent or any(last < first + timedelta(days) <= today for days in revisit_days)
        case Standing.GONE:
            return ad.gone is not None and ad.last_listed > ad.gone
        case Standing.UP:
            return is_absent


def judge(ad: Known, page: Page, now: datetime) -> tuple[Known, list[Event]]:
    """Return what is known after a look, and what happened.

    A page that is not the ad (a wall, a block, an error, an empty shell, a mere "not found") changes nothing: the ad is
    looked at again in the next round.
    """
    if page.says_gone:
        return _ended(ad, page, now)
    if page.health.is_healthy and page.listing is not None:
        return _up(ad, page.listing, now)
    return ad, []


def _ended(ad: Known, page: Page, now: datetime) -> tuple[Known, list[Event]]:
    ended = replace(ad, standing=Standing.GONE, gone=now)
    if ad.standing is not Standing.UP:
        return ended, []  # gone before anybody read it, or still gone
    event = _event(EventKind.GONE, ad, now, after=ad.last_known_up if ad.last_known_up < now else ad.last_up)
    return ended, [replace(event, sign=page.says_gone)]


def _up(ad: Known, listing: Listing, now: datetime) -> tuple[Known, list[Event]]:
    read = replace(ad, standing=Standing.UP, first_read=ad.first_read or now, last_up=now, gone=None, listing=listing)
    if ad.listing is None:
        return read, [_event(EventKind.NEW, ad, now, after=ad.not_listed)]
    events: list[Event] = []
    if ad.standing is Standing.GONE:
        events.append(_event(EventKind.RETURNED, ad, now, after=ad.gone))
    if changes := tuple(_changes(ad.listing, listing)):
        events.append(replace(_event(EventKind.EDITED, ad, now, after=ad.last_up), changes=changes))
    return replace(read, listing=_filled(ad.listing, listing)), events


def _filled(was: Listing, now: Listing) -> Listing:
    """Return a listing with what it lacks as it was: a field that is missing is more often a page half built."""
    lacking = {name: was.words(name) for name in _COMPARED if not now.words(name)}
    return replace(now, images=now.images or was.images, **lacking) if lacking or not now.images else now


def _event(kind: EventKind, ad: Known, now: datetime, *, after: datetime | None) -> Event:
    return Event(kind=kind, ad=ad.id, site=ad.site, url=ad.url, at=now, after=after)


def _changes(was: Listing, now: Listing) -> Iterator[Change]:
    for name in _COMPARED:
        before, after = (" ".join(listing.words(name).split()) for listing in (was, now))
        if after and before != after:
            yield Change(name, before, after)
    if now.images and set(was.images) != set(now.images):
        yield Change("images", " ".join(sorted(was.images)), " ".join(sorted(now.images)))
