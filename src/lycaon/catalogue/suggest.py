"""Names that look like what somebody wrote: trigrams find candidates, edits rank them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lycaon.catalogue.store import Store

if TYPE_CHECKING:
    from lycaon.catalogue.store import Array

_BUCKETS = 1 << 16
_CANDIDATES = 60


def trigram_columns(phrases: Sequence[str], chosen: Sequence[int]) -> "dict[str, Array]":
    """For every bucket of trigrams the places in ``chosen`` of the phrases that hold one, as columns."""
    texts = [phrases[number] for number in chosen]
    lengths = np.array([len(text) + 2 for text in texts], dtype=np.int64)
    letters = np.frombuffer("".join(f" {text} " for text in texts).encode("utf-32-le"), dtype="<u4")
    buckets = _buckets(letters)
    owners = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    inside = owners[:-2] == owners[2:]
    pairs = np.sort((buckets[inside].astype(np.int64) << 32) | owners[:-2][inside])
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])]
    starts = np.searchsorted(pairs >> 32, np.arange(_BUCKETS + 1))
    sizes = np.bincount(pairs & 0xFFFFFFFF, minlength=len(texts))
    return {
        "trigram.phrases": np.array(chosen, dtype="<i4"),
        "trigram.starts": starts.astype("<i4"),
        "trigram.texts": (pairs & 0xFFFFFFFF).astype("<i4"),
        "trigram.sizes": np.minimum(sizes, 65535).astype("<u2"),
    }


def _buckets(letters: "Array") -> "Array":
    first, second, third = (letters[at : len(letters) - 2 + at].astype(np.uint64) for at in range(3))
    mixed = first * np.uint64(1_000_003) + second * np.uint64(8_191) + third * np.uint64(131)
    return (mixed ^ (mixed >> np.uint64(16))) % np.uint64(_BUCKETS)


def nearest(store: Store, folded: str, limit: int) -> list[tuple[int, float]]:
    """The phrases nearest to ``folded``: (number, score in 0..1), the best first.

    The score is one minus edits over the longer length; a swap of neighbours is one edit.
    """
    letters = np.frombuffer(f" {folded} ".encode("utf-32-le"), dtype="<u4")
    starts, owners = store.numbers("trigram.starts"), np.asarray(store.numbers("trigram.texts"))
    wanted = np.unique(_buckets(letters)) if len(letters) > 2 else np.zeros(0, dtype=np.uint64)
    found = [owners[starts[bucket] : starts[bucket + 1]] for bucket in wanted.tolist()]
    if not found:
        return []
    sizes = np.asarray(store.numbers("trigram.sizes"))
    shared = np.bincount(np.concatenate(found), minlength=len(sizes))
    likeness = 2 * shared / (sizes + len(wanted))
    best = np.argpartition(-likeness, min(_CANDIDATES, len(sizes) - 1))[:_CANDIDATES]
    texts, phrases = store.strings("phrase"), store.numbers("trigram.phrases")
    numbers = [phrases[place] for place in best.tolist() if shared[place]]
    scored = [(number, similarity(folded, texts[number])) for number in numbers]
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    return scored[:limit]


def similarity(first: str, second: str) -> float:
    """One minus the share of letters to be edited.

    >>> similarity("grey parot", "grey parrot") > 0.9
    True
    """
    longer = max(len(first), len(second))
    return 1 - _edits(first, second) / longer if longer else 1.0


def _edits(first: str, second: str) -> int:
    """Edits between two words, a swap of neighbours being one (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        older, before = before, row
        row = [i]
        for j, other in enumerate(second, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
