"""The file of a phrase index: a trie over token hashes in one flat table, ready to be memory-mapped.

Little-endian, sections aligned to 8 bytes, in this order::

    header    see _HEADER
    filter    u64 words of a Bloom filter over what is worth a visit
    slots     open-addressed table, one a state: state u64, record u32 (0: no phrase ends here; otherwise one more
              than the place of its record in the next section, in words of four bytes), has_more u32
    records   one a key: phrases that fold to it u32 (top bit: another record of the same state follows), length of
              the key in bytes u32, numbers of the phrases u32, the key, filled up to four bytes
    places    where in the records the key of phrase p stands: first byte u32, length u32

A *key* is the folded tokens of a phrase (decomposed) with one space between them, in UTF-8.
A *state* is the hash of the tokens from the first one on; :func:`extend` mixes the next in, and order counts.
*Worth a visit* are states of two tokens or more, which the filter knows by :func:`step_keys`, and tokens that are a
phrase: that one alone begins some phrase ("red", "the") is so common that it says nothing, until the next goes along.
Slots are sorted by their home (the upper bits of the state) and stand there or in the next free place; some
spare places follow the last home, so nobody wraps around. Whoever finds a record still compares the
key: two keys that share a state share the way to their records, and are told apart there.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lycaon.errors import DataError, FormatError
from lycaon.text.folding import FOLDS

MAGIC: Final = b"LYPHRAS3"
_HEADER = struct.Struct("<8s8s16s5Q")
"""magic, digest of the folding table, digest of the sections, then :class:`Sizes`"""

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


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of each the file holds."""

    filter_bits: int
    """base-2 logarithm of the words of the filter"""
    slot_bits: int
    """base-2 logarithm of the homes"""
    slots: int
    records: int
    """bytes"""
    phrases: int

    def sections(self) -> tuple[int, ...]:
        """Return the length in bytes of each section, without padding."""
        return (
            8 << self.filter_bits,
            SLOT.itemsize * self.slots,
            self.records,
            8 * self.phrases,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the sections of a file begin."""

    sizes: Sizes
    digest: str
    filter: int
    slots: int
    records: int
    places: int

    def starts(self) -> tuple[int, ...]:
        """Return where each section begins, in the order of the file."""
        return self.filter, self.slots, self.records, self.places


def parse(raw: memoryview, source: str) -> Layout:
    """Read the header of ``raw`` and check that all its sections are there.

    Raises:
        FormatError: this is no phrase index, is cut short, or was built with another folding table.
    """
    if len(raw) < _HEADER.size or bytes(raw[:8]) != MAGIC:
        raise FormatError(f"{source}: not a phrase index of this version; delete it, it will be built again")
    _, folding, digest, *numbers = _HEADER.unpack(raw[: _HEADER.size])
    if folding != FOLDS.digest:
        raise FormatError(f"{source}: built with other folding rules; delete it, it will be built again")
    sizes = Sizes(*numbers)
    if max(sizes.filter_bits, sizes.slot_bits) > 40:
        raise FormatError(f"{source}: impossible sizes in the header; delete it, it will be built again")
    starts, end = [], _HEADER.size
    for length in sizes.sections():
        starts.append(end)
        end += _aligned(length)
    if end != len(raw):
        raise FormatError(f"{source}: {len(raw)} bytes where {end} were expected; delete it and build it again")
    return Layout(sizes, digest.hex(), *starts)


def verify(raw: memoryview, source: str) -> None:
    """Compare the sections with the digest in the header; as slow as reading the whole file.

    Raises:
        FormatError: a byte has changed since the file was written.
    """
    layout = parse(raw, source)
    if hashlib.blake2b(raw[_HEADER.size :], digest_size=16).hexdigest() != layout.digest:
        raise FormatError(f"{source}: damaged, its digest differs; delete it, it will be built again")


def read_keys(raw: memoryview, layout: Layout, first: int, last: int) -> list[str]:
    """Return the keys of the phrases from ``first`` up to but not including ``last``."""
    if not 0 <= first <= last <= layout.sizes.phrases:
        raise IndexError(f"phrase {first} of {layout.sizes.phrases}")
    places = np.frombuffer(raw, dtype="<u4", count=2 * (last - first), offset=layout.places + 8 * first)
    records = raw[layout.records : layout.records + layout.sizes.records]
    return [str(records[start : start + length], "utf-8") for start, length in places.reshape(-1, 2).tolist()]


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
    body = b"".join(section.ljust(_aligned(len(section)), b"\0") for section in sections)
    digest = hashlib.blake2b(body, digest_size=16).digest()
    return _HEADER.pack(MAGIC, FOLDS.digest, digest, *astuple(sizes)) + body


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


def _aligned(length: int) -> int:
    return (length + 7) & ~7
