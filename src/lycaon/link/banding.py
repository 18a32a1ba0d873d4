"""Which texts may be alike: MinHash signatures in bands, so that a million texts need no million million looks.

Two texts meet where all four values of a band agree. Of pairs with a Jaccard likeness of 0.6 the 24 bands miss 4 in
100, of 0.7 one in 700; pairs of 0.2 meet 4 times in 100. Source: A. Broder, "On the resemblance and containment of
documents" (1997); bands after Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lycaon.link.shingles import Shingles

BANDS: Final = 24
_ROWS: Final = 4
_NEIGHBOURS: Final = 64
"""Of one band's crowd each text meets the first and so many after it: a dealer's boilerplate on 10,000 offers must
not cost 50 million looks."""
_AT_ONCE: Final = 4_000_000  # shingles
_PAIRS_AT_ONCE: Final = 200_000

_CHANCE = np.random.default_rng(20260101)  # fixed: the same texts meet on every machine
_FACTORS = _CHANCE.integers(1, 2**63, BANDS * _ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_ADDED = _CHANCE.integers(0, 2**63, BANDS * _ROWS, dtype=np.uint64)
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)


def signatures(shingles: Shingles) -> NDArray[np.uint32]:
    """Return the MinHash signature of each text, of shape (texts, 96); all 0 where there are no words."""
    found = np.zeros((len(shingles), BANDS * _ROWS), np.uint32)
    filled = np.flatnonzero(np.diff(shingles.starts))
    for rows in _portions(shingles, filled):
        begin, end = shingles.starts[rows[0]], shingles.starts[rows[-1] + 1]
        values = shingles.values[begin:end].astype(np.uint64)
        offsets = shingles.starts[rows] - begin
        # A single text takes all numbers at once, a portion of millions of shingles one after the other.
        step = max(1, min(BANDS * _ROWS, _AT_ONCE // len(values)))
        for number in range(0, BANDS * _ROWS, step):
            some = slice(number, number + step)
            shuffled = (_FACTORS[some, None] * values + _ADDED[some, None]) >> np.uint64(32)
            found[rows, some] = np.minimum.reduceat(shuffled, offsets, axis=1).T
    return found


def band_keys(signed: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return one key a text and band, of shape (texts, ``BANDS``); 0 in every band where there are no words."""
    keys = np.zeros((len(signed), BANDS), np.uint64)
    for number in range(_ROWS):
        keys = (keys ^ signed[:, number::_ROWS]) * _MIX
        keys ^= keys >> np.uint64(32)
    keys[~signed.any(axis=1)] = 0
    return keys


def _portions(shingles: Shingles, rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    if not len(rows):
        return
    portion = shingles.starts[rows] // _AT_ONCE
    yield from np.split(rows, np.flatnonzero(np.diff(portion)) + 1)


def pairs(signed: NDArray[np.uint32], *, least: float) -> NDArray[np.uint64]:
    """Return the pairs that may be alike by ``least``, each once, as ``earlier << 32 | later``, ordered by the later.

    They meet in a band, and their whole signatures do not agree far too little: one of 96 values has a standard
    error of 0.05, so a pair is let go four errors below.
    """
    keys = band_keys(signed)
    met = distinct(np.concatenate([part for band in range(BANDS) for part in _meeting(keys[:, band])]))
    met = met[_agreement(signed, met) >= least - 0.2]
    return met[np.argsort(met & np.uint64(0xFFFFFFFF), kind="stable")]


def distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values in order, each once; several times faster here than ``numpy.unique``."""
    ordered = np.sort(values)
    return ordered[np.concatenate([np.ones(min(1, len(ordered)), bool), ordered[1:] != ordered[:-1]])]


def _agreement(signed: NDArray[np.uint32], met: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return the share of equal values in the signatures of each pair: an estimate of their likeness."""
    found = np.zeros(len(met))
    for at in range(0, len(met), _PAIRS_AT_ONCE):
        some = met[at : at + _PAIRS_AT_ONCE]
        left, right = (some >> np.uint64(32)).astype(np.int64), (some & np.uint64(0xFFFFFFFF)).astype(np.int64)
        found[at : at + _PAIRS_AT_ONCE] = (signed[left] == signed[right]).mean(axis=1)
    return found


def _meeting(keys: NDArray[np.uint64]) -> Iterator[NDArray[np.uint64]]:
    order = np.argsort(keys, kind="stable").astype(np.uint64)
    ordered = keys[order]
    yield np.zeros(0, np.uint64)
    for distance in range(1, _NEIGHBOURS + 1):
        same = (ordered[distance:] == ordered[:-distance]) & (ordered[distance:] != 0)
        if not same.any():
            return
        yield order[:-distance][same] << np.uint64(32) | order[distance:][same]
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    first = order[np.repeat(begins, np.diff(np.append(begins, len(order))))]
    meets = (first != order) & (ordered != 0)
    yield first[meets] << np.uint64(32) | order[meets]
