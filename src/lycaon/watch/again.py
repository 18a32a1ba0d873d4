"""Which new ads are earlier ones again: posted anew under another number, or moved to another site."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from lycaon.link import GroundKind, Likeness, Lookup
from lycaon.watch.events import Event, EventKind
from lycaon.watch.visits import Known, Standing

WINDOW: Final = timedelta(days=90)
"""Between the last sign of the one and the first of the other."""
_ALONE: Final = 0.8
"""Likeness from which words alone are enough; below, the handle, a picture, or price and place must agree as well."""
_CLOSE: Final = 0.15  # of several earlier ads about as like, the latest is the one that came again


def posted_again(ads: Sequence[Known]) -> Iterator[tuple[Known, Event]]:
    """Yield the ads that are earlier ones again, each with its event; those already linked are passed over.

    An ad is one again only if nobody saw the two up at the same time: copies on two sites at once are no move.
    """
    gone = {ad.id: ad for ad in ads if ad.standing is Standing.GONE and ad.listing is not None}
    lookup = Lookup(ad.listing for ad in gone.values() if ad.listing is not None)
    for ad in ads:
        if ad.listing is None or ad.again or ad.first_read is None:
            continue
        near = [(gone[member.listing_id], member.likeness) for member in lookup.like(ad.listing)]
        earlier = [(one, likeness) for one, likeness in near if _came_before(one, ad) and _is_same(likeness)]
        if not earlier:
            continue
        best = max(likeness.score for _, likeness in earlier)
        one, likeness = max(
            ((one, likeness) for one, likeness in earlier if likeness.score >= best - _CLOSE),
            key=lambda pair: (pair[0].last_known_up, pair[1].score, pair[0].id),
        )
        yield ad, _event(ad, one, likeness)


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
