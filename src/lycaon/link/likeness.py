"""How alike two offers are, and on what grounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lycaon.link.shingles import shingles_of
from lycaon.text import fold
from lycaon.values.listing import Listing

WEIGHTY: Final = 8
"""Shingles from which on words alone may speak: "iPhone 12 blue" stands on a thousand offers of a thousand sellers."""


class GroundKind(StrEnum):
    """In what two offers agree."""

    WORDS = "words"
    TITLE = "title"
    SELLER = "seller"
    PRICE = "price"
    PLACE = "place"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that two offers share; ``shown`` is what a person can look at."""

    kind: GroundKind
    shown: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two offers are.

    ``score`` is the share of word pairs of either text that stand in both (Jaccard), from 0 to 1. It is not a
    probability. Texts of fewer than :data:`WEIGHTY` pairs score less in proportion, unless the handle of the
    seller or a picture agrees too.
    """

    score: float
    grounds: tuple[Ground, ...] = ()

    def has(self, kind: GroundKind) -> bool:
        """Tell whether a ground of a kind is among them."""
        return any(ground.kind is kind for ground in self.grounds)


def likeness(a: Listing, b: Listing) -> Likeness:
    """Compare two offers; the order of the two changes nothing.

    >>> first = Listing(id="x:1", title="Old tusk", text="from my grandfather, 40 cm, with certificate of 1975")
    >>> later = Listing(id="y:9", title="OLD TUSK", text="from my grandfather - 40 cm - with certificate of 1975")
    >>> likeness(first, later).score
    1.0
    """
    shingles = shingles_of([a, b])
    return weighed(a, b, frozenset(shingles.row(0).tolist()), frozenset(shingles.row(1).tolist()))


def share(left: frozenset[int], right: frozenset[int]) -> float:
    """Return the share of shingles of either text that stand in both; 0 for two texts without words."""
    shared = len(left & right)
    either = len(left) + len(right) - shared
    return shared / either if either else 0.0


def weighed(a: Listing, b: Listing, left: frozenset[int], right: frozenset[int]) -> Likeness:
    """Compare two offers whose shingles are at hand."""
    words = share(left, right)
    grounds = tuple(_grounds(a, b, words))
    vouched = any(ground.kind in {GroundKind.SELLER, GroundKind.PICTURE} for ground in grounds)
    weight = 1.0 if vouched else min(1.0, len(left | right) / WEIGHTY)
    return Likeness(round(words * weight, 6), grounds)


def _grounds(a: Listing, b: Listing, words: float) -> Iterator[Ground]:
    if words > 0:
        yield Ground(GroundKind.WORDS, f"{words:.0%} of word pairs")
    for kind, one, other in (
        (GroundKind.TITLE, a.title, b.title),
        (GroundKind.SELLER, a.seller, b.seller),
        (GroundKind.PRICE, a.price, b.price),
        (GroundKind.PLACE, a.place, b.place),
    ):
        if one and other and (one == other or fold(one) == fold(other) != ""):
            yield Ground(kind, min(one, other))
    yield from (Ground(GroundKind.PICTURE, url) for url in sorted(set(a.images) & set(b.images)))
