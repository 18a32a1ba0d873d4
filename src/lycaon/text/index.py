"""The one face of phrase search, whichever implementation does the work."""

import mmap
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from lycaon.errors import FormatError
from lycaon.text import phrase_file
from lycaon.text.found import Hit, HitTable
from lycaon.text.implementations import Implementation, Texts, reader


class PhraseIndex:
    """Finds any number of phrases in one pass over a text, folded on both sides.

    >>> index = PhraseIndex.build(["African grey", "grey parrot", "象牙"])
    >>> index.find("AFRICAN-GREY parrot")
    [Hit(phrase=0, start=0, end=12), Hit(phrase=1, start=8, end=19)]
    """

    def __init__(self, raw: bytes | mmap.mmap, source: str, implementation: Implementation | None) -> None:
        self._raw = memoryview(raw)
        self._layout = phrase_file.parse(self._raw, source)
        self._matcher = reader(implementation).matcher(self._raw, self._layout)

    @classmethod
    def build(cls, phrases: Sequence[str], *, implementation: Implementation | None = None) -> Self:
        """Index ``phrases``; the i-th has number i. Phrases that fold alike are all reported.

        A phrase that holds no token ("!!!") keeps its number and is never found. Equal phrases in equal order
        give the same bytes, on any machine.
        """
        from lycaon.text.phrase_builder import pack  # noqa: PLC0415  # it brings numpy, which searching does not need

        return cls(pack(reader(implementation).terms(phrases)), "memory", implementation)

    @classmethod
    def load(cls, path: Path, *, implementation: Implementation | None = None, verify: bool = False) -> Self:
        """Map a saved index into memory; processes that load the same file share its pages.

        Args:
            path: a file written by :meth:`save`. It must not be written to while it is in use.
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
    def raw(self) -> memoryview:
        """The bytes of the index, as :meth:`save` writes them."""
        return self._raw

    @property
    def digest(self) -> str:
        """A digest of everything in the index, in hex; equal phrases in equal order give equal digests."""
        return self._layout.digest

    def __len__(self) -> int:
        return self._layout.sizes.phrases

    def key(self, phrase: int) -> str:
        """Return the folded tokens of a phrase (decomposed), with one space between them."""
        return phrase_file.read_keys(self._raw, self._layout, phrase, phrase + 1)[0]

    def find(self, text: str) -> list[Hit]:
        """Return all occurrences, also nested and overlapping ones, ordered by (start, end, phrase).

        Whole tokens only. Any string is survived: a lone surrogate is a separator.
        """
        return self._matcher.find(text)

    def find_batch(self, texts: Texts) -> HitTable:
        """Return the hits of many texts as columns, ordered by (row, start, end, phrase); null has none."""
        return self._matcher.find_batch(texts)
