"""Builds the file of a phrase index, as :mod:`lycaon.text.phrase_file` describes it.

Apart from reading, for it needs numpy: a tenth of a second that nobody waits for who only searches.
"""

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lycaon.errors import DataError
from lycaon.text.phrase_file import Sizes, aligned, file_of

SLOT: Final = np.dtype([("state", "<u8"), ("record", "<u4"), ("has_more", "<u4")])
_MIX, _FINISH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_EMPTY = np.uint64(0)
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
    states, ends, has_more, worth = _trie(hashes, counts)
    records, places, record_of = _records(keys, ends)
    record = np.zeros(len(states), dtype="<u4")
    terminal = np.fromiter(record_of, dtype=np.uint64, count=len(record_of))
    record[np.searchsorted(states, terminal)] = np.fromiter(record_of.values(), dtype="<u4", count=len(record_of))

    slot_bits = max(4, int(np.ceil(np.log2(max(1, len(states)) * 1.6))))
    slots = _slots(states, record, has_more, slot_bits)
    bloom = _filter(worth)
    sections = [bloom.tobytes(), slots.tobytes(), records, places.tobytes()]
    sizes = Sizes(
        filter_bits=len(bloom).bit_length() - 1,
        slot_bits=slot_bits,
        slots=len(slots),
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


def _trie(hashes: Hashes, counts: NDArray[np.int64]) -> tuple[Hashes, Hashes, NDArray[np.uint32], Hashes]:
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
        state[alive] = _not_empty(token if depth == 0 else extend(state[alive], token))
        seen.append(np.unique(state[alive]))
        going_on.append(np.unique(state[counts > depth + 1]))
    states = np.unique(np.concatenate(seen)) if seen else np.zeros(0, dtype=np.uint64)
    more = np.unique(np.concatenate(going_on)) if going_on else states
    worth = np.unique(np.concatenate([*steps, state[counts == 1]]))
    return states, state, np.isin(states, more, assume_unique=True).astype("<u4"), worth


def _not_empty(states: Hashes) -> Hashes:
    """Zero marks an empty slot, so no state may be zero."""
    return np.where(states == _EMPTY, np.uint64(1), states)


def _slots(states: Hashes, record: NDArray[np.uint32], has_more: NDArray[np.uint32], bits: int) -> NDArray[np.void]:
    """Place sorted states at their home or, if that is taken, in the next free slot after it."""
    rank = np.arange(len(states), dtype=np.int64)
    home = (states >> np.uint64(64 - bits)).astype(np.int64)
    place = np.maximum.accumulate(home - rank) + rank if len(states) else rank
    last = int(place[-1]) if len(states) else 0
    slots = np.zeros(max(1 << bits, last + 1) + 1, dtype=SLOT)  # the last slot is always empty: probes end there
    slots["state"][place] = states
    slots["record"][place] = record
    slots["has_more"][place] = has_more
    return slots


def _records(keys: Sequence[str], ends: Hashes) -> tuple[bytes, NDArray[np.uint32], dict[int, int]]:
    """Write a record for every key; return them, the place of each phrase's key, and the first record of each state."""
    phrases_of: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        phrases_of.setdefault(key, []).append(number)
    phrases_of.pop("", None)
    keys_of: dict[int, list[str]] = {}
    for key, numbers in phrases_of.items():
        keys_of.setdefault(int(ends[numbers[0]]), []).append(key)

    written = bytearray()
    firsts, lengths = [0] * len(keys), [0] * len(keys)
    first_of: dict[int, int] = {}
    for state, sharing in keys_of.items():
        first_of[state] = len(written) // 4 + 1
        for left, key in enumerate(sharing, start=1 - len(sharing)):
            numbers, spelt = phrases_of[key], key.encode()
            written += struct.pack(f"<2I{len(numbers)}I", len(numbers) | (left < 0) << 31, len(spelt), *numbers)
            for number in numbers:
                firsts[number], lengths[number] = len(written), len(spelt)
            written += spelt.ljust((len(spelt) + 3) & ~3, b"\0")
    if len(written) >> 32:
        raise DataError("a phrase index holds 4 GiB of phrases at most; split them")
    places = np.ascontiguousarray(np.array([firsts, lengths], dtype="<u4").T)
    return bytes(written), places, first_of


def _filter(keys: Hashes) -> Hashes:
    """Return a Bloom filter: two bits in one word for each key, a word for about six of them."""
    bits = max(0, int(np.ceil(np.log2(max(1, len(keys)) / 6))))
    words = np.zeros(1 << bits, dtype="<u8")
    word = (keys >> np.uint64(12)) & np.uint64((1 << bits) - 1)
    mask = (np.uint64(1) << (keys & np.uint64(63))) | (np.uint64(1) << ((keys >> np.uint64(6)) & np.uint64(63)))
    np.bitwise_or.at(words, word.astype(np.int64), mask)
    return words
