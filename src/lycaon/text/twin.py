"""The plain-Python twin of the kernel: slower, never different.

It is what runs where no compiler was at hand, and the oracle that the kernel is tested against. So it is
written to be obviously right: dictionaries of folded words, no hashes in the search, no cleverness.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from lycaon.text.folding import FOLDS
from lycaon.text.folding_rules import Kind
from lycaon.text.found import HashTable, Hit, HitTable, Token

if TYPE_CHECKING:
    import numpy as np

_MASK = (1 << 64) - 1
_SEED, _SPREAD, _FINISH = 0x9E3779B97F4A7C15, 0x9FB21C651E98DF25, 0xD6E8FEB86659FD93

_END = "\0"
"""stands after the last letter of a text; a separator, as every control character is"""


def tokens(text: str) -> list[Token]:
    """Return the tokens of ``text`` from left to right; they never overlap, and none is empty."""
    compose = unicodedata.normalize
    return [Token(start, end, compose("NFC", key)) for start, end, key in raw_tokens(text)]


def raw_tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and folded letters (decomposed, as the kernel compares them) of each token."""
    letters = ""
    is_word = False
    start = end = 0
    for at, letter in enumerate(text + _END):
        kind, folded = FOLDS[letter]
        if kind is Kind.IGNORE:
            continue
        if letters and (kind is Kind.MARK or kind is Kind.EXTEND or (kind is Kind.WORD and is_word)):
            letters += folded
            end = at + 1
            continue
        if letters:
            yield start, end, letters
        letters, is_word = folded, kind is Kind.WORD
        start, end = at, at + 1


def token_key(text: str) -> str:
    """Return the folded tokens with one space between them: equal for equal token sequences only."""
    return " ".join(letters for _, _, letters in raw_tokens(text))


@lru_cache(maxsize=1 << 16)
def token_hash(letters: str) -> int:
    """Return the 64-bit hash of one folded token (decomposed), the same number that the kernel makes."""
    state, spelt = _SEED, letters.encode()
    for first in range(0, len(spelt), 8):
        state = (state ^ int.from_bytes(spelt[first : first + 8], "little")) * _SPREAD & _MASK
        state ^= state >> 32
    state = state * _FINISH & _MASK
    return state ^ state >> 29


class Phrases:
    """Finds phrases by looking up every run of tokens that begins like one."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._phrases: dict[str, list[int]] = {}
        self._beginnings: set[str] = set()
        for number, key in enumerate(keys):
            if key:
                self._phrases.setdefault(key, []).append(number)
                self._beginnings.update(_beginnings(key))

    def find(self, text: str) -> list[Hit]:
        """Return all hits, nested and overlapping ones too, ordered by (start, end, phrase)."""
        found = list(raw_tokens(text))
        return [hit for first in range(len(found)) for hit in self._from(found, first)]

    def _from(self, found: Sequence[tuple[int, int, str]], first: int) -> Iterator[Hit]:
        start, _, key = found[first]
        for last in range(first, len(found)):
            if last > first:
                key = f"{key} {found[last][2]}"
            for phrase in self._phrases.get(key, ()):
                yield Hit(phrase, start, found[last][1])
            if key not in self._beginnings:
                return

    def find_batch(self, texts: Iterable[str | None]) -> HitTable:
        """Return the hits of all texts as columns; None is a text without hits."""
        rows = [
            (row, hit.phrase, hit.start, hit.end)
            for row, text in enumerate(texts)
            if text is not None
            for hit in self.find(text)
        ]
        return HitTable(*_columns(rows))


def token_hashes(texts: Iterable[str | None]) -> HashTable:
    """Return the upper 32 bits of each token's hash, with where it stands, for all texts."""
    rows = [
        (row, token_hash(letters) >> 32, start, end)
        for row, text in enumerate(texts)
        if text is not None
        for start, end, letters in raw_tokens(text)
    ]
    return HashTable(*_columns(rows))


def _columns(rows: list[tuple[int, int, int, int]]) -> Iterator["np.ndarray[tuple[int], np.dtype[np.uint32]]"]:
    import numpy as np  # noqa: PLC0415  # a tenth of a second that only columns need

    table = np.array(rows, dtype=np.uint32).reshape(-1, 4)
    return (np.ascontiguousarray(column) for column in table.T)


def _beginnings(key: str) -> Iterator[str]:
    at = key.find(" ")
    while at >= 0:
        yield key[:at]
        at = key.find(" ", at + 1)
