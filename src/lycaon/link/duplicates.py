"""Offers that are the same offer published again: re-posts, copies on other sites, doubles in a survey's sample.

Candidates come from bands of MinHash (:mod:`lycaon.link.banding`); each is then compared exactly. A group has no
chains: every member is like the group's first offer, not merely like some other member.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lycaon.link.banding import band_keys, pairs, signatures
from lycaon.link.likeness import WEIGHTY, Likeness, share, weighed
from lycaon.link.shingles import Shingles, shingles_of
from lycaon.values.listing import Listing

LEAST: Final = 0.6
"""Least score of a near-duplicate. Sellers who post again change a price, a phone number, a sentence."""

_LATER: Final = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Member:
    """One offer of a group, and how alike it is to the group's first."""

    listing_id: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Group:
    """Offers that are near-duplicates of one; ``first`` is the earliest of them."""

    first: str
    others: tuple[Member, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of all, the first one first."""
        return (self.first, *(member.listing_id for member in self.others))


def near_duplicates(listings: Iterable[Listing], *, least: float = LEAST) -> list[Group]:
    """Return the groups of two or more offers that are near-duplicates, by the words of title and text.

    Args:
        listings: in any order: the groups do not depend on it. Of listings with the same id only the earliest
            counts, for they are one ad seen twice.
        least: least score, see :class:`Likeness`. Below 0.5 many pairs are missed, for bands are cut for 0.6.

    Each offer joins the group of the earliest-begun offer it is most like, or begins one of its own. A million
    listings took 95 seconds and 2 GB on one busy core; see ``python -m bench.duplicates``.
    """
    ordered = _by_age(listings)
    compared = _Compared(ordered, shingles_of(ordered))
    leader, joined = list(range(len(ordered))), dict[int, list[Member]]()
    for later, earlier in _candidates(compared, least):
        best = _best(compared, later, {leader[one] for one in earlier}, least)
        if best is not None:
            leader[later], found = best
            joined.setdefault(leader[later], []).append(Member(ordered[later].id, found))
    return [Group(ordered[first].id, tuple(members)) for first, members in sorted(joined.items())]


class Lookup:
    """Listings at hand, to be asked for those that are like another one."""

    def __init__(self, listings: Iterable[Listing], *, least: float = LEAST) -> None:
        self._listings = _by_age(listings)
        self._compared = _Compared(self._listings, shingles_of(self._listings))
        self._least = least
        # One row a band, so that a search reads what lies side by side.
        keys = np.ascontiguousarray(band_keys(signatures(self._compared.shingles)).T)
        self._order = np.argsort(keys, axis=1, kind="stable")
        self._keys = np.take_along_axis(keys, self._order, axis=1)

    def like(self, listing: Listing) -> list[Member]:
        """Return those that are near-duplicates of a listing, likest first; never one with the same id."""
        shingles = shingles_of([listing])
        rows = self._meeting(band_keys(signatures(shingles))[0])
        own = frozenset(shingles.row(0).tolist())
        found = [
            Member(other.id, weighed(listing, other, own, self._compared.words(row)))
            for row in rows
            if (other := self._listings[row]).id != listing.id
        ]
        kept = [member for member in found if member.likeness.score >= self._least]
        return sorted(kept, key=lambda member: (-member.likeness.score, member.listing_id))

    def _meeting(self, keys: NDArray[np.uint64]) -> set[int]:
        """Return the rows that share a band with a text."""
        rows: set[int] = set()
        for band, key in enumerate(keys):
            if key:
                least, most = (int(np.searchsorted(self._keys[band], key, side)) for side in ("left", "right"))
                rows.update(self._order[band, least:most].tolist())
        return rows


def _by_age(listings: Iterable[Listing]) -> list[Listing]:
    kept: dict[str, Listing] = {}
    for listing in sorted(listings, key=_age):
        kept.setdefault(listing.id, listing)
    return list(kept.values())


_NEVER = datetime.max.replace(tzinfo=UTC)


def _age(listing: Listing) -> tuple[date, datetime, str, str]:
    seen = listing.seen_at or _NEVER
    return (listing.posted_at or seen.date(), seen, listing.id, listing.text)


class _Compared:
    """Listings with their shingles, compared two at a time."""

    def __init__(self, listings: Sequence[Listing], shingles: Shingles) -> None:
        self.listings, self.shingles = listings, shingles
        self._sets: dict[int, frozenset[int]] = {}

    def words(self, row: int) -> frozenset[int]:
        if row not in self._sets:
            self._sets[row] = frozenset(self.shingles.row(row).tolist())
        return self._sets[row]

    def __call__(self, a: int, b: int) -> Likeness:
        return weighed(self.listings[a], self.listings[b], self.words(a), self.words(b))

    def twins(self) -> Mapping[int, int]:
        """Return for each text that stood before, word for word, the row where it stood first.

        Thousands of copies would otherwise meet each other. A short text is a twin only with the same seller.
        """
        first: dict[bytes, int] = {}
        found: dict[int, int] = {}
        for row, listing in enumerate(self.listings):
            words = self.shingles.row(row)
            if len(words):
                digest = hashlib.blake2b(words.tobytes(), digest_size=16)
                if len(words) < WEIGHTY:
                    digest.update(listing.seller.encode())
                if (earlier := first.setdefault(digest.digest(), row)) != row:
                    found[row] = earlier
        return found


def _candidates(compared: _Compared, least: float) -> Iterator[tuple[int, list[int]]]:
    """Yield for each text, in order, the earlier ones that it may be like."""
    twins = compared.twins()
    distinct = np.array([row for row in range(len(compared.listings)) if row not in twins], np.int64)
    met = pairs(signatures(compared.shingles)[distinct], least=least) if len(distinct) else np.zeros(0, np.uint64)
    a, b = (met >> np.uint64(32)).astype(np.int64), (met & _LATER).astype(np.int64)
    earlier, later = distinct[a].tolist(), distinct[b].tolist()
    at = 0
    for row in range(len(compared.listings)):
        if row in twins:
            yield row, [twins[row]]
            continue
        end = at
        while end < len(later) and later[end] == row:
            end += 1
        if end > at:
            yield row, earlier[at:end]
        at = end


def _best(compared: _Compared, row: int, firsts: set[int], least: float) -> tuple[int, Likeness] | None:
    """Return the likest of some first offers, if it is like enough; the cheap look at words comes first."""
    shared = ((share(compared.words(row), compared.words(first)), first) for first in firsts)
    for words, first in sorted(shared, key=lambda one: (-one[0], one[1])):
        if words < least:
            return None
        if (found := compared(first, row)).score >= least:
            return first, found
    return None
