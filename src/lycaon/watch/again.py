"""Which new ads are earlier ones again: posted anew under another number, or moved to another site."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from lycaon.link import GroundKind, Likeness, Lookup
from lycaon.watch.events import Event, EventKind
from lycaon.watch.visits import Known, Standing

WINDOW: Final = timedelta(days=90)
"""Between the last sign of the one and the first of the other."""
_ALONE: Final = 0.8
"""Likeness from which words alone are enough; below, the handle, a picture, or price and place must agree as well."""
_CLOSE: Final = 0.15  # of several earlier ads about as like, the latest is the one that came again


def posted_again(ads: Sequence[Known], since: datetime) -> Iterator[tuple[Known, Event]]:
    """Yield the ads that are earlier ones again, each with its event; those already linked are passed over.

    An ad is one again only if nobody saw the two up at the same time: copies on two sites at once are no move.

    Args:
        ads: all that are known.
        since: only pairs of which one was first read, or seen gone, after this are looked at.
    """
    known = {ad.id: ad for ad in ads}
    for name, near in sorted(_near(ads, since).items()):
        ad = known[name]
        earlier = [(known[one], likeness) for one, likeness in near if _is_same(likeness)]
        earlier = [(one, likeness) for one, likeness in earlier if _came_before(one, ad)]
        if not earlier:
            continue
        best = max(likeness.score for _, likeness in earlier)
        one, likeness = max(
            ((one, likeness) for one, likeness in earlier if likeness.score >= best - _CLOSE),
            key=lambda pair: (pair[0].last_known_up, pair[1].score, pair[0].id),
        )
        yield ad, _event(ad, one, likeness)


def _near(ads: Sequence[Known], since: datetime) -> dict[str, list[tuple[str, Likeness]]]:
    """Return for each ad that is not linked yet the gone ones that are like it, of the pairs that are fresh."""
    gone = {ad.id: ad.listing for ad in ads if ad.standing is Standing.GONE and ad.listing}
    open_ = {ad.id: ad.listing for ad in ads if ad.listing and not ad.again}
    new = {ad.id for ad in ads if ad.first_read and ad.first_read > since} & set(open_)
    ended = {ad.id for ad in ads if ad.gone and ad.gone > since} & set(gone)
    found: dict[str, list[tuple[str, Likeness]]] = {}
    if new and gone:
        earlier = Lookup(gone.values())
        for name in new:
            found[name] = [(member.listing_id, member.likeness) for member in earlier.like(open_[name])]
    if ended:
        later = Lookup(listing for name, listing in open_.items() if name not in new)
        for name in ended:
            for member in later.like(gone[name]):
                found.setdefault(member.listing_id, []).append((name, member.likeness))
    return found


def _came_before(one: Known, ad: Known) -> bool:
    return one.first_listed < ad.first_listed and timedelta(0) < ad.first_listed - one.last_known_up <= WINDOW


def _is_same(likeness: Likeness) -> bool:
    vouched = (
        likeness.has(GroundKind.SELLER)
        or likeness.has(GroundKind.PICTURE)
        or (likeness.has(GroundKind.PRICE) and likeness.has(GroundKind.PLACE))
    )
    return likeness.score >= _ALONE or vouched


def _event(ad: Known, one: Known, likeness: Likeness) -> Event:
    return Event(
        kind=EventKind.REPOSTED if one.site == ad.site else EventKind.MOVED,
        ad=ad.id,
        site=ad.site,
        url=ad.url,
        at=ad.first_listed,
        after=one.last_known_up,
        of=one.id,
        likeness=likeness.score,
        grounds=tuple(f"{ground.kind}: {ground.shown}" for ground in likeness.grounds),
    )
