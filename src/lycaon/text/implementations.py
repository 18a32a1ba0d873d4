"""The two implementations behind one shape, and the choice between them.

What the kernel hands over as bytes becomes numpy columns here, and Arrow arrays become the buffers it reads. Both are
imported when the first batch comes: together they take a fifth of a second, and a single text needs neither.
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Final, Literal, Protocol
from unicodedata import normalize

from lycaon.errors import SetupError
from lycaon.text import twin
from lycaon.text.folding import FOLDS
from lycaon.text.found import HashTable, Hit, HitTable, Token
from lycaon.text.phrase_file import Layout, read_keys

try:
    from lycaon.text import _kernel as kernel
except ImportError:  # no compiler when this was installed: the twin does the work
    kernel = None

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lycaon.text._kernel import Folding, Index
    from lycaon.text.phrase_builder import Terms

Implementation = Literal["kernel", "twin"]


class Texts(Protocol):
    """A ``pyarrow.StringArray`` or ``LargeStringArray``: what we need of them, for Arrow brings no types."""

    offset: int
    type: object

    def buffers(self) -> list[object | None]:
        """Return the buffers of validity, offsets and data."""
        ...

    def to_pylist(self) -> list[str | None]:
        """Return the texts as strings."""
        ...

    def __len__(self) -> int: ...


class Matcher(Protocol):
    """Finds the phrases of one index."""

    def find(self, text: str) -> list[Hit]:
        """Return the hits in one text."""
        ...

    def find_batch(self, texts: Texts) -> HitTable:
        """Return the hits in many texts."""
        ...


class Reader(Protocol):
    """Reads texts into tokens."""

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of one text."""
        ...

    def token_hashes(self, text: str) -> HashTable:
        """Return the hashed tokens of one text."""
        ...

    def token_hashes_batch(self, texts: Texts) -> HashTable:
        """Return the hashed tokens of many texts."""
        ...

    def terms(self, phrases: Sequence[str]) -> "Terms":
        """Return what an index is built from."""
        ...

    def matcher(self, raw: memoryview, layout: Layout) -> Matcher:
        """Return what finds the phrases of an index."""
        ...


def reader(implementation: Implementation | None = None) -> Reader:
    """Return an implementation; None asks for the best that is installed.

    Raises:
        SetupError: the kernel was asked for and is not installed.
    """
    return _reader(implementation or best)


@lru_cache(maxsize=2)
def _reader(implementation: Implementation) -> Reader:
    if implementation == "twin":
        return TwinReader()
    if kernel is None:
        raise SetupError("the C kernel is not installed; with a C compiler at hand, install lycaon again")
    return KernelReader(kernel.Folding(FOLDS.raw), kernel.Index)


class TwinReader:
    """The twin: takes Arrow apart into strings."""

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of one text."""
        return twin.tokens(text)

    def token_hashes(self, text: str) -> HashTable:
        """Return the hashed tokens of one text."""
        return twin.token_hashes([text])

    def token_hashes_batch(self, texts: Texts) -> HashTable:
        """Return the hashed tokens of many texts."""
        return twin.token_hashes(texts.to_pylist())

    def terms(self, phrases: Sequence[str]) -> "Terms":
        """Return what an index is built from."""
        from lycaon.text.phrase_builder import terms_of  # noqa: PLC0415

        keys = [twin.token_key(phrase) for phrase in phrases]
        words = [key.split(" ") if key else [] for key in keys]
        hashes = [twin.token_hash(word) for line in words for word in line]
        return terms_of(keys, hashes, [len(line) for line in words])

    def matcher(self, raw: memoryview, layout: Layout) -> Matcher:
        """Return what finds the phrases of an index; it learns them when first asked."""
        return TwinMatcher(raw, layout)


class TwinMatcher:
    """The twin's search over a saved index: reads its keys, and nothing of its hash table."""

    def __init__(self, raw: memoryview, layout: Layout) -> None:
        self._raw, self._layout = raw, layout

    @cached_property
    def _phrases(self) -> twin.Phrases:
        return twin.Phrases(read_keys(self._raw, self._layout, 0, self._layout.sizes.phrases))

    def find(self, text: str) -> list[Hit]:
        """Return the hits in one text."""
        return self._phrases.find(text)

    def find_batch(self, texts: Texts) -> HitTable:
        """Return the hits in many texts."""
        return self._phrases.find_batch(texts.to_pylist())


_hit: Final[Callable[[tuple[int, int, int]], Hit]] = partial(tuple.__new__, Hit)
"""What ``Hit._make`` does, without a step in Python: each listing has some forty hits."""
_composed: Final[Callable[[str], str]] = partial(normalize, "NFC")


class KernelReader:
    """The kernel."""

    def __init__(self, folding: "Folding", index: type["Index"]) -> None:
        self._folding, self._index = folding, index

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of one text."""
        return self._folding.tokens(text, Token, _composed)

    def token_hashes(self, text: str) -> HashTable:
        """Return the hashed tokens of one text."""
        return HashTable(*columns_of(self._folding.hashes(text)))

    def token_hashes_batch(self, texts: Texts) -> HashTable:
        """Return the hashed tokens of many texts."""
        return HashTable(*columns_of(over(self._folding.hashes_batch, texts)))

    def terms(self, phrases: Sequence[str]) -> "Terms":
        """Return what an index is built from."""
        from lycaon.text.phrase_builder import terms_of  # noqa: PLC0415

        found = [self._folding.key(phrase) for phrase in phrases]
        hashes = memoryview(b"".join(raw for _, raw in found)).cast("Q")
        return terms_of([key for key, _ in found], hashes, [len(raw) // 8 for _, raw in found])

    def matcher(self, raw: memoryview, layout: Layout) -> Matcher:
        """Return what finds the phrases of an index where it lies."""
        return KernelMatcher(self._index(self._folding, raw, *kernel_view(layout)))


def kernel_view(layout: Layout) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the sizes and the sections of an index as the kernel takes them."""
    return astuple(layout.sizes), layout.starts()


class KernelMatcher:
    """The kernel's search."""

    def __init__(self, index: "Index") -> None:
        self._index = index

    def find(self, text: str) -> list[Hit]:
        """Return the hits in one text."""
        return list(map(_hit, self._index.find(text)))

    def find_batch(self, texts: Texts) -> HitTable:
        """Return the hits in many texts; other threads run meanwhile."""
        return HitTable(*columns_of(over(self._index.find_batch, texts)))


def over(search: Callable[..., bytes], texts: Texts) -> bytes:
    """Search a column where Arrow keeps it."""
    import pyarrow as pa  # noqa: PLC0415  # whoever brings an array has it

    is_large = pa.types.is_large_string(texts.type)
    if not is_large and not pa.types.is_string(texts.type):
        raise TypeError(f"an array of strings was expected, not of {texts.type}")
    validity, offsets, data = texts.buffers()
    return search(validity, offsets, data, texts.offset, len(texts), is_large)


def columns_of(columns: bytes) -> Sequence["NDArray[np.uint32]"]:
    """Return the four columns of what the kernel hands over, where they lie: read-only."""
    import numpy as np  # noqa: PLC0415

    return list(np.frombuffer(columns, dtype=np.uint32).reshape(4, -1))


best: Final[Implementation] = "twin" if kernel is None else "kernel"
"""the implementation that this installation uses unless told otherwise"""
