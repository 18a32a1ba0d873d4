"""The file of a phrase index: a trie over token hashes in one flat table, ready to be memory-mapped.

Little-endian, sections aligned to 64 bytes, a cache line, in this order::

    header    see _HEADER
    filter    u64 words of a Bloom filter over what is worth a visit
    buckets   of eight slots, one slot a state: eight marks u32, then eight leads u32; a lead is twice the place of a
              record in the next section, in words of four bytes (0: no phrase ends here), and one more if phrases go on
    records   a word for nobody; then one a key: phrases that fold to it u32 (top bit: another record of the same state
              follows), length of the key in bytes u32, numbers of the phrases u32, the key, filled up to four bytes
    places    where in the records the key of phrase p stands: first byte u32, length u32

A *key* is the folded tokens of a phrase (decomposed) with one space between them, in UTF-8.
A *state* is the hash of the tokens from the first one on; ``phrase_builder.extend`` mixes the next in, and order
counts. *Worth a visit* are states of two tokens or more, which the filter knows by ``phrase_builder.step_keys``, and
tokens that are a phrase: that one alone begins some phrase ("red", "the") is so common that it says nothing, until the
next goes along.
The upper bits of a state are the number of its bucket; the 28 bits behind them and the lowest four of that number are
its mark. States that agree in all these share a slot. Slots are taken from the first on; who finds the bucket full
stands in the next one, so a full one says: look further. Whoever finds a record still compares the key: two keys that
share a slot share the way to their records, and are told apart there.
"""

import hashlib
import struct
from dataclasses import astuple, dataclass
from typing import Final

from lycaon.errors import FormatError
from lycaon.text.folding import FOLDS

MAGIC: Final = b"LYPHRAS4"
_HEADER = struct.Struct("<8s8s16s5Q56x")
"""magic, digest of the folding table, digest of the sections, then :class:`Sizes`"""
SLOTS: Final = 8
"""of a bucket"""
BEHIND: Final = 16
"""bytes of zeros behind the last record, so that as many may be read anywhere"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of each the file holds."""

    filter_bits: int
    """base-2 logarithm of the words of the filter"""
    home_bits: int
    """base-2 logarithm of the homes"""
    buckets: int
    records: int
    """bytes"""
    phrases: int

    def sections(self) -> tuple[int, ...]:
        """Return the length in bytes of each section, without padding."""
        return (
            8 << self.filter_bits,
            8 * SLOTS * self.buckets,
            self.records,
            8 * self.phrases,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the sections of a file begin."""

    sizes: Sizes
    digest: str
    filter: int
    buckets: int
    records: int
    places: int

    def starts(self) -> tuple[int, ...]:
        """Return where each section begins, in the order of the file."""
        return self.filter, self.buckets, self.records, self.places


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
    if max(sizes.filter_bits, sizes.home_bits) > 40:
        raise FormatError(f"{source}: impossible sizes in the header; delete it, it will be built again")
    starts, end = [], _HEADER.size
    for length in sizes.sections():
        starts.append(end)
        end += aligned(length)
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
    places = struct.iter_unpack("<2I", raw[layout.places + 8 * first : layout.places + 8 * last])
    records = raw[layout.records : layout.records + layout.sizes.records]
    return [str(records[start : start + length], "utf-8") for start, length in places]


def file_of(sizes: Sizes, body: bytes) -> bytes:
    """Return the file that holds these sections."""
    digest = hashlib.blake2b(body, digest_size=16).digest()
    return _HEADER.pack(MAGIC, FOLDS.digest, digest, *astuple(sizes)) + body


def aligned(length: int) -> int:
    """Return where the next section begins after so many bytes."""
    return (length + 63) & ~63
