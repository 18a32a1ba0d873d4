"""What comes out of reading a text: tokens, and hits of phrases."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Token(NamedTuple):
    """One word, or one character of a script without spaces.

    ``start`` and ``end`` are half-open, in code points of the text as published; ``folded`` is composed (NFC).
    """

    start: int
    end: int
    folded: str


class Hit(NamedTuple):
    """A phrase of an index found in a text, whole tokens only; offsets as in :class:`Token`."""

    phrase: int
    start: int
    end: int


class HitTable(NamedTuple):
    """Hits in a batch of texts: four columns of equal length, ordered by (row, start, end, phrase)."""

    row: "NDArray[np.uint32]"
    phrase: "NDArray[np.uint32]"
    start: "NDArray[np.uint32]"
    end: "NDArray[np.uint32]"


class HashTable(NamedTuple):
    """Hashes of the tokens of a batch of texts: row, 32 bits of the folded token, start and end."""

    row: "NDArray[np.uint32]"
    hash: "NDArray[np.uint32]"
    start: "NDArray[np.uint32]"
    end: "NDArray[np.uint32]"
