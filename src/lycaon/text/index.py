"""The one face of phrase search, whichever implementation does the work."""

import mmap
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol, Self

import numpy as np
import pyarrow as pa

from lycaon.errors import FormatError, SetupError
from lycaon.text import phrase_file, twin
from lycaon.text.tokens import Hit, HitTable

Implementation = Literal["kernel", "twin"]


class _Matcher(Protocol):
    def find(self, text: str) -> list[Hit]: ...
    def find_batch(self, texts: pa.StringArray | pa.LargeStringArray) -> HitTable: ...


class PhraseIndex:
    """Finds any number of phrases in one pass over a text, folded on both sides.

    >>> index = PhraseIndex.build(["African grey", "grey parrot", "象牙"])
    >>> index.find("AFRICAN-GREY parrot")
    [Hit(phrase=0, start=0, end=12), Hit(phrase=1, start=8, end=19)]
    """

    def __init__(self, raw: bytes | mmap.mmap, source: str, implementation: Implementation | None) -> None:
        self._raw = memoryview(raw)
        self._layout = phrase_file.parse(self._raw, source)
        self._matcher: _Matcher = _matcher(self._raw, self._layout, implementation)

    @classmethod
    def build(cls, phrases: Sequence[str], *, implementation: Implementation | None = None) -> Self:
        """Index ``phrases``; the i-th has number i. Phrases that fold alike are all reported.

        A phrase that holds no token ("!!!") keeps its number and is never found.
        """
        keys = [twin.token_key(phrase) for phrase in phrases]
        words = [key.split(" ") if key else [] for key in keys]
        hashes = np.array([twin.token_hash(word) for line in words for word in line], dtype=np.uint64)
        counts = np.array([len(line) for line in words], dtype=np.int64)
        return cls(phrase_file.pack(keys, hashes, counts), "memory", implementation)

    @classmethod
    def load(cls, path: Path, *, implementation: Implementation | None = None, verify: bool = False) -> Self:
        """Map a saved index into memory; processes that load the same file share its pages.

        Args:
            path: a file written by :meth:`save`.
            implementation: which one to use; None takes the kernel where it is installed.
            verify: also compare the digest, which reads the whole file.

        Raises:
            FormatError: not a phrase index, cut short, damaged, or of another version. Build it again.
        """
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                raise FormatError(f"{path}: empty file; delete it, it will be built again")
            raw = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if verify:
            phrase_file.verify(memoryview(raw), str(path))
        return cls(raw, str(path), implementation)

    def save(self, path: Path) -> None:
        """Write the index to ``path``, whole or not at all."""
        aside = path.with_name(f"{path.name}.{os.getpid()}.part")
        aside.write_bytes(self._raw)
        aside.replace(path)

    @property
    def digest(self) -> str:
        """A digest of everything in the index, in hex; equal phrases in equal order give equal digests."""
        return self._layout.digest

    def __len__(self) -> int:
        return self._layout.sizes.phrases

    def key(self, phrase: int) -> str:
        """Return the folded tokens of a phrase (decomposed), with one space between them."""
        return _keys(self._raw, self._layout, phrase, phrase + 1)[0]

    def find(self, text: str) -> list[Hit]:
        """Return all occurrences, also nested and overlapping ones, ordered by (start, end, phrase).

        Whole tokens only. Any string is survived: a lone surrogate is a separator.
        """
        return self._matcher.find(text)

    def find_batch(self, texts: pa.StringArray | pa.LargeStringArray) -> HitTable:
        """Return the hits of many texts as columns, ordered by (row, start, end, phrase); null has none."""
        return self._matcher.find_batch(texts)


class _Twin:
    """The twin behind the same door: takes Arrow apart, and learns its keys when first asked."""

    def __init__(self, raw: memoryview, layout: phrase_file.Layout) -> None:
        self._raw, self._layout = raw, layout

    @cached_property
    def _matcher(self) -> twin.TwinMatcher:
        return twin.TwinMatcher(_keys(self._raw, self._layout, 0, self._layout.sizes.phrases))

    def find(self, text: str) -> list[Hit]:
        return self._matcher.find(text)

    def find_batch(self, texts: pa.StringArray | pa.LargeStringArray) -> HitTable:
        return self._matcher.find_batch(texts.to_pylist())


def _matcher(raw: memoryview, layout: phrase_file.Layout, implementation: Implementation | None) -> _Matcher:
    if implementation == "kernel":
        raise SetupError("the C kernel is not installed; with a C compiler at hand, install lycaon again")
    return _Twin(raw, layout)


def _keys(raw: memoryview, layout: phrase_file.Layout, first: int, last: int) -> list[str]:
    if not 0 <= first <= last <= layout.sizes.phrases:
        raise IndexError(f"phrase {first} of {layout.sizes.phrases}")
    places = np.frombuffer(
        raw, dtype="<u8", count=last - first + 1, offset=layout.places + 8 * first
    ).tolist()
    text = raw[layout.text : layout.text + layout.sizes.text]
    return [str(text[start:end], "utf-8") for start, end in zip(places, places[1:], strict=False)]
