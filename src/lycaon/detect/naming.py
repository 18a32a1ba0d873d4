"""What a listing calls by a name: the words, the taxa that they may mean, and the kind of name they are."""

from enum import StrEnum
from functools import lru_cache

import msgspec

from lycaon.catalogue.rows import RANKS
from lycaon.text import fold
from lycaon.values.finding import Span
from lycaon.values.taxonomy import Ambiguity

CRUDE_RANKS = frozenset({"order", "class", "phylum", "kingdom"})
UNLISTED = "unlisted"
"""The ``domestic_form`` of a wild animal that the tables know by its group only, because no treaty lists it."""


class NameClass(StrEnum):
    """What kind of word a naming is; the decision weighs each kind on its own."""

    LATIN = "latin"
    ANIMAL = "animal"
    PLANT = "plant"
    PRODUCT = "product"
    MATERIAL = "material"
    """one word for a stuff that is also a colour or a pattern: ivory, coral, rosewood"""
    CODE = "code"


class Naming(msgspec.Struct, frozen=True):
    """Words that name a specimen, and what they may mean."""

    span: Span
    first: int
    last: int
    """tokens ``first:last`` of the field"""
    surface: str
    words: str
    """folded"""
    kind: NameClass
    taxa: tuple[tuple[str, float], ...]
    """(taxon id, probability), the likeliest first; they sum to at most 1"""
    form_id: str = ""
    domestic_form: str = ""
    foreign: bool = False
    ambiguity: Ambiguity = Ambiguity.LOW
    disguised: bool = False
    generation: int | None = None
    """of a cross with a domestic animal: generations from the wild ancestor (5: five and more, or nobody says)"""

    @property
    def tokens(self) -> int:
        """How many tokens the words have; more are surer."""
        return self.last - self.first

    @property
    def taxon(self) -> str:
        """The likeliest taxon, or "" where the words only hint at trade."""
        return self.taxa[0][0] if self.taxa else ""


@lru_cache(maxsize=1 << 16)
def folded(surface: str) -> str:
    """Fold a name; those of listings are few and come again and again."""
    return fold(surface)


def rank_order(rank: str) -> int:
    """Return the place of a rank, 0 for a kingdom; lower taxa have larger numbers."""
    return RANKS.index(rank)
