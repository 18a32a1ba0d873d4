"""Builds the file of a phrase index, as :mod:`lycaon.text.phrase_file` describes it.

Apart from reading, for it needs numpy: a tenth of a second that nobody waits for who only searches.
"""

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lycaon.errors import DataError
from lycaon.text.phrase_file import BEHIND, SLOTS, Sizes, aligned, file_of

BUCKET: Final = np.dtype([("marks", "<u4", SLOTS), ("leads", "<u4", SLOTS)])
_MARK_BITS, _MASK_BITS, _FURTHEST = 28, 10, 15
_MIX, _FINISH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
Hashes = NDArray[np.uint64]


class Terms(NamedTuple):
    """What a file is built from."""

    keys: Sequence[str]
    """the folded tokens of each phrase, as :func:`lycaon.text.twin.token_key` joins them"""
    hashes: Hashes
    """64-bit hashes of all tokens of all phrases, one phrase after the other"""
    counts: NDArray[np.int64]
    """how many of the hashes belong to each phrase"""


def terms_of(keys: Sequence[str], hashes: Sequence[int] | memoryview, counts: Sequence[int]) -> Terms:
    """Return what a file is built from: phrases, the hashes of all their tokens, how many belong to each."""
    return Terms(keys, np.array(hashes, dtype=np.uint64), np.array(counts, dtype=np.int64))


def pack(terms: Terms) -> bytes:
    """Build the file."""
    keys, hashes, counts = terms
    states, ends, goes_on, worth = _trie(hashes, counts)
    home_bits = _home_bits(states)
    shift = np.uint64(64 - _MARK_BITS - home_bits)
    ways, way_of = np.unique(states >> shift, return_inverse=True)
    records, places, record_of = _records(keys, ends >> shift)
    leads = np.zeros(len(ways), dtype="<u4")
    np.bitwise_or.at(leads, way_of, goes_on.astype("<u4"))
    ending = np.fromiter(record_of, dtype=np.uint64, count=len(record_of))
    leads[np.searchsorted(ways, ending)] |= np.fromiter(record_of.values(), dtype="<u4", count=len(record_of)) << 1

    buckets = _buckets(ways, leads, home_bits)
    bloom = _filter(worth)
    sections = [bloom.tobytes(), buckets.tobytes(), records, places.tobytes()]
    sizes = Sizes(
        filter_bits=len(bloom).bit_length() - 1,
        home_bits=home_bits,
        buckets=len(buckets),
        records=len(records),
        phrases=len(keys),
    )
    body = b"".join(section.ljust(aligned(len(section)), b"\0") for section in sections)
    return file_of(sizes, body)


def extend(states: Hashes, hashes: Hashes) -> Hashes:
    """Mix the next token's hash into each state. Not symmetric: "a b" is not "b a"."""
    mixed = (states * _MIX) ^ hashes
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _FINISH
    return mixed ^ (mixed >> np.uint64(29))


def step_keys(states: Hashes, hashes: Hashes) -> Hashes:
    """Return what the filter knows those states by that are reached from ``states`` by a token each."""
    return ((states << np.uint64(21)) | (states >> np.uint64(43))) + hashes


def _trie(hashes: Hashes, counts: NDArray[np.int64]) -> tuple[Hashes, Hashes, NDArray[np.bool_], Hashes]:
    """Return all states (sorted), the last one of each phrase, whether phrases go on, and what the filter holds."""
    starts = np.cumsum(counts) - counts
    state = np.zeros(len(counts), dtype=np.uint64)
    seen: list[Hashes] = []
    going_on: list[Hashes] = []
    steps: list[Hashes] = []
    for depth in range(int(counts.max(initial=0))):
        alive = np.flatnonzero(counts > depth)
        token = hashes[starts[alive] + depth]
        if depth > 0:
            steps.append(np.unique(step_keys(state[alive], token)))
        state[alive] = token if depth == 0 else extend(state[alive], token)
        seen.append(np.unique(state[alive]))
        going_on.append(np.unique(state[counts > depth + 1]))
    states = np.unique(np.concatenate(seen)) if seen else np.zeros(0, dtype=np.uint64)
    more = np.unique(np.concatenate(going_on)) if going_on else states
    worth = np.unique(np.concatenate([*steps, state[counts == 1]]))
    return states, state, np.isin(states, more, assume_unique=True), worth


def _home_bits(states: Hashes) -> int:
    """Return how many upper bits of a state tell its bucket: at most five of eight slots are taken on average.

    A mark repeats the lowest four bits of its home. So marks of two homes differ within the reach of a search as long
    as nothing stands further from home than that tells.
    """
    bits = max(1, int(np.ceil(np.log2(max(1, len(states)) / 5))))
    while len(states) and int((_places(states, bits) // SLOTS - _homes(states, bits)).max()) > _FURTHEST:
        bits += 1
    return bits


def _homes(states: Hashes, bits: int) -> NDArray[np.int64]:
    return (states >> np.uint64(64 - bits)).astype(np.int64)


def _places(states: Hashes, bits: int) -> NDArray[np.int64]:
    """Return the slot of each of the sorted states: in its bucket or, if that is full, the next free one after it."""
    rank = np.arange(len(states), dtype=np.int64)
    return np.maximum.accumulate(SLOTS * _homes(states, bits) - rank) + rank


def _buckets(ways: Hashes, leads: NDArray[np.uint32], bits: int) -> NDArray[np.void]:
    places = _places(ways << np.uint64(64 - _MARK_BITS - bits), bits)
    number = max(1 << bits, int(places.max(initial=0)) // SLOTS + 1)
    buckets = np.zeros(number, dtype=BUCKET)
    at = places // SLOTS, places % SLOTS
    buckets["marks"][at] = ways.astype("<u4")
    buckets["leads"][at] = leads
    return buckets


def _records(keys: Sequence[str], ends: Hashes) -> tuple[bytes, NDArray[np.uint32], dict[int, int]]:
    """Write a record for every key; return them, the place of each phrase's key, and the first record of each way.

    ``ends`` are the ways that the phrases end with. No record stands at 0, which says that there is none.
    """
    phrases_of: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        phrases_of.setdefault(key, []).append(number)
    phrases_of.pop("", None)
    keys_of: dict[int, list[str]] = {}
    for key, numbers in phrases_of.items():
        keys_of.setdefault(int(ends[numbers[0]]), []).append(key)

    written = bytearray(4)
    firsts, lengths = [0] * len(keys), [0] * len(keys)
    first_of: dict[int, int] = {}
    for way, sharing in keys_of.items():
        first_of[way] = len(written) // 4
        for left, key in enumerate(sharing, start=1 - len(sharing)):
            numbers, spelt = phrases_of[key], key.encode()
            written += struct.pack(f"<2I{len(numbers)}I", len(numbers) | (left < 0) << 31, len(spelt), *numbers)
            for number in numbers:
                firsts[number], lengths[number] = len(written), len(spelt)
            written += spelt.ljust((len(spelt) + 3) & ~3, b"\0")
    written += bytes(BEHIND)
    if len(written) >> 32:
        raise DataError("a phrase index holds 4 GiB of phrases at most; split them")
    places = np.ascontiguousarray(np.array([firsts, lengths], dtype="<u4").T)
    return bytes(written), places, first_of


def _filter(keys: Hashes) -> Hashes:
    """Return a Bloom filter: up to three bits in one word for each key, a word for about six of them."""
    bits = max(0, int(np.ceil(np.log2(max(1, len(keys)) / 6))))
    words = np.zeros(1 << bits, dtype="<u8")
    word = (keys >> np.uint64(_MASK_BITS)) & np.uint64((1 << bits) - 1)
    np.bitwise_or.at(words, word.astype(np.int64), _masks()[keys & np.uint64((1 << _MASK_BITS) - 1)])
    return words


def _masks() -> Hashes:
    """Return the bits that stand for a key in its word, by the lowest bits of the key."""
    mixed = np.arange(1, (1 << _MASK_BITS) + 1, dtype=np.uint64) * _MIX
    return np.bitwise_or.reduce([np.uint64(1) << (mixed >> np.uint64(by) & np.uint64(63)) for by in (58, 52, 46)])
