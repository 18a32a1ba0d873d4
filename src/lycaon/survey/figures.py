"""Published rows and the questions that tables ask of them."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from lycaon.survey.estimates.coverage import Seen, from_histories
from lycaon.survey.estimates.interval import Estimate, Refused, clustered_share
from lycaon.survey.estimates.removal import End, Removal, removal
from lycaon.survey.estimates.values import Priced, Value, value
from lycaon.survey.publish import FEWEST, Published, PublishedAd, PublishedEnd, PublishedItem
from lycaon.survey.tables import Cell, estimated

T = TypeVar("T")

HOURS_7 = 7 * 24.0
HOURS_30 = 30 * 24.0


class Rows:
    """Published rows with the look-ups that tables need."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self.ads = published.ads
        self.items = published.items
        self.of_ad: dict[str, list[PublishedItem]] = defaultdict(list)
        for item in published.items:
            self.of_ad[item.ad].append(item)
        self.ad = {ad.ad: ad for ad in published.ads}

    def specimens(self, ads: Iterable[PublishedAd]) -> int:
        """Return the specimens of these advertisements, best guess."""
        return sum(item.best for ad in ads for item in self.of_ad[ad.ad])

    def between(self, ads: Iterable[PublishedAd]) -> tuple[int, int]:
        """Return specimens at least and at most."""
        lines = [item for ad in ads for item in self.of_ad[ad.ad]]
        return sum(item.least for item in lines), sum(item.most for item in lines)

    def share(self, part: Sequence[PublishedAd]) -> Cell:
        """Return the share of all advertisements, its interval by sellers."""
        return estimated(share_by_seller(part, self.ads), ids(part))


def ids(rows: Iterable[PublishedAd | PublishedItem | PublishedEnd]) -> tuple[str, ...]:
    """Return the advertisements behind a figure, each once."""
    return tuple(dict.fromkeys(row.ad for row in rows))


def share_by_seller(part: Sequence[PublishedAd], whole: Sequence[PublishedAd]) -> Estimate | Refused:
    """Return a share of advertisements where one seller's advertisements count as a cluster."""
    inside = {ad.ad for ad in part}
    sizes: Counter[str] = Counter(ad.seller or ad.ad for ad in whole)
    parts: Counter[str] = Counter(ad.seller or ad.ad for ad in whole if ad.ad in inside)
    return clustered_share([parts[seller] for seller in sizes], list(sizes.values()))


def euro(ads: Iterable[PublishedAd]) -> float:
    """Return what is asked in all, known prices only."""
    return math.fsum(ad.price_eur for ad in ads if ad.price_eur is not None)


def by(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """Return rows by a key, the largest group first."""
    found: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(sorted(found.items(), key=lambda each: (-len(each[1]), each[0])))


def priced(rows: Rows) -> Value:
    """Return the value of all offers, with the missing prices imputed from offers like them."""

    def cells(ad: PublishedAd) -> tuple[tuple[str, ...], ...]:
        first = rows.of_ad[ad.ad][:1]
        if not first:
            return ()
        item = first[0]
        return (item.taxon, item.form, ad.country), (item.taxon, item.form), (item.group, item.at_sale)

    return value([Priced(ad.price_eur, cells(ad)) for ad in rows.ads])


def coverage(rows: Rows) -> Seen | Refused:
    """Return how many unique offers exist, at least, where two or more searched independently."""
    found: dict[str, set[str]] = defaultdict(set)
    for ad in rows.ads:
        found[ad.offer].update(part for part in ad.searchers.split(";") if part)
    return from_histories(";".join(sorted(each)) for each in found.values())


def as_ends(rows: Rows, gone: Iterable[PublishedEnd]) -> list[End]:
    """Return published ends as the estimator takes them, clustered by account."""
    return [
        End(
            offer=end.ad, last_seen=end.last_seen, gone_by=end.gone_by, cause=end.cause,
            cluster=rows.ad[end.ad].seller or end.ad,
        )
        for end in gone
    ]  # fmt: skip


def removals(rows: Rows, *, rounds: int = 400) -> dict[str, Removal]:
    """Return what became of notified offers at each platform with enough of them, the most notified first."""
    found: dict[str, Removal] = {}
    for code, gone in by(rows.published.ends, lambda end: end.platform).items():
        model = removal(as_ends(rows, gone), rounds=rounds) if len(gone) >= FEWEST else Refused("few_notices")
        if isinstance(model, Removal):
            found[code] = model
    return found
