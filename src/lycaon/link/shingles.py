"""Words as sets of shingles: pairs of neighbouring folded words, each as 32 bits.

Folding makes the same words equal whatever their case, accents or disguised letters. Pairs keep some of the order,
and survive a changed price or an added sentence; longer shingles would lose too much of a text of twenty words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lycaon.text import token_hashes_batch
from lycaon.values.listing import Listing

_ODD: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: spreads what lies close together
_ROWS_AT_ONCE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Shingles:
    """The distinct shingles of many texts: those of row i stand, sorted, from ``starts[i]`` to ``starts[i + 1]``."""

    values: NDArray[np.uint32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> NDArray[np.uint32]:
        """Return the shingles of one text, sorted."""
        return self.values[self.starts[number] : self.starts[number + 1]]


def shingles_of(listings: Sequence[Listing]) -> Shingles:
    """Return the shingles of title and text of each listing; none where there are no words.

    >>> len(shingles_of([Listing(id="x:1", title="two white tusks")]).row(0))
    2
    """
    parts = [_cut(listings[at : at + _ROWS_AT_ONCE]) for at in range(0, len(listings), _ROWS_AT_ONCE)]
    counts = np.concatenate([count for _, count in parts]) if parts else np.zeros(0, np.int64)
    values = np.concatenate([value for value, _ in parts]) if parts else np.zeros(0, np.uint32)
    return Shingles(values, np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]))


def _cut(listings: Sequence[Listing]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    table = token_hashes_batch(pa.array([f"{listing.title}\n{listing.text}" for listing in listings], type=pa.string()))
    row, word = table.row.astype(np.uint64), table.hash.astype(np.uint64)
    follows = row[1:] == row[:-1]
    pair = (((word[:-1] << np.uint64(32)) | word[1:]) * _ODD) >> np.uint64(32)
    words_of = np.bincount(table.row, minlength=len(listings))
    alone = words_of[table.row] == 1  # a text of one word has no pair; the word itself stands for it
    found = np.concatenate([(row[:-1] << np.uint64(32) | pair)[follows], (row << np.uint64(32) | word)[alone]])
    found = np.sort(found)
    found = found[np.concatenate([np.ones(min(1, len(found)), bool), found[1:] != found[:-1]])]
    counts = np.bincount((found >> np.uint64(32)).astype(np.int64), minlength=len(listings))
    return (found & np.uint64(0xFFFFFFFF)).astype(np.uint32), counts.astype(np.int64)
